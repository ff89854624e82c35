"""What changed in a run against the one before: a summary to read in the morning, then every change."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import access, links, trouble
from ui.asking import catalogues
from ui.formats import ABSENT, Formats
from ui.links import File
from ui.paging import Pages
from ui.words import plain

_PAGE_ROWS: Final = 100
_ROWS_SHOWN: Final = 12
_ROW_PIXELS: Final = 35
# As the API counts them, in the order they are told.
_KINDS: Final = {
    "to_order": "Newly to order",
    "no_longer": "No longer to order",
    "problem": "New problem",
    "solved": "Problem solved",
    "suggested_order": "Quantity to order today",
    "order_quantity": "Usual lot",
    "reorder_point": "Reorder point",
    "order_up_to": "Order-up-to level",
    "abc_class": "ABC class",
    "xyz_class": "XYZ class",
    "new_item": "New item",
    "gone_item": "Gone item",
}


@st.fragment
def draw(job_id: str, shape: Formats) -> None:
    """The summary, a choice of kinds, the table, its files."""
    with trouble.told():
        first = catalogues.changes(access.client(), job_id, limit=1)
        st.markdown("\n".join(f"- {plain(words)}" for words in first["words"]))
        counts: Mapping[str, int] = first["counts"]
        kinds = [kind for kind in _KINDS if counts.get(kind)]
        if not kinds:
            return
        with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
            chosen = st.selectbox(
                "Kind of change",
                kinds,
                index=None,
                format_func=lambda kind: f"{_KINDS[kind]} ({shape.number(counts[kind], 0)})",
                placeholder="All changes",
                key="changes_kind",
                width=320,
            )
            _draw_files(job_id, chosen)
        pages = Pages("changes", (job_id, chosen))
        page = catalogues.changes(access.client(), job_id, limit=_PAGE_ROWS, cursor=pages.cursor, kind=chosen)
        _draw_table(page["items"], shape)
        begin = (pages.number - 1) * _PAGE_ROWS + 1
        end = begin + len(page["items"]) - 1
        total = sum(counts.values()) if chosen is None else counts[chosen]
        said = f"Changes {shape.number(begin, 0)} to {shape.number(end, 0)} of {shape.number(total, 0)}."
        pages.draw(page["next"], back="Previous", forward="Next", said=said)


def _draw_files(job_id: str, kind: str | None) -> None:
    query = {"kind": kind} if kind else None
    links.downloads(
        [
            File("Changes, Excel", f"jobs/{job_id}/changes.xlsx", "A row a change", query),
            File("Changes, CSV", f"jobs/{job_id}/changes.csv", "A line a change", query),
        ],
        key="change_files",
        what="Changes",
    )


def _draw_table(rows: list[dict[str, Any]], shape: Formats) -> None:
    percents = [
        ABSENT if row["percent"] is None else f"{row['percent']:+.0f} %".replace("-", "\N{MINUS SIGN}")
        for row in rows
    ]
    columns = {
        "SKU": [row["sku"] for row in rows],
        "Location": [row["location"] for row in rows],
        "Description": [row["description"] for row in rows],
        "Supplier": [row["supplier"] for row in rows],
        "Change": [_KINDS.get(row["kind"], row["kind"]) for row in rows],
        "Was": [_value(row["old"], shape) for row in rows],
        "Is": [_value(row["new"], shape) for row in rows],
        "By": percents,
        "Why": [row["why"] for row in rows],
    }
    told = {name: values for name, values in columns.items() if any(value is not None for value in values)}
    st.dataframe(
        pd.DataFrame(told),
        hide_index=True,
        height=_ROW_PIXELS * (1 + min(len(rows), _ROWS_SHOWN)) + 3,
        column_config={"Why": st.column_config.TextColumn(width="large")},
        placeholder=ABSENT,
        alt="What changed since the run before",
    )


def _value(text: str | None, shape: Formats) -> str | None:
    if text is None:
        return None
    try:
        return shape.number(float(text))
    except ValueError:
        return text.replace("_", " ")
