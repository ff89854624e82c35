"""Filling what a sheet leaves empty from the company's defaults, and remembering what was assumed."""

import numpy as np

from core.inventory.arrays import Mask, Numbers, Words
from core.inventory.defaults import Defaults
from core.inventory.sheet import Sheet
from core.inventory.vocabulary import coded

# Service levels of the nine segments, A to C down, X to Z across: dear items that sell steadily are never
# short; cheap erratic ones are not worth the stock it would take.
SEGMENT_SERVICE_LEVELS = np.array([[0.98, 0.96, 0.95], [0.94, 0.93, 0.90], [0.90, 0.87, 0.85]])
_MONTHS = 12.0
_ABC = {"a": 0, "b": 1, "c": 2}
_XYZ = {"x": 0, "y": 1, "z": 2}


def fill(sheet: Sheet, defaults: Defaults) -> dict[str, Mask]:
    """Fill empty cells in place and return, by field name, which rows were filled."""
    assumed: dict[str, Mask] = {}
    if defaults.order_cost is not None:
        _fill(sheet, "order_cost", defaults.order_cost, _empty(sheet, "order_cost"), assumed)
    if defaults.holding_rate is not None:
        where = _empty(sheet, "holding_cost") & _empty(sheet, "holding_rate")
        _fill(sheet, "holding_rate", defaults.holding_rate, where, assumed)
    if defaults.lead_time_days is not None:
        _fill(sheet, "lead_time_days", defaults.lead_time_days, _empty(sheet, "lead_time_days"), assumed)
    # A company's own default goes before the nine of the segments.
    levels = _segment_levels(sheet)
    if defaults.service_level is not None:
        levels = np.full(sheet.size, defaults.service_level)
    if levels is not None:
        where = _empty(sheet, "service_level") & _empty(sheet, "fill_rate") & ~np.isnan(levels)
        _fill(sheet, "service_level", levels, where, assumed)
    if defaults.demand_cv is not None and "demand" in sheet.numbers:
        # A month's sigma is cv D/12; twelve independent months add their variances.
        std = defaults.demand_cv * sheet.numbers["demand"] / np.sqrt(_MONTHS)
        _fill(sheet, "demand_std", std, _empty(sheet, "demand_std"), assumed)
    if defaults.review_period_days > 0.0:
        # How often the run looks at the stock is a fact of the run, not an assumption about the item.
        _fill(
            sheet, "review_period_days", defaults.review_period_days, _empty(sheet, "review_period_days"), {}
        )
    return assumed


def names(assumed: dict[str, Mask], size: int) -> Words:
    """Return the assumed fields of each row, comma-separated; None where nothing was assumed."""
    fields = list(assumed)
    codes = np.zeros(size, dtype=np.intp)
    for bit, name in enumerate(fields):
        codes += assumed[name].astype(np.intp) << bit
    combinations = [
        ", ".join(name for bit, name in enumerate(fields) if code >> bit & 1) or None
        for code in range(1 << len(fields))
    ]
    return np.array(combinations, dtype=object)[codes]


def _empty(sheet: Sheet, name: str) -> Mask:
    column = sheet.numbers.get(name)
    return np.ones(sheet.size, dtype=np.bool_) if column is None else np.isnan(column)


def _fill(sheet: Sheet, name: str, value: float | Numbers, where: Mask, assumed: dict[str, Mask]) -> None:
    if where.any():
        column = sheet.numbers.get(name)
        sheet.put(name, np.where(where, value, np.nan if column is None else column))
        assumed[name] = where


def _segment_levels(sheet: Sheet) -> Numbers | None:
    abc, xyz = coded(sheet, "abc_class", _ABC), coded(sheet, "xyz_class", _XYZ)
    if abc is None or xyz is None:
        return None
    known = (abc >= 0) & (xyz >= 0)
    return np.where(known, SEGMENT_SERVICE_LEVELS[np.where(known, abc, 0), np.where(known, xyz, 0)], np.nan)
