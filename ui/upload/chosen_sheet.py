"""Which sheet the upload page is about: by the session, and by the address for a reload."""

from typing import Final

import streamlit as st

_FILE: Final = "file"  # in the address and in the session
_LEFT: Final = "file_left"


def file_id() -> str:
    """The file's id; empty where a sheet is still to be chosen."""
    named = st.query_params.get(_FILE, "")
    if named and not kept() and named == st.session_state.get(_LEFT):
        # A run of the old page: the browser asked for it, with the old address, before it heard of the new.
        forget()
        return ""
    return kept() or named


def kept() -> str:
    """The file's id as the session has it; empty where only the address may name one."""
    return str(st.session_state.get(_FILE, ""))


def take(file_id: str) -> None:
    """The page is about this sheet from the next run on."""
    st.session_state[_FILE] = file_id


def remember(file_id: str) -> None:
    """Name the sheet in the session and in the address, for a reload."""
    take(file_id)
    if st.query_params.get(_FILE) != file_id:  # else it could undo an input's own
        st.query_params[_FILE] = file_id


def leave() -> None:
    """The planner wants another sheet: this one does not come back by its old address."""
    st.session_state[_LEFT] = file_id()


def forget() -> None:
    """The page is about no sheet."""
    st.session_state.pop(_FILE, None)
    st.query_params.pop(_FILE, None)
