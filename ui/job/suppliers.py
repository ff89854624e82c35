"""What is to be ordered from each supplier today, and the way to their rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.formats import Formats
from ui.job.overview import choose_currency

Entries = Sequence[Mapping[str, Any]]


def draw(charts: Mapping[str, Mapping[str, Entries]], formats: Formats) -> None:
    """The totals, those to order most from first; tick one to see its rows."""
    currency = choose_currency(charts)
    if currency is None:
        st.info("This job was computed before there were totals by supplier; compute it again to see them.")
        return
    entries = charts["suppliers"][currency]
    state = st.dataframe(
        pd.DataFrame(
            {
                "Supplier": [_name(entry, formats) for entry in entries],
                "To order now": [int(entry["order_now"]) for entry in entries],
                "SKUs": [int(entry["rows"]) for entry in entries],
                "Value of today's orders": [entry["order_value"] for entry in entries],
                "Stock on hand": [entry["stock_value"] for entry in entries],
            }
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"suppliers_{currency}",
        column_config={
            "Supplier": st.column_config.TextColumn(width="large"),
            "To order now": st.column_config.NumberColumn(format="localized"),
            "SKUs": st.column_config.NumberColumn(format="localized"),
            "Value of today's orders": st.column_config.NumberColumn(
                f"Value of today's orders ({currency})" if currency else None, format="accounting"
            ),
            "Stock on hand": st.column_config.NumberColumn(
                f"Stock on hand ({currency})" if currency else None, format="accounting"
            ),
        },
        alt="Totals by supplier, those to order most from first",
    )
    ticked = state["selection"]["rows"]
    chosen = entries[ticked[0]].get("supplier") if ticked and ticked[0] < len(entries) else None
    if chosen:
        st.button(
            f"Show the rows of {chosen}",
            icon=":material/filter_alt:",
            type="primary",
            on_click=_show_rows,
            args=(chosen,),
        )
    else:
        st.caption("Tick a supplier to see its rows.")


def _name(entry: Mapping[str, Any], formats: Formats) -> str:
    if entry["supplier"] is None:
        return f"{formats.number(entry['others'], 0)} others"
    return entry["supplier"] or "without a supplier"


def _show_rows(supplier: str) -> None:
    st.session_state["section"] = "Decisions"
    st.session_state["supplier"] = supplier
