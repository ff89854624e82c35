"""The lines of what is suggested and what was done about it, as a table whose rows are ticked."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.formats import ABSENT, Formats

_ROW_PIXELS: Final = 35
_ROWS_SHOWN: Final = 12
STATES: Final[Mapping[str, str]] = {
    "proposed": "To do",
    "accepted": "Accepted",
    "edited": "Changed",
    "rejected": "Rejected",
    "snoozed": "Snoozed",
    "placed": "Placed",
    "overdue": "Placed, overdue",
    "shown": "In the stock figures",
    "withdrawn": "Withdrawn",
    "superseded": "Superseded",
}


def draw(rows: Sequence[dict[str, Any]], shape: Formats, *, key: str) -> list[dict[str, Any]]:
    """The table; the rows that are ticked."""
    state = st.dataframe(
        table(rows, shape),
        hide_index=True,
        height=_ROW_PIXELS * (1 + min(len(rows), _ROWS_SHOWN)) + 3,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        placeholder=ABSENT,
        column_config={
            "Suggested": st.column_config.NumberColumn(format="localized"),
            "Quantity": st.column_config.NumberColumn(format="localized"),
            "Value": st.column_config.NumberColumn(format="accounting"),
            "What was done": st.column_config.TextColumn(width="large"),
            "Why": st.column_config.TextColumn(width="large"),
        },
        alt="Suggestions and what was done about them, what is to do first",
    )
    return [rows[at] for at in ticked(state) if at < len(rows)]


def ticked(state: Any) -> list[int]:  # noqa: ANN401 - the table's state
    """The positions of the rows that are ticked."""
    return sorted(state["selection"]["rows"]) if state else []


def table(rows: Sequence[Mapping[str, Any]], shape: Formats) -> pd.DataFrame:
    """The columns that any row has something in."""
    columns: dict[str, list[Any]] = {
        "SKU": [row["sku"] for row in rows],
        "Location": [row["location"] for row in rows],
        "Description": [row["description"] for row in rows],
        "Supplier": [row["supplier"] for row in rows],
        "State": [STATES.get(row["state"], row["state"]) for row in rows],
        "Suggested": [row["suggested_quantity"] for row in rows],
        "Quantity": [row["quantity"] for row in rows],
        "Value": [row["value"] for row in rows],
        "Currency": [row["currency"] for row in rows],
        "What was done": [_done(row, shape) for row in rows],
        "Why": [row["why"] for row in rows],
    }
    told = {
        name: values
        for name, values in columns.items()
        if name in ("SKU", "State") or any(value is not None for value in values)
    }
    return pd.DataFrame(told)


def _done(row: Mapping[str, Any], shape: Formats) -> str | None:
    """Who did what and why; of a suggestion, what was done about the one before."""
    before = row["before"]
    if row["by_name"] is not None:
        return _told(row, shape)
    if before is None:
        return None
    quantity = "" if before["quantity"] is None else f" {shape.number(before['quantity'])}"
    reason = f": {before['reason']}" if before["reason"] else ""
    is_unplaced = before["state"] == "superseded"
    said = "not placed:" if is_unplaced else STATES.get(before["state"], before["state"]).lower()
    return f"last time {said}{quantity} by {before['by_name']}, {shape.moment(before['at'])}{reason}"


def _told(row: Mapping[str, Any], shape: Formats) -> str:
    parts = [f"by {row['by_name']}, {shape.moment(row['at'])}"]
    if row["snoozed_until"]:
        parts.append(f"until {shape.day(row['snoozed_until'])}")
    if row["state"] in ("placed", "overdue") and row["shown_quantity"]:
        parts.append(f"{shape.number(row['shown_quantity'])} of it are in the stock figures")
    elif row["state"] == "overdue":
        parts.append("not in the stock figures, counted no longer: check the order")
    if row["closed_why"] and row["closed_why"] not in (row["reason"], "withdrawn"):
        parts.append(row["closed_why"])
    if row["reason"]:
        parts.append(row["reason"])
    return "; ".join(parts)
