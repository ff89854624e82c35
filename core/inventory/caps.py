"""What limits a lot from above: one hard maximum, and soft caps on the lot with its safety stock."""

from typing import Final, NamedTuple

import numpy as np

from core.inventory.arrays import Codes, Numbers, Words
from core.inventory.periods import DAYS_PER_YEAR
from core.inventory.sheet import Sheet

OVERRIDE_WORD: Final = "override"
BINDING: Words = np.array(
    [
        None,
        "min_order_qty",
        "max_order_qty",
        "shelf_life_days",
        "max_cover_days",
        "storage_capacity",
        "max_stock",
        "order_multiple",
        "review_period_days",
        OVERRIDE_WORD,
    ],
    dtype=object,
)
NONE, MINIMUM, MAXIMUM, SHELF_LIFE, COVER, STORAGE, MAX_STOCK, MULTIPLE, REVIEW, OVERRIDE = range(10)
_IN_DAYS = {SHELF_LIFE: "shelf_life_days", COVER: "max_cover_days"}
_IN_UNITS = {STORAGE: "storage_capacity", MAX_STOCK: "max_stock"}


class SoftCap(NamedTuple):
    """The most that lot and safety stock may be together, and which cap says so (a code of `BINDING`)."""

    most: Numbers
    binding: Codes


def soft_cap(sheet: Sheet, demand: Numbers) -> SoftCap | None:
    """Return the tightest soft cap of each row, infinity where it has none; None where no row has one.

    Shelf life and cover cap stock at D times their days, storage and maximum stock at their units.
    """
    caps = {
        code: demand * (sheet.numbers[name] / DAYS_PER_YEAR)
        for code, name in _IN_DAYS.items()
        if name in sheet.numbers
    }
    caps |= {code: sheet.numbers[name] for code, name in _IN_UNITS.items() if name in sheet.numbers}
    if not caps:
        return None
    most = np.full(sheet.size, np.inf)
    binding = np.zeros(sheet.size, dtype=np.int8)
    for code, cap in caps.items():
        tighter = cap < most
        most = np.where(tighter, cap, most)
        binding[tighter] = code
    return SoftCap(most, binding)
