"""Sign in: e-mail address and password, or a key, once a day."""

import streamlit as st

from ui import access, trouble
from ui.asking.problems import ApiError


def show() -> None:
    """Ask for the key until one is accepted."""
    _, middle, _ = st.columns([1, 1.3, 1])
    with middle, st.container(key="sign_in_place"):
        st.title("Lotwise")
        st.markdown("What to order today, from whom, how much, and why.")
        notice = access.notice()
        if notice:
            st.info(notice, icon=":material/schedule:")
        with st.form("sign_in_person"):
            email = st.text_input("E-mail address", autocomplete="username")
            password = st.text_input("Password", type="password", autocomplete="current-password")
            is_person = st.form_submit_button("Sign in", type="primary", width="stretch")
        if is_person:
            _try_person(email.strip(), password)
        with st.expander("Sign in with an API key"), st.form("sign_in"):
            key = st.text_input(
                "API key",
                type="password",
                help="Whoever runs Lotwise here gives you one. The browser does not keep it.",
            )
            is_sent = st.form_submit_button("Sign in with the key", width="stretch")
        if is_sent:
            _try(key.strip())


def _try_person(email: str, password: str) -> None:
    if not email or not password:
        st.error("Enter your e-mail address and your password.")
        return
    try:
        access.sign_in_as(email, password)
    except ApiError as error:
        trouble.show(error)
        return
    st.rerun()


def _try(key: str) -> None:
    if not key:
        st.error("Enter your API key.")
        return
    if not key.isascii():
        st.error("An API key has only plain letters, digits and signs; check what was copied.")
        return
    try:
        access.sign_in(key)
    except ApiError as error:
        trouble.show(error)
        return
    st.rerun()
