"""One decision as an answer: the sentence first, then the numbers, then what was assumed or looks odd."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from ui.formats import Formats
from ui.item import facts
from ui.words import ORDER_NOW, plain, sentence, spoken, status


def draw(decision: Mapping[str, Any], formats: Formats, *, title: str = "") -> None:
    """The whole answer; `decision` holds inputs and outputs of one item, absent values as None."""
    badge = status(decision.get("status"))
    badges = [ORDER_NOW.markdown] if decision.get("order_now") else []
    badges += [badge.markdown] if badge.label != "OK" or not badges else []
    st.markdown(" ".join([*badges, f"**{title}**" if title else ""]).strip())
    st.html(
        f"<p class='lw-answer'>{escape(decision.get('reason') or 'There is no answer for this item.')}</p>"
    )
    _draw_headline(decision, formats)
    _draw_doubts(decision, formats)
    found = facts.groups(decision, formats)
    if found:
        facts.draw(found)


def assumed_fields(decision: Mapping[str, Any]) -> list[str]:
    """The fields filled from defaults; the single answer lists them, a sheet's row joins them."""
    assumed = decision.get("assumed") or []
    names = assumed.split(",") if isinstance(assumed, str) else assumed
    return [str(name).strip() for name in names if str(name).strip()]


def with_value(field: str, decision: Mapping[str, Any], formats: Formats) -> str:
    """What was assumed, and which value where `assumed_values` has it."""
    value = (decision.get("assumed_values") or {}).get(field)
    write: dict[str, Callable[[float], str]] = {
        "order_cost": lambda cost: formats.money(cost, decision.get("currency")),
        "holding_rate": lambda share: f"{formats.percent(share)} a year",
        "lead_time_days": lambda days: f"{formats.number(days)} days",
        "service_level": formats.of_100,
        "demand_std": lambda units: f"{formats.number(units)} units a year",
    }
    return spoken(field) if value is None or field not in write else f"{spoken(field)} {write[field](value)}"


def _draw_headline(decision: Mapping[str, Any], formats: Formats) -> None:
    shown: list[tuple[str, str, str]] = []
    if decision.get("suggested_order") is not None:
        shown.append(
            ("Order today", formats.number(decision["suggested_order"]), "units, given the stock you have")
        )
    if decision.get("order_quantity") is not None:
        shown.append(("Usual lot", formats.number(decision["order_quantity"]), "units, each time you order"))
    if decision.get("reorder_point") is not None:
        shown.append(
            (
                "Reorder point",
                formats.number(decision["reorder_point"]),
                "order when stock and open orders fall to it",
            )
        )
    if decision.get("orders_per_year") is not None:
        shown.append(("Orders a year", formats.number(decision["orders_per_year"]), ""))
    if not shown:
        return
    with st.container(horizontal=True, gap="small"):
        for label, value, meaning in shown:
            st.metric(label, value, help=meaning or None, border=True, width="stretch")


def _draw_doubts(decision: Mapping[str, Any], formats: Formats) -> None:
    warnings = decision.get("warnings") or []
    said = warnings.split("; ") if isinstance(warnings, str) else [entry["message"] for entry in warnings]
    if said:
        st.warning("  \n".join(plain(sentence(text)) for text in said), icon=":material/visibility:")
    assumed = [with_value(field, decision, formats) for field in assumed_fields(decision)]
    if assumed:
        st.info(
            f"**Assumed:** {plain(', '.join(assumed))}. These values were not given; a default was used, "
            "so the numbers below depend on it.",
            icon=":material/edit_note:",
        )
