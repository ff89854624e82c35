"""My account: who is signed in, what they may do, and a new password for oneself."""

import streamlit as st

from ui import access, rights, trouble
from ui.asking import administration
from ui.asking.problems import ApiError
from ui.words import plain


def show() -> None:
    """Who this is, and the form for those who have a password."""
    st.title("My account")
    with trouble.told():
        me = access.client().me()
        is_person = str(me["caller"]).startswith("user:")
        how = "e-mail address and password" if is_person else "an API key"
        st.markdown(f"You are **{plain(me['name'])}**, signed in with {how}.")
        st.markdown(f"You may: {plain(rights.in_words(me['scopes']))}.")
        st.caption(f"On record as {plain(me['caller'])}")
        if is_person:
            _ask_for_a_password()


def _ask_for_a_password() -> None:
    st.header("Change my password")
    with st.form("my_password", border=False, width=460):
        current = st.text_input("Current password", type="password", autocomplete="current-password")
        new = st.text_input(
            "New password", type="password", autocomplete="new-password", help="12 to 256 characters."
        )
        again = st.text_input("New password again", type="password", autocomplete="new-password")
        is_sent = st.form_submit_button("Change password", type="primary", icon=":material/lock_reset:")
    if not is_sent:
        return
    if not current or not new:
        st.error("Enter your current password and a new one.")
    elif new != again:
        st.error("The new password and its repetition are not the same.")
    else:
        _change(current, new)


def _change(current: str, new: str) -> None:
    try:
        administration.change_password(access.client(), current, new, seen_from=access.seen_from())
    except ApiError as error:
        trouble.show(error)
        return
    access.sign_out("Your password is changed, and every sign-in with the old one has ended.")
    st.rerun()


if __name__ == "__main__":
    show()
