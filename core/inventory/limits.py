"""The limits of each field by itself: what is refused, what is doubted, and what it looks like instead."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr

from core.inventory import texts
from core.inventory.arrays import Mask, Numbers, Words
from core.inventory.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The values of one field that are refused, and those that are doubted."""

    field: str
    least: Literal["any", "zero", "above_zero"]
    doubt_zero: str = ""
    doubt_below: float = -np.inf
    doubt_above: float = np.inf
    looks: str = ""


def _limit(
    field: str,
    least: Literal["any", "zero", "above_zero"],
    *,
    zero: str = "",
    below: float = -np.inf,
    above: float = np.inf,
    looks: str = "",
) -> Limit:
    return Limit(field=field, least=least, doubt_zero=zero, doubt_below=below, doubt_above=above, looks=looks)


_LIMITS: tuple[Limit, ...] = (
    _limit("demand", "zero"),
    _limit("demand_std", "zero", zero="means demand that never varies, so no safety stock is planned"),
    _limit(
        "order_cost", "zero", zero="means an order costs nothing, so the smallest lot is ordered as needed"
    ),
    _limit("unit_cost", "above_zero"),
    _limit("holding_rate", "above_zero", below=0.05, above=0.6, looks="is unusual: 0.15 to 0.35 is common"),
    _limit("holding_cost", "above_zero"),
    _limit("lead_time_days", "zero", zero="means delivery at once", above=365.0, looks="is more than a year"),
    _limit("lead_time_std_days", "zero"),
    _limit("on_hand", "any", below=0.0, looks="is negative and counted as backlog"),
    _limit("on_order", "zero"),
    _limit("backorders", "zero"),
    _limit("allocated", "zero"),
    _limit("min_order_qty", "zero"),
    _limit("order_multiple", "above_zero"),
    _limit("max_order_qty", "above_zero"),
    _limit("max_stock", "zero"),
    _limit("storage_capacity", "zero"),
    _limit("shelf_life_days", "above_zero", above=3650.0, looks="is more than ten years"),
    _limit("max_cover_days", "above_zero"),
    _limit("review_period_days", "zero", above=92.0, looks="is more than a quarter"),
    _limit("production_rate", "above_zero"),
    _limit("backorder_cost", "above_zero"),
    _limit("lost_sale_cost", "zero"),
    _limit("current_order_qty", "above_zero"),
    _limit("unit_volume", "above_zero"),
    _limit("units_per_purchase_unit", "above_zero"),
    _limit("price_per", "above_zero"),
)
# A carrying rate above 500 % a year is always a percentage or a money amount in the wrong column.
_LARGEST_RATE = 5.0
# Nobody plans safety stock by a factor beyond 4; above it a "service level" is a percentage.
_LARGEST_FACTOR = 4.0
_LEAST_SERVICE, _MOST_SERVICE = 0.5, 0.999


def check(sheet: Sheet) -> None:
    """Report every value outside its field's limits; values are as given, before any conversion."""
    for limit in _LIMITS:
        if limit.field in sheet.ranges:
            _check_one(sheet, limit)
    if sheet.high("holding_rate") > _LARGEST_RATE:
        _refuse_rate(sheet)
    for name in ("service_level", "fill_rate"):
        if name in sheet.ranges:
            _check_share(sheet, name)


def _check_one(sheet: Sheet, limit: Limit) -> None:
    name = limit.field
    low, high = sheet.ranges[name]
    values = sheet.numbers[name]
    if limit.least == "above_zero" and low <= 0.0:
        sheet.report(
            name, "not_positive", "error", values <= 0.0, "must be above 0", remedy="give a number above 0"
        )
    elif limit.least == "zero" and low < 0.0:
        sheet.report(name, "negative", "error", values < 0.0, "must not be negative", remedy="give 0 or more")
    if limit.doubt_zero and low <= 0.0:
        sheet.report(name, "zero", "warning", values == 0.0, limit.doubt_zero, remedy="check that 0 is meant")
    if low < limit.doubt_below or high > limit.doubt_above:
        doubted = (values < limit.doubt_below) | (values > limit.doubt_above)
        if limit.least != "any":
            doubted &= values > 0.0
        sheet.report(name, "unusual", "warning", doubted, limit.looks, remedy="check the number")


def _refuse_rate(sheet: Sheet) -> None:
    rate = sheet.numbers["holding_rate"]
    sheet.report(
        "holding_rate",
        "looks_like_percentage",
        "error",
        rate > _LARGEST_RATE,
        "looks like a percentage: write ",
        texts.exact(rate / 100.0),
        remedy="write 0.25 for 25 % a year",
    )


def _check_share(sheet: Sheet, name: str) -> None:
    low, high = sheet.ranges[name]
    if low >= _LEAST_SERVICE and high <= _MOST_SERVICE:
        return
    share = sheet.numbers[name]
    remedy = "write a share above 0 and below 1, for example 0.95"
    if high >= 1.0 or low <= 0.0:
        for where, looks in _readings(share):
            sheet.report(name, "not_a_share", "error", where, *looks, remedy=remedy)
    doubted = (share > 0.0) & (share < 1.0) & ((share < _LEAST_SERVICE) | (share > _MOST_SERVICE))
    sheet.report(
        name, "unusual", "warning", doubted, "is unusual: 0.9 to 0.99 is common", remedy="check the number"
    )


def _readings(share: Numbers) -> tuple[tuple[Mask, tuple[str | Words, ...]], ...]:
    percentage = (share > _LARGEST_FACTOR) & (share < 100.0)
    factor = (share > 1.0) & (share <= _LARGEST_FACTOR)
    return (
        (percentage, ("looks like a percentage: write ", texts.exact(share / 100.0))),
        (factor, ("looks like a safety factor: write ", texts.exact(np.round(ndtr(share), 4)))),
        (share == 1.0, ("can never be promised: write for example 0.99",)),
        (share >= 100.0, ("must be below 1",)),
        (share <= 0.0, ("must be above 0",)),
    )
