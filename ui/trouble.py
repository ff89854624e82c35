"""Failures on the screen: what happened, what to do, and going on by itself when the API is back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from ui import access
from ui.asking.problems import ApiAway, ApiError, NotSignedIn
from ui.words import plain, sentence, spoken

_JUST_SHOWN: Final = "trouble_just_shown"
_LOOK_AGAIN_SECONDS: Final = 3.0


@contextmanager
def told() -> Iterator[None]:
    """Show what the API refuses inside; the rest of the page goes on without it."""
    try:
        yield
    except NotSignedIn:
        signed_out()
    except ApiAway as error:
        show(error)
        st.session_state[_JUST_SHOWN] = True
        _go_on_when_back()
    except ApiError as error:
        show(error)


def signed_out() -> None:
    """The key was refused in the middle of work: sign in again, the address and so the place stay."""
    access.turned_away()


def show(error: ApiError, *, without_fields: frozenset[str] = frozenset()) -> None:
    """What happened and what to do; fields in `without_fields` are shown beside their inputs instead."""
    lines = [f"**{plain(error.message)}**"]
    lines += [
        f"{plain(sentence(spoken(problem.field)))}: {plain(f'{problem.message} {sentence(problem.remedy)}')}"
        for problem in error.fields
        if problem.field not in without_fields
    ]
    if error.remedy:
        lines.append(plain(error.remedy))
    if error.request_id and not error.fields:
        lines.append(f":small[Reference for your administrator: {plain(error.request_id)}]")
    is_away = isinstance(error, ApiAway)
    (st.warning if is_away else st.error)(
        "  \n".join(lines), icon=":material/cloud_off:" if is_away else None
    )


@st.fragment(run_every=_LOOK_AGAIN_SECONDS)
def _go_on_when_back() -> None:
    # Not in the run that has just failed, or a route that fails while the API is up would loop without pause.
    if st.session_state.pop(_JUST_SHOWN, False):
        return
    if access.client().is_up():
        st.rerun()
