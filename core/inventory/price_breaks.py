"""Price breaks: reading them, and what makes them refused or doubted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import InvalidItem
from core.inventory.arrays import Mask, Numbers, Rows
from core.inventory.door import BREAK_COSTS, BREAK_QUANTITIES
from core.inventory.sheet import Sheet
from core.inventory.vocabulary import coded

ALL_UNITS, INCREMENTAL = 0, 1
_DISCOUNTS = {"all_units": ALL_UNITS, "incremental": INCREMENTAL}
# A price that halves from one break to the next is more often a typing error than an offer.
_STEEP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """The rows with price breaks, their breakpoints b_j and prices c_j, shape (rows, tiers), NaN-padded."""

    rows: Rows
    breakpoints: Numbers
    unit_costs: Numbers
    is_incremental: Mask


def read(items: Mapping[str, npt.NDArray[np.generic]], sheet: Sheet) -> Tiers | None:
    """Return the price breaks of a sheet, None where there are none.

    A first break at 1 or below holds from the first unit; one above it is preceded by `unit_cost` where that
    is known, else no smaller lot can be bought.
    """
    codes = coded(sheet, "discount", _DISCOUNTS)
    if BREAK_QUANTITIES not in items or BREAK_COSTS not in items:
        return None
    quantities = np.ascontiguousarray(items[BREAK_QUANTITIES], dtype=np.float64)
    costs = np.ascontiguousarray(items[BREAK_COSTS], dtype=np.float64)
    if quantities.shape != costs.shape or quantities.ndim != 2:
        raise InvalidItem("The price breaks need as many minimum quantities as unit costs, one row an item.")
    rows = np.flatnonzero(~(np.isnan(quantities) & np.isnan(costs)).all(axis=1))
    if rows.size == 0:
        return None
    quantities, costs = quantities[rows], costs[rows]
    if "price_per" in sheet.numbers:
        costs = costs / _or(sheet.numbers["price_per"][rows], 1.0)[:, None]
    is_incremental = np.zeros(rows.size, dtype=np.bool_) if codes is None else codes[rows] == INCREMENTAL
    _refuse(sheet, rows, quantities, costs, is_incremental)
    breakpoints, unit_costs = _from_first_unit(sheet, rows, quantities, costs)
    return Tiers(rows=rows, breakpoints=breakpoints, unit_costs=unit_costs, is_incremental=is_incremental)


def check(breakpoints: Numbers, unit_costs: Numbers) -> dict[str, Mask]:
    """Return which rows break which rule of price breaks, all refused.

    >>> found = check(np.array([[0.0, 500.0, 500.0]]), np.array([[3.0, 2.0, 1.0]]))
    >>> [rule for rule, rows in found.items() if rows.any()]
    ['not_increasing']
    """
    given_quantity, given_cost = ~np.isnan(breakpoints), ~np.isnan(unit_costs)
    gap = given_quantity[:, 1:] & ~given_quantity[:, :-1]
    return {
        "incomplete": (given_quantity != given_cost).any(axis=1) | gap.any(axis=1),
        "not_finite": np.isinf(breakpoints).any(axis=1) | np.isinf(unit_costs).any(axis=1),
        "not_increasing": (breakpoints[:, 1:] <= breakpoints[:, :-1]).any(axis=1)
        | (breakpoints < 0.0).any(axis=1),
        "price_not_positive": (unit_costs <= 0.0).any(axis=1),
    }


def rising(unit_costs: Numbers) -> Mask:
    """Return which rows have a price that rises with the quantity."""
    return np.asarray((unit_costs[:, 1:] > unit_costs[:, :-1]).any(axis=1))


_SAYS = {
    "incomplete": "needs a quantity and a price in every tier",
    "not_finite": "holds a number that is not finite",
    "not_increasing": "must have quantities that increase from tier to tier, none negative",
    "price_not_positive": "must have prices above 0",
}


def _refuse(sheet: Sheet, rows: Rows, quantities: Numbers, costs: Numbers, is_incremental: Mask) -> None:
    for code, where in check(quantities, costs).items():
        sheet.report(
            "price_breaks",
            code,
            "error",
            _spread(sheet, rows, where),
            _SAYS[code],
            remedy="write tiers like 0: 10.00, 100: 9.50",
        )
    up = rising(costs)
    for where, severity in ((up & is_incremental, "error"), (up & ~is_incremental, "warning")):
        sheet.report(
            "price_breaks",
            "rising_prices",
            severity,  # type: ignore[arg-type]
            _spread(sheet, rows, where),
            "has a price that rises with the quantity",
            remedy="check the prices"
            if severity == "warning"
            else "write all_units as discount or falling prices",
        )
    steep: Mask = np.asarray((costs[:, 1:] < _STEEP * costs[:, :-1]).any(axis=1))
    sheet.report(
        "price_breaks",
        "steep_drop",
        "warning",
        _spread(sheet, rows, steep),
        "has a price that falls by more than half from one tier to the next",
        remedy="check the prices",
    )


def _from_first_unit(
    sheet: Sheet, rows: Rows, quantities: Numbers, costs: Numbers
) -> tuple[Numbers, Numbers]:
    quantities = quantities.copy()
    first = quantities[:, 0]
    first[first <= 1.0] = 0.0
    price = sheet.numbers.get("unit_cost")
    if price is None or not (first > 0.0).any():
        return quantities, costs
    base = price[rows]
    missing = (first > 0.0) & ~np.isnan(base)
    room = np.full((rows.size, 1), np.nan)
    start = np.where(missing, 0.0, np.nan)[:, None]
    shifted = np.hstack([start, quantities]), np.hstack([base[:, None], costs])
    kept = np.hstack([quantities, room]), np.hstack([costs, room])
    wide = missing[:, None]
    return np.where(wide, shifted[0], kept[0]), np.where(wide, shifted[1], kept[1])


def _spread(sheet: Sheet, rows: Rows, where: Mask) -> Mask:
    all_rows = np.zeros(sheet.size, dtype=np.bool_)
    all_rows[rows[where]] = True
    return all_rows


def _or(values: Numbers, otherwise: float) -> Numbers:
    return np.where(np.isnan(values), otherwise, values)
