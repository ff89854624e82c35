"""The job a sheet has become, until the job's page is drawn.

On its way there a run of the old page may come in between: the browser asked for it, with the old address,
before it heard of the new page. That run must neither lose the job nor look at the sheet again.
"""

from typing import Final

import streamlit as st

_SENT: Final = "sent_sheet"


def remember(file_id: str, job_id: str) -> None:
    """A job was made of the file."""
    st.session_state[_SENT] = (file_id, job_id)


def job_of(file_id: str) -> str:
    """The job whose page is still to be drawn; empty where there is none, or it is of another file."""
    made: tuple[str, str] = st.session_state.get(_SENT, ("", ""))
    return made[1] if file_id in ("", made[0]) else ""


def arrived() -> None:
    """A job's page is drawn to its end: who comes back to the sheet now means to."""
    st.session_state.pop(_SENT, None)
