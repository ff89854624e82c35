"""The present visitor: signed in or not, and the client that acts for them."""

import json
from typing import Final, NoReturn

import streamlit as st

from ui.asking.client import Client, signed_in
from ui.asking.passes import Pass
from ui.asking.problems import ApiError, NotSignedIn
from ui.sign_ins import COOKIE, SIGN_INS

_TOKEN: Final = "access_token"  # noqa: S105 - the name of a place, not a secret
_TICKET: Final = "access_ticket"
_CLIENT: Final = "access_client"
_SCOPES: Final = "access_scopes"
_NOTICE: Final = "access_notice"


def is_signed_in() -> bool:
    """Whether this visitor may ask the API, from this session or from the cookie of an earlier one."""
    if _CLIENT in st.session_state and _TOKEN not in st.session_state:
        return True  # a client handed in by a test
    token = st.session_state.get(_TOKEN) or st.context.cookies.get(COOKIE, "")
    key = SIGN_INS.key(token)
    if key is None:
        if st.session_state.pop(_TOKEN, None):
            st.session_state[_NOTICE] = "You were signed out after a long pause. Please sign in again."
        st.session_state.pop(_CLIENT, None)
        return False
    st.session_state[_TOKEN] = token
    if _CLIENT not in st.session_state:
        st.session_state[_CLIENT] = Client(key)
    return True


def visitor() -> str:
    """Whose things are kept beside the session: a name that nobody else has, the same after a reload."""
    return str(st.session_state.get(_TOKEN, ""))


def client() -> Client:
    """The API as this visitor may use it."""
    found: Client = st.session_state[_CLIENT]
    return found


def may(scope: str) -> bool:
    """Whether this visitor may do something: what they may not is not shown.

    While the API does not say, everything is; it refuses what is not allowed all the same.
    """
    if _SCOPES not in st.session_state:
        try:
            st.session_state[_SCOPES] = frozenset(client().me()["scopes"])
        except NotSignedIn:
            turned_away()
        except ApiError:
            return True
    return scope in st.session_state[_SCOPES]


def sign_in_as(email: str, password: str) -> None:
    """The same by e-mail address and password."""
    sign_in(signed_in(email, password, seen_from=seen_from()))


def seen_from() -> str:
    """The visitor's address as `X-Forwarded-For` says it: what proxies wrote, and who spoke to the desk."""
    # Streamlit names no address for this machine's own.
    return ", ".join([*st.context.headers.get_all("X-Forwarded-For"), st.context.ip_address or "127.0.0.1"])


def sign_in(key: Pass) -> None:
    """Remember the visitor if the key is accepted; raises `ApiError` if not."""
    candidate = Client(key)
    candidate.me()
    token = SIGN_INS.start(key)
    st.session_state[_TOKEN] = token
    st.session_state[_TICKET] = SIGN_INS.ticket(token)
    st.session_state[_CLIENT] = candidate


def sign_out(notice: str = "") -> None:
    """Forget the key and everything this visitor had on the screen; `notice` is shown at the sign-in."""
    if _CLIENT in st.session_state:
        client().end()
    SIGN_INS.end(st.session_state.get(_TOKEN, ""))
    st.session_state.clear()
    if notice:
        st.session_state[_NOTICE] = notice


def turned_away() -> NoReturn:
    """The key was refused in the middle of work: sign in again, the address and so the place stay."""
    sign_out("Your key is no longer accepted. Please sign in again; you come back to this place.")
    st.rerun()


def notice() -> str:
    """Why the visitor has to sign in again, said once."""
    said: str = st.session_state.pop(_NOTICE, "")
    return said


def keep_over_reload() -> None:
    """Let the browser exchange the ticket for its cookie; the ticket is shown until that has happened."""
    ticket = st.session_state.get(_TICKET)
    if ticket is None:
        return
    if not SIGN_INS.is_open(ticket):
        del st.session_state[_TICKET]
        return
    path = "/".join(["", *filter(None, [st.get_option("server.baseUrlPath").strip("/")]), "desk/sign-in"])
    st.html(
        f"<script>fetch({json.dumps(path)}, {{method: 'POST', body: {json.dumps(ticket)}}})</script>",
        unsafe_allow_javascript=True,
    )
