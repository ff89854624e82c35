"""Remembered sheets: how sheets with certain headers are read without being asked about again."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import access, formats, links, trouble
from ui.asking import reports
from ui.confirming import confirmed
from ui.doing import do
from ui.words import plain, spoken

_MOST_HEADERS: Final = 12


def show() -> None:
    """The list; what is forgotten is read by its headers again."""
    st.title("Remembered sheets")
    st.markdown(
        "What was answered about a sheet holds for the next ones with the same headers. Forget a line, and "
        "such sheets are read and asked about anew."
    )
    with trouble.told():
        found = reports.mappings(access.client())
        if not found:
            st.info(
                "Nothing is remembered yet. It begins when you answer a question about a sheet.",
                icon=":material/inbox:",
            )
            links.to_upload("Upload a sheet")
        for one in found:
            _draw(one)


def _draw(one: Mapping[str, Any]) -> None:
    with st.container(border=True, key=f"reading_{one['signature'][:16]}"):
        headers = one["headers"]
        said = ", ".join(plain(header) for header in headers[:_MOST_HEADERS])
        more = len(headers) - _MOST_HEADERS
        st.markdown(f"**{said}**" + (f" and {more} more" if more > 0 else ""))
        for line in changes(one["options"]):
            st.markdown(f"- {line}")
        st.caption(f"By {plain(one['confirmed_by'])}, {formats.here().moment(one['confirmed_at'])}")
        if access.may("jobs:write") and confirmed(
            "Forget",
            "Sheets with these headers are asked about again. Forget how they are read?",
            key=f"forget_{one['signature']}",
            icon=":material/delete:",
        ):
            do(lambda: reports.forget_mapping(access.client(), one["signature"]), "Forgotten.")


def changes(options: Mapping[str, Any]) -> list[str]:
    """What is read otherwise than the headers say, a sentence each."""
    said = []
    for name, value in options.items():
        if not value or name == "rows_per_chunk":
            continue
        if name == "mapping":
            said += [
                f"{plain(header)} is {plain(spoken(field)) if field else 'kept as it is'}"
                for header, field in value.items()
            ]
        elif isinstance(value, Mapping):
            said += [f"{plain(header)}: {plain(spoken(name))} {plain(one)}" for header, one in value.items()]
        else:
            said.append(f"{plain(spoken(name))}: {plain(value)}")
    return said


if __name__ == "__main__":
    show()
