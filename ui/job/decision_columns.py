"""The columns of the decisions table, in the order of a planner's work."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.item.answer import assumed_fields
from ui.words import ORDER_NOW, spoken, status

_ENOUGH: Final = "Enough stock"
_UNKNOWN: Final = "Not known"  # without its stock or lead time
# White text reads on each of them (4.5 to 1), in the light and in the dark.
_PILLS: Final = {
    ORDER_NOW.label: "#2b76a9",
    _ENOUGH: "#46785a",
    _UNKNOWN: "#66727d",
    "Check": "#9a6210",
    "No demand": "#66727d",
    "Do not stock": "#66727d",
    "Not feasible": "#bb4a42",
    "Row error": "#bb4a42",
}
_NUMBERS: Final = (
    "suggested_order",
    "order_quantity",
    "inventory_position",
    "reorder_point",
    "days_of_cover",
    "purchase_price",
)
_TEXTS: Final = ("sku", "description", "supplier", "currency", "reason", "location")
# What a sheet may be without: an empty column only takes the place of the others.
_OPTIONAL: Final = frozenset(["description", "supplier", "currency", "class", "assumed", "location"])
_ORDER: Final = (
    "today suggested_order sku description supplier order_quantity inventory_position reorder_point "
    "days_of_cover latest_order_date purchase_price currency class reason assumed location row_no"
)


def table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows of a page as a frame; absent numbers stay absent, texts no row has are left out."""
    columns: dict[str, Any] = {
        name: pd.Series([row.get(name) for row in rows], dtype="float64") for name in _NUMBERS
    }
    columns |= {name: [row.get(name) or "" for row in rows] for name in _TEXTS}
    columns["today"] = [pills(row) for row in rows]
    columns["latest_order_date"] = pd.to_datetime(
        pd.Series([row.get("latest_order_date") for row in rows], dtype="object")
    )
    columns["class"] = [f"{row.get('abc_class') or ''}{row.get('xyz_class') or ''}" for row in rows]
    columns["assumed"] = [", ".join(map(spoken, assumed_fields(row))) for row in rows]
    columns["row_no"] = pd.Series([row["row_no"] for row in rows], dtype="int64")
    shown = [name for name in _ORDER.split() if name not in _OPTIONAL or any(columns[name])]
    return pd.DataFrame({name: columns[name] for name in shown})


def pills(row: Mapping[str, Any]) -> list[str]:
    """What is to be done about a row today, and whether to look closer."""
    found = [ORDER_NOW.label] if row.get("order_now") else []
    label = status(row.get("status")).label
    if label != "OK":
        return [*found, label]
    return found or [_ENOUGH if row.get("order_now") is False else _UNKNOWN]


def settings(shown: Collection[str]) -> dict[str, Any]:
    """How each column is headed, written and explained; `shown` are those of the page."""
    make = st.column_config
    units = partial(make.NumberColumn, format="localized")
    text = make.TextColumn
    return {
        "today": make.MultiselectColumn(
            "Today", options=list(_PILLS), color=list(_PILLS.values()), width=168, pinned=True
        ),
        "suggested_order": units("Order today", width=94, help="Units to order today"),
        "sku": text("SKU", width=100 if "description" in shown else 240),
        "description": text("Description", width=176),
        "supplier": text("Supplier", width=132),
        "order_quantity": units("Usual lot", width=80, help="Units, each time you order"),
        "inventory_position": units("Stock", width=70, help="Units on hand and on order, less promised"),
        "reorder_point": units("Reorder at", width=90, help="Units; order when the stock falls to it"),
        "days_of_cover": make.NumberColumn(
            "Days left", width=78, format="%.0f", help="The stock lasts so long"
        ),
        "latest_order_date": make.DateColumn(
            "Order by",
            width=104,
            format="D MMM YYYY",
            help="Last day on which an order still arrives in time",
        ),
        "purchase_price": make.NumberColumn("Price", width=84, format="accounting", help="Money per unit"),
        "currency": text("Currency", width=72),
        "class": text("Class", width=62, help="A, B, C by yearly value; X, Y, Z by steadiness of demand"),
        "reason": text("Why", width=460),
        "assumed": text("Assumed", width=180, help="Values the sheet did not give; a default was used"),
        "location": text("Location", width=90),
        "row_no": make.NumberColumn("Sheet row", width=84, format="%d"),
    }
