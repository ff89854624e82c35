"""The audit of single calculations: who asked what, when, and what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import access, formats, links, trouble
from ui.asking import reports
from ui.formats import ABSENT, Formats
from ui.item import answer
from ui.paging import Pages
from ui.words import plain, spoken

_PAGE_ROWS: Final = 50
_ANSWERED: Final = {"Answered": 200, "Refused": 422}


def show() -> None:
    """Filters, the list, and the whole of the calculation that is ticked."""
    st.title("Calculations on record")
    st.markdown("Every calculation of a single SKU, from the desk and from other programs, the newest first.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sku = st.text_input(
            "Find",
            key="sku",
            bind="query-params",
            placeholder="SKU",
            icon=":material/search:",
            label_visibility="collapsed",
            width=220,
        )
        kind = st.selectbox(
            "Outcome",
            list(_ANSWERED),
            index=None,
            placeholder="Answered or refused",
            key="outcome",
            bind="query-params",
            label_visibility="collapsed",
            width=220,
        )
        links.downloads(
            [links.File("CSV of all", "calculations.csv", "Every calculation on record")], key="audit_files"
        )
    wanted = {"sku": sku.strip() or None, "status": _ANSWERED[kind] if kind else None}
    with trouble.told():
        _draw(wanted)


def _draw(wanted: Mapping[str, Any]) -> None:
    shape = formats.here()
    pages = Pages("calculations", tuple(wanted.items()))
    page = reports.calculations(access.client(), limit=_PAGE_ROWS, cursor=pages.cursor, wanted=wanted)
    rows: list[dict[str, Any]] = page["items"]
    if not rows:
        if any(wanted.values()):
            st.info("No calculation fits these filters.", icon=":material/filter_alt:")
        else:
            st.info("Nothing was calculated yet.", icon=":material/inbox:")
            st.page_link(links.CALCULATE, label="Calculate one SKU", icon=":material/calculate:")
        return
    state = st.dataframe(
        table(rows, shape),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"calculations_{pages.number}_{wanted}",
        placeholder=ABSENT,
        column_config={
            "Asked": st.column_config.TextColumn(width=150),
            "SKU": st.column_config.TextColumn(width=110),
            "Answer": st.column_config.TextColumn(width=420),
            "Took (ms)": st.column_config.NumberColumn(format="%.1f", width=80),
        },
        alt="Calculations, the newest first",
    )
    pages.draw(page["next"], back="Newer", forward="Older", said="Tick a line to see all of it.")
    ticked = state["selection"]["rows"]
    if ticked and ticked[0] < len(rows):
        _draw_one(rows[ticked[0]], shape)


def table(rows: Sequence[Mapping[str, Any]], shape: Formats) -> pd.DataFrame:
    """The lines of a page; a refusal shows why."""
    return pd.DataFrame(
        {
            "Asked": [shape.moment(row["calculated_at"]) for row in rows],
            "SKU": [row["input"].get("sku") or "" for row in rows],
            "Answer": [row["result"].get("reason") or row["result"].get("detail") or ABSENT for row in rows],
            "By": [row["caller"] for row in rows],
            "Took (ms)": [row["duration_ms"] for row in rows],
            "Status": [row["http_status"] for row in rows],
            "Request": [row["request_id"] for row in rows],
        }
    )


def _draw_one(row: Mapping[str, Any], shape: Formats) -> None:
    with st.container(border=True, key="calculation"):
        asked = [
            f"{spoken(name)} **{plain(shape.number(value) if isinstance(value, int | float) else value)}**"
            for name, value in row["input"].items()
            if not isinstance(value, dict | list)
        ]
        st.markdown("Asked: " + ", ".join(asked))
        if row["result"].get("reason"):
            answer.draw({**row["input"], **row["result"]}, shape)
        else:
            st.error(plain(row["result"].get("detail") or "It was refused."))
        st.caption(plain(f"Engine {row['engine_version']}, request {row['request_id']}."))


if __name__ == "__main__":
    show()
