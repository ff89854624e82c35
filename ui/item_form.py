"""The inputs of one SKU: what is asked, in which unit, and how it becomes the API's item."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.problems import FieldProblem
from ui.words import plain, sentence

PERIODS: Final = ("year", "quarter", "month", "week", "day")
_PERCENT: Final = frozenset({"holding_rate", "service_level", "fill_rate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One number asked for; `value` is what stands there at first, None is empty."""

    field: str
    label: str
    help: str
    value: float | None = None


DEMAND: Final = Input(
    field="demand",
    label="Demand (units)",
    value=1200.0,
    help="Expected demand in the period beside it. Symbol D.",
)
COSTS: Final = (
    Input(
        field="order_cost",
        label="Cost of one order",
        value=45.0,
        help="Money per order: fixed cost of placing one order, whatever its size. Symbol K.",
    ),
    Input(
        field="unit_cost",
        label="Price of a unit",
        value=12.5,
        help="Money per unit: purchase price. Symbol c.",
    ),
    Input(
        field="holding_rate",
        label="Holding (% a year)",
        value=20.0,
        help="Yearly cost of holding stock as a share of the price: capital, space, insurance. Symbol i.",
    ),
)
SUPPLY: Final = (
    Input(
        field="lead_time_days",
        label="Lead time (days)",
        value=14.0,
        help="Days from order to receipt. Symbol L.",
    ),
    Input(
        field="demand_std",
        label="Std. deviation",
        value=150.0,
        help="Units: standard deviation of demand in the same period. Symbol sigma. May stay empty.",
    ),
    Input(
        field="service_level",
        label="Service (%)",
        value=95.0,
        help="Share of order cycles without a stockout: 95 means 95 of 100 cycles.",
    ),
)
STOCK: Final = (
    Input(
        field="on_hand",
        label="On hand (units)",
        value=40.0,
        help="Stock in the warehouse. Negative is backlog.",
    ),
    Input(
        field="on_order",
        label="On order (units)",
        value=0.0,
        help="Ordered from the supplier, not yet received.",
    ),
    Input(
        field="allocated", label="Reserved (units)", value=None, help="In the warehouse but already promised."
    ),
)
LIMITS: Final = (
    Input(field="min_order_qty", label="Minimum order", help="Units: the supplier's minimum. MOQ."),
    Input(field="order_multiple", label="Pack size", help="Units: orders are whole multiples of it."),
    Input(field="max_order_qty", label="Maximum order", help="Units: the supplier's maximum per order."),
    Input(field="max_stock", label="Most in stock", help="Units: most that may be in stock after a receipt."),
    Input(field="shelf_life_days", label="Shelf life (days)", help="Time until a unit expires."),
    Input(
        field="current_order_qty",
        label="Ordered until now",
        help="Units: the quantity you order today; the answer then says what a change is worth.",
    ),
)
NUMBERS: Final = (DEMAND, *COSTS, *SUPPLY, *STOCK, *LIMITS)


def key(field: str) -> str:
    """Where the session keeps what stands in an input."""
    return f"item_{field}"


def draw(problems: Iterable[FieldProblem]) -> None:
    """The inputs inside the form, each refused one with its reason below."""
    refused = {problem.field.split(".")[0]: problem for problem in problems}
    left, right = st.columns([3, 2])
    with left:
        _number(DEMAND, refused)
    right.selectbox("per", PERIODS, key=key("period"), persist_state="session")
    for heading, inputs in (("Cost", COSTS), ("Supply", SUPPLY), ("Stock today", STOCK)):
        st.markdown(f"**{heading}**")
        _row(inputs, refused)
    with st.expander(
        "Limits, price breaks and today's quantity", expanded=_has_any(refused), key="item_limits"
    ):
        _row(LIMITS[:3], refused)
        _row(LIMITS[3:], refused)
        st.caption("Price breaks: the price of a unit from a quantity on. Leave empty if there is one price.")
        st.data_editor(
            pd.DataFrame({"min_qty": [math.nan] * 2, "unit_cost": [math.nan] * 2}),
            key=key("price_breaks"),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config={
                "min_qty": st.column_config.NumberColumn("From quantity (units)", min_value=0.0),
                "unit_cost": st.column_config.NumberColumn("Price of a unit", min_value=0.0),
            },
        )
        _reason(refused.get("price_breaks"))
        st.text_input("Currency", "EUR", key=key("currency"), max_chars=3, persist_state="session")


def item(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent: fields that were filled in, percentages as shares of one."""
    sent: dict[str, Any] = {}
    for asked in NUMBERS:
        value = values.get(key(asked.field))
        if value is not None:
            sent[asked.field] = value / 100.0 if asked.field in _PERCENT else value
    sent["period"] = values.get(key("period")) or PERIODS[0]
    if values.get(key("currency")):
        sent["currency"] = str(values[key("currency")]).strip().upper()
    breaks = price_breaks(values.get(key("price_breaks")) or {})
    if breaks:
        sent["price_breaks"] = breaks
    return sent


def price_breaks(edits: Mapping[str, Any]) -> list[dict[str, float]]:
    """The tiers typed into the little table; lines that are not filled in are left out."""
    lines = [*dict(edits.get("edited_rows") or {}).values(), *list(edits.get("added_rows") or ())]
    return [
        {"min_qty": float(line["min_qty"]), "unit_cost": float(line["unit_cost"])}
        for line in lines
        if line.get("min_qty") is not None and line.get("unit_cost") is not None
    ]


def _row(inputs: Iterable[Input], refused: Mapping[str, FieldProblem]) -> None:
    asked = list(inputs)
    for column, one in zip(st.columns(len(asked)), asked, strict=True):
        with column:
            _number(one, refused)


def _number(asked: Input, refused: Mapping[str, FieldProblem]) -> None:
    st.number_input(
        asked.label,
        value=asked.value,
        step=1.0,
        format="%.10g",
        help=asked.help,
        key=key(asked.field),
        persist_state="session",
    )
    _reason(refused.get(asked.field))


def _reason(problem: FieldProblem | None) -> None:
    if problem:
        st.markdown(f":red[:small[{plain(sentence(problem.message))} {plain(sentence(problem.remedy))}]]")


def _has_any(refused: Mapping[str, FieldProblem]) -> bool:
    return any(one.field in refused for one in LIMITS) or "price_breaks" in refused
