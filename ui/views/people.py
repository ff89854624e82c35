"""People: who may sign in and as what; administrators let them in, out and back in."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, formats, rights, shown_once, trouble
from ui.asking import administration
from ui.confirming import confirmed
from ui.doing import do
from ui.formats import Formats
from ui.words import plain

PAGE: Final = "people"


def show() -> None:
    """Who is there, and the form for one more."""
    st.title("People")
    shown_once.draw(PAGE)
    with trouble.told():
        found = administration.people(access.client())
        with st.expander("Let somebody in", icon=":material/person_add:", expanded=len(found) < 2):
            _ask_for_somebody()
        shape = formats.here()
        for person in found:
            _draw(person, shape)


def _ask_for_somebody() -> None:
    with st.form("new_person", border=False):
        email = st.text_input("E-mail address")
        name = st.text_input("Name", help="As others see it; empty: the beginning of the address.")
        role = st.selectbox("Role", list(rights.ROLES), format_func=rights.role)
        is_sent = st.form_submit_button("Let in", type="primary", icon=":material/person_add:")
    if is_sent:
        do(lambda: _let_in(email.strip(), name.strip(), role))


def _let_in(email: str, name: str, role: str) -> None:
    made = administration.let_in(access.client(), email, name, role)
    _show_password(made["email"], made["password"])


def _show_password(email: str, password: str) -> None:
    advice = "Hand it over by a safe way; they change it under My account."
    shown_once.put(PAGE, f"The password of {plain(email)}", password, advice)


def _draw(person: Mapping[str, Any], shape: Formats) -> None:
    is_out = person["disabled_at"] is not None
    # As code an address is no link: a click on it opens the person, not the mail program.
    address = f"`{person['email'].replace('`', '')}`"
    words = [plain(person["name"]), address, person["role"]] + ["disabled"] * is_out
    icon = ":material/person_off:" if is_out else ":material/person:"
    with st.expander("  ·  ".join(words), icon=icon, key=f"person_{person['id']}"):
        let_in, signed_in, password = (
            shape.moment(person[name]) for name in ("created_at", "signed_in_at", "password_changed_at")
        )
        st.caption(f"Let in {let_in}, last signed in {signed_in}, password of {password}")
        _draw_role(person)
        who = person["id"]
        with st.container(horizontal=True):
            _draw_reset(person)
            if is_out:
                if st.button("Let in again", key=f"enable_{who}", icon=":material/person_check:"):
                    do(
                        lambda: administration.set_disabled(access.client(), who, is_disabled=False),
                        f"{person['email']} may sign in again, with the password they had.",
                    )
            elif confirmed(
                "Shut out",
                f"{plain(person['email'])} is signed out everywhere and cannot sign in any more.",
                key=f"disable_{who}",
                icon=":material/person_off:",
            ):
                do(
                    lambda: administration.set_disabled(access.client(), who, is_disabled=True),
                    f"{person['email']} is shut out.",
                )


def _draw_role(person: Mapping[str, Any]) -> None:
    choices = list(rights.ROLES)
    chosen = st.selectbox(
        "Role",
        choices,
        index=choices.index(person["role"]) if person["role"] in choices else None,
        format_func=rights.role,
        key=f"role_{person['id']}",
    )
    if chosen and chosen != person["role"] and st.button("Save the role", key=f"save_{person['id']}"):
        do(
            lambda: administration.set_role(access.client(), person["id"], chosen),
            f"{person['email']} is {chosen} from now on.",
        )


def _draw_reset(person: Mapping[str, Any]) -> None:
    if confirmed(
        "New password",
        f"The password of {plain(person['email'])} ends, and every sign-in with it.",
        key=f"reset_{person['id']}",
        icon=":material/lock_reset:",
    ):
        do(
            lambda: _show_password(
                person["email"], administration.reset_password(access.client(), person["id"])
            )
        )


if __name__ == "__main__":
    show()
