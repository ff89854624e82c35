"""The form for one SKU, and how what is typed becomes the API's item."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui.asking.problems import FieldProblem
from ui.formats import Formats
from ui.item.item_inputs import (
    COSTS,
    DEMAND,
    DISCOUNTS,
    LIMITS,
    NUMBERS,
    PERCENT,
    PERIODS,
    SERVICE,
    SERVICE_KINDS,
    STOCK,
    SUPPLY,
    Input,
)
from ui.words import plain, sentence


def key(field: str) -> str:
    """Where the session keeps what stands in an input."""
    return f"item_{field}"


def draw(problems: Iterable[FieldProblem]) -> None:
    """The inputs inside the form, each refused one with its reason below."""
    refused = {_input_of(problem.field): problem for problem in problems}
    left, right = st.columns([3, 2])
    with left:
        _number(DEMAND, refused)
    right.selectbox("per", PERIODS, key=key("period"), persist_state="session")
    for heading, inputs in (("Cost", COSTS), ("Supply", SUPPLY), ("Stock today", STOCK)):
        st.markdown(f"**{heading}**")
        _row(inputs, refused)
        if inputs is SUPPLY:
            _service_kind()
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
        st.segmented_control(
            "A break's price is of",
            list(DISCOUNTS),
            default=next(iter(DISCOUNTS)),
            required=True,
            key=key("discount"),
            persist_state="session",
            help="Most suppliers lower the price of every unit once the quantity is reached.",
        )
        st.text_input("Currency", "EUR", key=key("currency"), max_chars=3, persist_state="session")


def item(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent: fields that were filled in, percentages as shares of one."""
    sent: dict[str, Any] = {}
    for asked in NUMBERS:
        value = values.get(key(asked.field))
        if value is not None:
            field = _service_field(values) if asked.field == SERVICE else asked.field
            sent[field] = value / 100.0 if asked.field in PERCENT else value
    sent["period"] = values.get(key("period")) or PERIODS[0]
    if values.get(key("currency")):
        sent["currency"] = str(values[key("currency")]).strip().upper()
    breaks = price_breaks(values.get(key("price_breaks")) or {})
    if breaks:
        sent["price_breaks"] = breaks
        sent["discount"] = DISCOUNTS[values.get(key("discount")) or next(iter(DISCOUNTS))]
    return sent


def price_breaks(edits: Mapping[str, Any]) -> list[dict[str, float]]:
    """The tiers typed into the little table; lines that are not filled in are left out."""
    lines = [*dict(edits.get("edited_rows") or {}).values(), *list(edits.get("added_rows") or ())]
    return [
        {"min_qty": float(line["min_qty"]), "unit_cost": float(line["unit_cost"])}
        for line in lines
        if line.get("min_qty") is not None and line.get("unit_cost") is not None
    ]


def breaks_in_words(sent: Mapping[str, Any], formats: Formats) -> str:
    """Which price breaks the answer is of: a line half filled in, or being written, is not among them."""
    breaks = sent.get("price_breaks") or []
    if not breaks:
        return "Computed without price breaks."
    said = "; ".join(
        f"from {formats.number(one['min_qty'])} units {formats.money(one['unit_cost'], sent.get('currency'))}"
        for one in breaks
    )
    kind = next(label for label, name in DISCOUNTS.items() if name == sent["discount"])
    return f"Computed with prices of {kind}: {said}."


def _service_field(values: Mapping[str, Any]) -> str:
    return SERVICE_KINDS[values.get(key("service_kind")) or next(iter(SERVICE_KINDS))]


def _service_kind() -> None:
    kinds = list(SERVICE_KINDS)
    st.segmented_control(
        "Service is a share",
        kinds,
        default=kinds[0],
        required=True,
        key=key("service_kind"),
        persist_state="session",
    )
    st.caption(
        "**Of order cycles:** in 95 of 100 rounds from order to receipt nothing runs short. **Of units:** "
        "95 of 100 units asked for come from the shelf at once. The same figure of units usually needs "
        "less safety stock."
    )


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


def _input_of(field: str) -> str:
    first = field.partition(".")[0]
    return SERVICE if first in SERVICE_KINDS.values() else first


def _has_any(refused: Mapping[str, FieldProblem]) -> bool:
    return any(one.field in refused for one in LIMITS) or "price_breaks" in refused
