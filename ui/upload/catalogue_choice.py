"""Whether an uploaded sheet is kept as a catalogue: which one, and how its rows meet those that are there."""

from typing import Any, Final

import streamlit as st

from ui import access
from ui.asking import catalogues
from ui.asking.problems import ApiAway, ApiError, NotSignedIn
from ui.upload.drafts import Draft
from ui.words import plain

Json = dict[str, Any]

_MODES: Final = {
    "merge": "Merge: change and add items, keep those not in the sheet",
    "replace": "Replace: take out items that are not in the sheet",
    "preview": "Preview: only count what would be new, changed or gone",
}
_KNOWN: Final = "catalogues_known"
_NEW: Final = "a new catalogue"


def ask(draft: Draft) -> Json | None:
    """The catalogue the sheet goes into, as the `intake` of a job; None for a sheet computed once."""
    with st.expander("Keep as a catalogue, to compute it every night", icon=":material/inventory_2:"):
        found = _known()
        chosen = st.selectbox(
            "Catalogue",
            [*found, _NEW],
            index=None,
            format_func=lambda one: found.get(one, one),
            placeholder="do not keep it: compute it once",
            key=f"intake_{draft.file_id}",
            width=420,
        )
        if chosen is None:
            return None
        if chosen == _NEW:
            name = st.text_input(
                "Name of the new catalogue",
                value=draft.inspection["file"]["name"].rpartition(".")[0][:100],
                max_chars=100,
                key=f"intake_name_{draft.file_id}",
                width=420,
            )
            return {"name": name.strip(), "mode": "merge"}
        mode = st.radio(
            "Rows of the sheet",
            list(_MODES),
            format_func=_MODES.__getitem__,
            key=f"intake_mode_{draft.file_id}",
        )
        return {"catalogue_id": chosen, "mode": mode}


def _known() -> dict[str, str]:
    """The catalogues' names; those known before while the API is away, which is to lose no edit above."""
    try:
        st.session_state[_KNOWN] = {str(one["id"]): one["name"] for one in catalogues.every(access.client())}
    except NotSignedIn:
        raise
    except ApiAway:
        # What else the page asks for tells that in full, and goes on by itself once there is an answer.
        st.caption("Which catalogues there are cannot be asked at the moment.")
    except ApiError as error:
        st.caption(plain(error.message))
    known: dict[str, str] = st.session_state.get(_KNOWN, {})
    return known


def settled(intake: Json | None) -> Json:
    """The option of the job; makes the catalogue that is named but not there yet. Raises `ApiError`."""
    if intake is None:
        return {}
    if "name" not in intake:
        return {"intake": intake}
    same = [one for one in catalogues.every(access.client()) if one["name"].lower() == intake["name"].lower()]
    made = same[0] if same else catalogues.make(access.client(), intake["name"])
    return {"intake": {"catalogue_id": str(made["id"]), "mode": intake["mode"]}}
