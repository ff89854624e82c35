"""What a person has fixed of an item: its lot, its reorder point, or that nothing of it is ordered.

No fields of the vocabulary, so no sheet has columns of them: they come beside the items, as the medians do.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.inventory import texts
from core.inventory.arrays import Mask, Numbers, Words
from core.inventory.fields import Kind
from core.inventory.rounding import GUARD
from core.inventory.sheet import Sheet
from core.inventory.terms import Terms

QUANTITY: Final = "fixed_order_quantity"
LEVEL: Final = "fixed_reorder_point"
STOP: Final = "order_stop"
# By the names of their columns; `order_stop` says why nothing is ordered, None where orders are placed.
FIXED: Final = {QUANTITY: Kind.NUMBER, LEVEL: Kind.NUMBER, STOP: Kind.TEXT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """Columns of what is fixed, NaN or None where nothing is; None: no row has any."""

    quantity: Numbers | None
    level: Numbers | None
    stop: Words | None

    def of_planned(self, demand: Numbers, is_up_to: Mask | None) -> "Fixed":
        """What holds of the rows that are planned, and ordered by a lot and a reorder point."""
        void = np.isnan(demand)
        if is_up_to is not None:
            void |= is_up_to
        return Fixed(quantity=_void(self.quantity, void), level=_void(self.level, void), stop=self.stop)

    @property
    def is_any(self) -> Mask:
        """Of which rows the lot or the level is fixed."""
        columns = [column for column in (self.quantity, self.level) if column is not None]
        found = [~np.isnan(column) for column in columns]
        return np.logical_or.reduce(found) if found else np.zeros(1, dtype=np.bool_)

    @property
    def is_stopped(self) -> Mask | None:
        """Of which rows nothing is ordered."""
        if self.stop is None:
            return None
        return np.fromiter(map(bool, self.stop.tolist()), dtype=np.bool_, count=self.stop.size)


def _void(column: Numbers | None, where: Mask) -> Numbers | None:
    return None if column is None else np.where(where, np.nan, column)


def take(sheet: Sheet) -> Fixed | None:
    """Take the columns away from the later stages; a lot of 0 or less, a level below 0 are refused."""
    for name, where in ((QUANTITY, sheet.low(QUANTITY) <= 0.0), (LEVEL, sheet.low(LEVEL) < 0.0)):
        if where:
            column = sheet.numbers[name]
            bad = column <= 0.0 if name == QUANTITY else column < 0.0
            sheet.report(name, "not_positive", "error", bad, "is too low", remedy="give a number above 0")
    quantity, level = (sheet.numbers.pop(name, None) for name in (QUANTITY, LEVEL))
    for name in (QUANTITY, LEVEL):
        sheet.ranges.pop(name, None)
    stop = sheet.words.pop(STOP, None)
    if quantity is None and level is None and stop is None:
        return None
    return Fixed(quantity=quantity, level=level, stop=stop)


def moved_from(fixed: Numbers | None, chosen: Numbers) -> Mask | None:
    """Return the rows where what is fixed differs from what is calculated; None where none does.

    Only these are touched: a fixed value equal to the calculated one gives the same decision, bit by bit.
    """
    if fixed is None:
        return None
    moved: Mask = ~np.isnan(fixed) & (fixed != chosen)
    return moved if moved.any() else None


def check(
    sheet: Sheet, asked: Fixed, quantity: Numbers, terms: Terms, hard: Numbers | None, is_up_to: Mask | None
) -> None:
    """Report fixed lots the supplier does not sell, and what of them and of fixed levels is not followed."""
    if is_up_to is not None:
        for name, column in (("order_quantity", asked.quantity), ("reorder_point", asked.level)):
            if column is not None:
                says = "is fixed but not followed: the item is ordered up to a level at its reviews"
                _doubt(sheet, name, column, is_up_to & ~np.isnan(column), says)
    if asked.quantity is None:
        return
    fixed = ~np.isnan(asked.quantity) & (asked.quantity == quantity)
    if terms.minimum is not None:
        below = fixed & (quantity < terms.minimum * (1.0 - GUARD))
        says = "is fixed below the minimum order of "
        _doubt(sheet, "order_quantity", quantity, below, says, texts.numbers(terms.minimum))
    if hard is not None:
        above = fixed & (quantity > hard * (1.0 + GUARD))
        shown = texts.numbers(np.where(above, hard, 0.0))
        _doubt(sheet, "order_quantity", quantity, above, "is fixed above the maximum order of ", shown)
    if terms.multiple is not None:
        packs = quantity / terms.multiple
        broken = fixed & (np.abs(packs - np.rint(packs)) > GUARD * packs)
        shown = texts.numbers(np.where(broken, terms.multiple, 0.0))
        says = "is fixed at no whole number of packs of "
        _doubt(sheet, "order_quantity", quantity, broken, says, shown)


def _doubt(sheet: Sheet, name: str, values: Numbers, where: Mask, *says: str | Words) -> None:
    sheet.report(
        name, "fixed", "warning", where, *says, remedy="change what is fixed, or end it", values=values
    )


def check_room(sheet: Sheet, where: Mask, over: Numbers) -> None:
    """Report fixed lots and levels that need more room than shelf life, cover or storage allow."""
    sheet.report(
        "order_quantity",
        "above_soft_cap",
        "warning",
        where,
        "or the reorder point is fixed above what shelf life, cover or storage allow: ",
        texts.numbers(np.where(where, over, 0.0)),
        " units are at risk",
        remedy="change what is fixed, or end it",
        is_missing=True,
    )
