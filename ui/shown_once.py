"""A secret just made: shown until it is put away or its page is left, and kept nowhere else."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

_PLACE: Final = "shown_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    page: str
    what: str
    text: str
    advice: str


def put(page: str, what: str, text: str, advice: str) -> None:
    """Show it at the top of the page from the next run on."""
    st.session_state[_PLACE] = _Secret(page=page, what=what, text=text, advice=advice)


def draw(page: str) -> None:
    """What is to be shown on this page, if anything is."""
    secret = st.session_state.get(_PLACE)
    if not isinstance(secret, _Secret) or secret.page != page:
        return
    with st.container(border=True, key="shown_once_place"):
        st.markdown(f"**{secret.what}**")
        st.code(secret.text, language=None, wrap_lines=True)
        st.markdown(f"Copy it now: it is not shown again. {secret.advice}")
        st.button("I have it", type="primary", icon=":material/check:", on_click=_forget)


def leave(page: str) -> None:
    """Forget what belongs to another page than the one that is opened."""
    secret = st.session_state.get(_PLACE)
    if isinstance(secret, _Secret) and secret.page != page:
        _forget()


def _forget() -> None:
    st.session_state.pop(_PLACE, None)
