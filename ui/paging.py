"""Turning pages the server cuts: where each page starts is remembered while the list stays the same."""

from collections.abc import Hashable
from typing import Final

import streamlit as st

_STARTS: Final = "paging_starts"


class Pages:
    """The pages of one list; when what it shows (`belongs`) changes, the first page comes again."""

    def __init__(self, name: str, belongs: Hashable) -> None:
        self._name = name
        kept: dict[str, tuple[Hashable, list[str | None]]] = st.session_state.setdefault(_STARTS, {})
        if name not in kept or kept[name][0] != belongs:
            kept[name] = (belongs, [None])
        self._starts = kept[name][1]

    @property
    def number(self) -> int:
        """Which page is shown, from 1."""
        return len(self._starts)

    @property
    def cursor(self) -> str | None:
        """Where the page shown starts; None is the beginning."""
        return self._starts[-1]

    def back(self) -> None:
        """Show the page before."""
        if len(self._starts) > 1:
            self._starts.pop()

    def forward(self, following: str) -> None:
        """Show the page that starts at `following`."""
        self._starts.append(following)

    def draw(self, following: str | None, *, back: str, forward: str, said: str = "") -> None:
        """What is shown, and the buttons; nothing where there is one page only and nothing to say."""
        if not said and self.number == 1 and following is None:
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(said, width="stretch")
            st.button(
                back,
                icon=":material/chevron_left:",
                disabled=self.number == 1,
                on_click=self.back,
                key=f"{self._name}_back",
            )
            st.button(
                forward,
                icon=":material/chevron_right:",
                icon_position="right",
                disabled=following is None,
                on_click=self.forward,
                args=(following,),
                key=f"{self._name}_forward",
            )
