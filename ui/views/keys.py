"""API keys: how programs get in; each is shown once, may do what its scopes say, and can be ended."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from ui import access, formats, rights, shown_once, trouble
from ui.asking import administration
from ui.confirming import confirmed
from ui.doing import do
from ui.formats import Formats
from ui.words import Badge, plain

PAGE: Final = "keys"

_LASTING: Final[dict[str, float | None]] = {
    "for ever": None,
    "30 days": 30.0,
    "90 days": 90.0,
    "a year": 365.0,
}
_OVERLAP: Final = {"a day": 24.0, "a week": 168.0, "an hour": 1.0, "not at all": 0.0}
_GOOD: Final = Badge(label="In use", colour="green")
_EXPIRED: Final = Badge(label="Expired", colour="gray")
_REVOKED: Final = Badge(label="Revoked", colour="red")


def show() -> None:
    """The keys, and the form for one more."""
    st.title("API keys")
    st.markdown(
        "A program sends its key in the header `x-api-key`. Give every program a key of its own, so that one "
        "can be ended without the others."
    )
    shown_once.draw(PAGE)
    with trouble.told():
        found = administration.keys(access.client())
        with st.expander("Make a key", icon=":material/add:", expanded=not found):
            _ask_for_a_key()
        shape = formats.here()
        for key in found:
            _draw(key, shape)


def _ask_for_a_key() -> None:
    with st.form("new_key", border=False):
        name = st.text_input("What it is for", placeholder="ERP, nightly", max_chars=200)
        st.markdown("What it may do")
        scopes = [
            scope for scope in rights.SCOPES if st.checkbox(rights.scope(scope), value=scope == "decide")
        ]
        lasts = st.selectbox("Good", list(_LASTING))
        is_sent = st.form_submit_button("Make the key", type="primary", icon=":material/key:")
    if not is_sent:
        return
    if not name.strip() or not scopes:
        st.error("Say what the key is for, and choose what it may do.")
        return
    do(lambda: _make(name.strip(), scopes, _LASTING[lasts]))


def _make(name: str, scopes: list[str], days: float | None) -> None:
    _show(administration.make_key(access.client(), name, scopes, days))


def _show(made: Mapping[str, Any]) -> None:
    shown_once.put(
        PAGE,
        f"The key {plain(made['name'])}",
        made["key"],
        "Only a hash of it is kept; who loses it makes a new one.",
    )


def state(key: Mapping[str, Any]) -> Badge:
    """Whether the key still opens."""
    if key["revoked_at"] is not None:
        return _REVOKED
    ends = key["expires_at"]
    return _EXPIRED if ends is not None and datetime.fromisoformat(ends) <= datetime.now(UTC) else _GOOD


def _draw(key: Mapping[str, Any], shape: Formats) -> None:
    badge = state(key)
    label = f"{plain(key['name'])}  ·  {badge.label}"
    with st.expander(label, icon=":material/key:", key=f"key_{key['id']}"):
        st.markdown(f"{badge.markdown} May: {plain(rights.in_words(key['scopes']))}.")
        ended = f", revoked {shape.moment(key['revoked_at'])}" if key["revoked_at"] else ""
        st.caption(
            f"{plain(key['id'])}: made {shape.moment(key['created_at'])}, last used "
            f"{shape.moment(key['last_used_at'])}, ends {shape.moment(key['expires_at'])}{ended}"
        )
        if badge is not _GOOD:
            return
        _draw_rotation(key)
        if confirmed(
            "Revoke",
            f"Programs that use {plain(key['name'])} are refused within five seconds. It cannot be undone.",
            key=f"revoke_{key['id']}",
            icon=":material/block:",
        ):
            do(lambda: administration.revoke_key(access.client(), key["id"]), f"{key['name']} is revoked.")


def _draw_rotation(key: Mapping[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        overlap = st.selectbox(
            "Replace it by a new key; this one goes on",
            list(_OVERLAP),
            key=f"overlap_{key['id']}",
            width=280,
        )
        if st.button("Replace", key=f"rotate_{key['id']}", icon=":material/autorenew:"):
            do(lambda: _show(administration.rotate_key(access.client(), key["id"], _OVERLAP[overlap])))


if __name__ == "__main__":
    show()
