"""What a row must have, and what it must not have together: refused with the field and the remedy."""

import numpy as np

from core.inventory.arrays import Mask
from core.inventory.price_breaks import Tiers
from core.inventory.sheet import Sheet


def check(sheet: Sheet, tiers: Tiers | None, is_up_to: Mask | None) -> None:
    """Report rows without what every decision needs, and rows that contradict themselves."""
    for name, remedy in (
        ("demand", "give the expected demand and its period"),
        ("order_cost", "give the cost of placing one order, or a default for it"),
    ):
        _missing(sheet, name, remedy)
    _missing_holding(sheet, tiers)
    if "service_level" in sheet.numbers and "fill_rate" in sheet.numbers:
        both = ~np.isnan(sheet.numbers["service_level"]) & ~np.isnan(sheet.numbers["fill_rate"])
        sheet.report(
            "fill_rate",
            "two_targets",
            "error",
            both,
            "and service_level are both given, and they are different promises",
            remedy="give one of service_level and fill_rate",
        )
    _check_production(sheet)
    _check_backorders(sheet, tiers)
    if is_up_to is not None and is_up_to.any():
        review = sheet.numbers.get("review_period_days")
        unknown = is_up_to if review is None else is_up_to & ~(review > 0.0)
        sheet.report(
            "review_period_days",
            "missing",
            "error",
            unknown,
            "is needed for the policy order_up_to",
            remedy="give the days between two reviews, above 0",
            is_missing=True,
        )


def _missing(sheet: Sheet, name: str, remedy: str) -> None:
    column = sheet.numbers.get(name)
    if column is None:
        absent = np.ones(sheet.size, dtype=np.bool_)
    elif np.isnan(column).any():
        absent = np.isnan(column)
    else:
        return
    _report_missing(sheet, name, absent, "is missing", remedy)


def _report_missing(sheet: Sheet, name: str, absent: Mask, says: str, remedy: str) -> None:
    refused_already = np.zeros(sheet.size, dtype=np.bool_)
    for problem in sheet.problems:
        if problem.field == name and problem.severity == "error":
            refused_already[problem.rows] = True
    sheet.report(name, "missing", "error", absent & ~refused_already, says, remedy=remedy, is_missing=True)


def _missing_holding(sheet: Sheet, tiers: Tiers | None) -> None:
    cost, rate = sheet.numbers.get("holding_cost"), sheet.numbers.get("holding_rate")
    if cost is not None and not np.isnan(cost).any():
        return
    by_rate = np.ones(sheet.size, dtype=np.bool_) if cost is None else np.isnan(cost)
    rated = np.zeros(sheet.size, dtype=np.bool_) if rate is None else ~np.isnan(rate)
    remedy = "give holding_cost, or holding_rate with unit_cost"
    if (by_rate & ~rated).any():
        _report_missing(sheet, "holding_cost", by_rate & ~rated, "is missing, and holding_rate too", remedy)
    price = sheet.numbers.get("unit_cost")
    unpriced = by_rate & rated & (np.ones(sheet.size, dtype=np.bool_) if price is None else np.isnan(price))
    if tiers is not None:
        unpriced[tiers.rows] = False
    if unpriced.any():
        _report_missing(sheet, "unit_cost", unpriced, "is missing, and holding_rate needs it", remedy)


def _check_production(sheet: Sheet) -> None:
    rate, demand = sheet.numbers.get("production_rate"), sheet.numbers.get("demand")
    if rate is not None and demand is not None:
        sheet.report(
            "production_rate",
            "too_slow",
            "error",
            (rate <= demand) & (rate > 0.0),
            "a year is not above the demand, so it never catches up",
            remedy="give a production rate above the demand, in the same period",
        )


def _check_backorders(sheet: Sheet, tiers: Tiers | None) -> None:
    flags = sheet.flags.get("allow_backorders")
    if flags is None or not (flags == 1).any():
        return
    allowed = flags == 1
    cost = sheet.numbers.get("backorder_cost")
    priced = np.zeros(sheet.size, dtype=np.bool_) if cost is None else ~np.isnan(cost)
    _report_missing(
        sheet,
        "backorder_cost",
        allowed & ~priced,
        "is missing, and allow_backorders needs it",
        "give what a unit waiting for a year costs, or do not allow backorders",
    )
    if tiers is not None and tiers.is_incremental.any():
        holding = sheet.numbers.get("holding_cost")
        mixed = np.zeros(sheet.size, dtype=np.bool_)
        mixed[tiers.rows[tiers.is_incremental]] = True
        mixed &= allowed & (True if holding is None else np.isnan(holding))
        sheet.report(
            "discount",
            "not_combined",
            "error",
            mixed,
            "incremental cannot be combined with planned backorders while the holding cost follows the price",
            remedy="give holding_cost instead of holding_rate",
        )
