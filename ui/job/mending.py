"""Refused rows done again: download them, mend them there, and send only them."""

import uuid
from typing import Final

import streamlit as st

from ui import access, links, trouble
from ui.asking.problems import ApiError, NotSignedIn
from ui.links import File

_KEYS: Final = "mending_keys"  # one Idempotency-Key for each file


def draw(job_id: str) -> None:
    """The file of the refused rows, and the place to drop it mended; the new job answers for all rows."""
    st.markdown(
        "**Try these rows again:** download them, mend the cells, save, and drop the file here. The new job "
        "keeps the decisions of all other rows."
    )
    links.downloads(
        [
            File(
                "Refused rows, Excel",
                f"jobs/{job_id}/errors.xlsx",
                "The original rows, the cells, the reasons",
            )
        ],
        key="mending_files",
        what="The refused rows",
    )
    if not access.may("jobs:write"):
        return
    file = st.file_uploader("The mended rows", type=["xlsx", "csv"], key=f"mended_{job_id}")
    if (
        not st.button("Compute the mended rows", icon=":material/replay:", disabled=file is None)
        or file is None
    ):
        return
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    key = keys.setdefault(f"{job_id} {file.file_id}", str(uuid.uuid4()))
    try:
        made = access.client().amend(
            job_id, file.name, file, file.type or "application/octet-stream", idempotency_key=key
        )
    except NotSignedIn:
        trouble.signed_out()
    except ApiError as error:
        trouble.show(error)
        return
    st.switch_page(links.JOB, query_params={"job": made["id"]})
