"""A decision's numbers in groups, each a label and a value already written for the eye."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import streamlit as st

from ui.formats import ABSENT, Formats
from ui.words import spoken

_LEAST_MONEY: Final = 0.005  # less is not shown as an amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Facts that belong together, under one heading."""

    title: str
    facts: tuple[tuple[str, str], ...]


def groups(decision: Mapping[str, Any], formats: Formats) -> list[Group]:
    """Everything a decision says in numbers; what is absent is left out, and so are empty groups."""
    currency = decision.get("currency")

    def number(name: str, unit: str = "") -> str:
        value = decision.get(name)
        return formats.number(value) + (f" {unit}" if unit and value is not None else "")

    def money(amount: float | None) -> str:
        return formats.money(amount, currency)

    purchase, saving = decision.get("purchase_saving"), decision.get("annual_saving")
    # What remains of the saving beside lower prices is less ordering and holding.
    upkeep = None if purchase is None or saving is None else saving - purchase

    found = [
        Group(
            title="Stock today",
            facts=(
                ("On hand, on order, less promised", number("inventory_position", "units")),
                ("Reorder point", number("reorder_point", "units")),
                ("Order up to", number("order_up_to", "units")),
                ("Stock lasts", number("days_of_cover", "days")),
                ("Stock gone on", formats.day(decision.get("stockout_date"))),
                ("Order at the latest on", formats.day(decision.get("latest_order_date"))),
                ("Split into orders", number("orders_needed") if (_is_over_one(decision)) else ABSENT),
                ("More than needed", _more_than_nothing(decision, "excess", number("excess", "units"))),
                (
                    "Value of that",
                    _more_than_nothing(decision, "excess_value", money(decision.get("excess_value"))),
                ),
                (
                    "Could be cancelled",
                    _more_than_nothing(decision, "cancellable", number("cancellable", "units")),
                ),
                (
                    "May expire unused",
                    _more_than_nothing(decision, "will_expire", number("will_expire", "units")),
                ),
            ),
        ),
        Group(
            title="Usual lot",
            facts=(
                ("Lot to order", number("order_quantity", "units")),
                ("About as cheap (within 5 %)", _band(decision, formats)),
                ("Economic order quantity (EOQ)", number("eoq", "units")),
                ("Moved away from the EOQ by", spoken(decision.get("binding_constraint") or ABSENT)),
                (
                    "What that costs a year",
                    _more_than_nothing(decision, "constraint_cost", money(decision.get("constraint_cost"))),
                ),
                ("Orders a year", number("orders_per_year")),
                ("An order about every", number("cycle_days", "days")),
                ("Deepest planned backlog", number("max_backorder", "units")),
            ),
        ),
        Group(
            title="Cost a year",
            facts=(
                ("Price paid a unit", money(decision.get("purchase_price"))),
                ("Ordering and holding the lot", money(decision.get("annual_cost"))),
                ("Holding the safety stock", money(decision.get("safety_stock_cost"))),
                ("All together, with purchase", money(decision.get("total_cost"))),
                ("Average stock value", money(decision.get("average_stock_value"))),
            ),
        ),
        Group(
            title="Service",
            facts=(
                ("Order cycles without a stockout", formats.of_100(decision.get("achieved_service_level"))),
                ("Wanted without a stockout", _wanted(decision, formats)),
                ("Units from the shelf", formats.percent(decision.get("achieved_fill_rate"))),
                ("Wanted from the shelf", formats.percent(decision.get("fill_rate"))),
                ("Safety stock", number("safety_stock", "units")),
                ("Demand while waiting", number("lead_time_demand", "units")),
                ("Demand taken as", spoken(decision.get("distribution") or ABSENT)),
            ),
        ),
        Group(
            title="Against what you order now",
            facts=(
                *_change("Lower prices paid, a year", "Higher prices paid, a year", purchase, money),
                *_change(
                    "Less ordering and holding, a year", "More ordering and holding, a year", upkeep, money
                ),
                *_change(
                    "Stock to release, once", "More stock, once", decision.get("stock_release_value"), money
                ),
                *_change(
                    "More safety stock", "Less safety stock", decision.get("safety_stock_change_value"), money
                ),
                (
                    "Cycles without a stockout until now",
                    formats.of_100(decision.get("current_service_level")),
                ),
            ),
        ),
    ]
    kept = [
        Group(title=group.title, facts=tuple(fact for fact in group.facts if fact[1] != ABSENT))
        for group in found
    ]
    return [group for group in kept if group.facts]


def draw(found: list[Group]) -> None:
    """The groups as quiet tables, two side by side."""
    columns = st.columns(2, gap="large")
    for position, group in enumerate(found):
        rows = "".join(
            f"<tr><th scope='row'>{escape(label)}</th><td>{escape(value)}</td></tr>"
            for label, value in group.facts
        )
        columns[position % 2].html(
            f"<table class='lw-facts'><caption>{escape(group.title)}</caption>{rows}</table>"
        )


def _wanted(decision: Mapping[str, Any], formats: Formats) -> str:
    """The service asked for; where a default was used that is said."""
    if decision.get("service_level") is None and "service_level" in (decision.get("assumed") or ()):
        value = (decision.get("assumed_values") or {}).get("service_level")
        return "assumed, not in the sheet" if value is None else f"{formats.of_100(value)}, assumed"
    return formats.of_100(decision.get("service_level"))


def _is_over_one(decision: Mapping[str, Any]) -> bool:
    return (decision.get("orders_needed") or 0) > 1


def _more_than_nothing(decision: Mapping[str, Any], name: str, text: str) -> str:
    return text if decision.get(name) else ABSENT


def _band(decision: Mapping[str, Any], formats: Formats) -> str:
    low, high = decision.get("quantity_low"), decision.get("quantity_high")
    return ABSENT if low is None or high is None else f"{formats.number(low)} to {formats.number(high)} units"


def _change(
    less: str, more: str, amount: float | None, money: Callable[[float | None], str]
) -> list[tuple[str, str]]:
    """A decrease or an increase by its own name, never a negative decrease; nothing where nothing changes."""
    if amount is None or abs(amount) < _LEAST_MONEY:
        return []
    return [(less if amount > 0 else more, money(abs(amount)))]
