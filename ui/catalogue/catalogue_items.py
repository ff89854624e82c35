"""The items of a catalogue, searched and paged by the server."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import access, links, trouble
from ui.asking import catalogues
from ui.formats import ABSENT, Formats
from ui.links import File
from ui.paging import Pages
from ui.words import spoken

_PAGE_ROWS: Final = 100
_NEVER: Final = ("item_no", "catalogue_id", "workspace_id", "price_breaks")


@st.fragment
def draw(one: Mapping[str, Any], shape: Formats) -> None:
    """A search field, the table, the file."""
    with trouble.told():
        with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
            search = st.text_input(
                "Search", placeholder="part of a SKU or description", key="items_search", width=320
            ).strip()
            links.downloads(
                [File("Items, CSV", f"catalogues/{one['id']}/items.csv", "Every item with its fields")],
                key="item_files",
                what="Items",
            )
        pages = Pages("items", (one["id"], search))
        page = catalogues.items(
            access.client(), str(one["id"]), limit=_PAGE_ROWS, cursor=pages.cursor, search=search
        )
        rows = page["items"]
        if not rows:
            st.info("No item fits." if search else "There is no item yet.", icon=":material/inbox:")
            return
        st.dataframe(
            _table(rows),
            hide_index=True,
            placeholder=ABSENT,
            alt="Items of the catalogue",
        )
        first = (pages.number - 1) * _PAGE_ROWS + 1
        said = f"Items {shape.number(first, 0)} to {shape.number(first + len(rows) - 1, 0)}."
        pages.draw(page["next"], back="Previous", forward="Next", said=said)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The fields any of these items has, by their spoken names."""
    names = [
        name
        for name in rows[0]
        if name not in _NEVER and any(row.get(name) not in (None, {}, []) for row in rows)
    ]
    return pd.DataFrame({_label(name): [_cell(row.get(name)) for row in rows] for name in names})


def _label(name: str) -> str:
    said = spoken(name)
    return said[:1].upper() + said[1:]


def _cell(value: object) -> object:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return value
