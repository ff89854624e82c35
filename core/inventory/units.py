"""Whether an item is counted in whole units, and in what packs it is bought."""

import numpy as np

from core.inventory.arrays import Codes, Mask, Numbers
from core.inventory.sheet import Sheet
from core.inventory.vocabulary import ABSENT

_COUNTED = (
    "demand",
    "on_hand",
    "on_order",
    "backorders",
    "allocated",
    "min_order_qty",
    "order_multiple",
    "max_order_qty",
    "units_per_purchase_unit",
)
_PIECES = frozenset(
    {"pc", "pcs", "piece", "pieces", "ea", "each", "unit", "units", "stk", "st", "box", "set", "pair", "item"}
)
_MEASURES = frozenset(
    {"kg", "g", "t", "lb", "lbs", "oz", "l", "ml", "hl", "gal", "m", "cm", "mm", "km", "ft", "m2", "m3"}
)


def is_whole(sheet: Sheet) -> Mask:
    """Return which items are counted in whole units: stock, demand and packs hold no fraction.

    A `unit` that is a word for pieces settles it, as does one for a measure (kg, m, l).
    """
    whole = np.ones(sheet.size, dtype=np.bool_)
    for name in _COUNTED:
        column = sheet.numbers.get(name)
        if column is not None:
            whole &= (column == np.rint(column)) | np.isnan(column)
    kinds = _unit_kinds(sheet)
    if kinds is not None:
        whole = np.where(kinds == ABSENT, whole, kinds == 1)
    return whole


def _unit_kinds(sheet: Sheet) -> Codes | None:
    words = sheet.words.get("unit")
    if words is None:
        return None
    kinds = {word: _kind(word) for word in set(words.tolist())}
    return np.fromiter(map(kinds.__getitem__, words.tolist()), dtype=np.int8, count=words.size)


def _kind(word: str | None) -> int:
    plain = (word or "").strip().lower().rstrip(".")
    return 1 if plain in _PIECES else 0 if plain in _MEASURES else ABSENT


def packs(sheet: Sheet, whole: Mask) -> Numbers | None:
    """Return the pack size m of each item, NaN where any quantity can be ordered.

    `order_multiple`, else the units of a purchase unit, else one unit for whole-unit items. An item that can
    be ordered in any quantity at no cost an order, and has no minimum, is ordered a unit at a time: its lot
    would be 0.
    """
    multiple = sheet.numbers.get("order_multiple")
    bought = sheet.numbers.get("units_per_purchase_unit")
    size: Numbers = np.where(whole, 1.0, np.nan)
    if bought is not None:
        size = np.where(np.isnan(bought), size, bought)
    if multiple is not None:
        size = np.where(np.isnan(multiple), size, multiple)
    if sheet.low("order_cost") <= 0.0:
        minimum = sheet.numbers.get("min_order_qty")
        boundless = np.isnan(size) & (sheet.numbers["order_cost"] == 0.0)
        size = np.where(boundless if minimum is None else boundless & ~(minimum > 0.0), 1.0, size)
    return None if np.isnan(size).all() else size


def fractional_pieces(sheet: Sheet) -> Mask | None:
    """Return which items are counted in pieces but have a fraction in stock; None: no unit is known."""
    stock = sheet.numbers.get("on_hand")
    if stock is None or "unit" not in sheet.words:
        return None
    broken: Mask = (stock != np.rint(stock)) & ~np.isnan(stock)
    kinds = _unit_kinds(sheet) if broken.any() else None
    return None if kinds is None else broken & (kinds == 1)
