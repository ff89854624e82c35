"""What became of a sheet that goes into a catalogue: the counts, and after a preview the way in."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, links, trouble
from ui.asking.problems import ApiError
from ui.formats import Formats
from ui.words import plain

_KEYS: Final = "intake_keys"  # one Idempotency-Key for each previewed job and mode
_WAYS_IN: Final = {"merge": "Merge it into the catalogue", "replace": "Replace the catalogue by it"}


def draw(job: Mapping[str, Any], shape: Formats) -> None:
    """Nothing for a job that goes into no catalogue."""
    told = (job.get("summary") or {}).get("intake")
    if not told:
        return
    is_preview = told["mode"] == "preview"
    with st.container(border=True, key="intake"):
        st.markdown(f"**{plain(told['catalogue_name'])}**: {words(told, shape)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if is_preview and access.may("jobs:write"):
                for mode, label in _WAYS_IN.items():
                    if st.button(label, key=f"intake_{mode}"):
                        _send(job, told, mode)
            st.page_link(
                links.CATALOGUE,
                label="Open the catalogue",
                icon=":material/inventory_2:",
                query_params={"catalogue": told["catalogue_id"]},
            )


def words(told: Mapping[str, Any], shape: Formats) -> str:
    """Such as "12 items are new, 240 changed, 3 are not in the sheet and stay"."""
    would = told["mode"] == "preview"
    verb = "would be" if would else "are"
    said = [
        f"{shape.number(told['new'], 0)} items {verb} new",
        f"{shape.number(told['changed'], 0)} {'would change' if would else 'changed'}",
        f"{shape.number(told['unchanged'], 0)} {'would stay' if would else 'stayed'} as they were",
    ]
    if told["gone"]:
        gone = {"merge": "and stay", "replace": "and were taken out", "preview": "of the catalogue"}
        said.append(f"{shape.number(told['gone'], 0)} are not in the sheet {gone[told['mode']]}")
    if told["in_error"]:
        said.append(f"{shape.number(told['in_error'], 0)} rows in error were left out")
    return ", ".join(said) + "."


def _send(job: Mapping[str, Any], told: Mapping[str, Any], mode: str) -> None:
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    key = keys.setdefault(f"{job['id']} {mode}", str(uuid.uuid4()))
    options = {"intake": {"catalogue_id": told["catalogue_id"], "mode": mode}}
    try:
        made = access.client().retry(str(job["id"]), options, idempotency_key=key)
    except ApiError as error:
        trouble.show(error)
        return
    st.switch_page(links.JOB, query_params={"job": made["id"]})
