"""A button that asks once more before it does what cannot be taken back."""

import streamlit as st


def confirmed(label: str, question: str, *, key: str, icon: str) -> bool:
    """Draw the button, or after a click the question; whether it was answered with yes in this run."""
    asked = f"asked_{key}"
    if not st.session_state.get(asked):
        st.button(label, key=key, icon=icon, on_click=_ask, args=(asked,))
        return False
    st.warning(question, icon=":material/warning:")
    with st.container(horizontal=True):
        is_sure = st.button(f"Yes, {label[:1].lower()}{label[1:]}", key=f"{key}_sure", type="primary")
        st.button("No", key=f"{key}_no", on_click=_drop, args=(asked,))
    if is_sure:
        _drop(asked)
    return is_sure


def _ask(asked: str) -> None:
    st.session_state[asked] = True


def _drop(asked: str) -> None:
    st.session_state.pop(asked, None)
