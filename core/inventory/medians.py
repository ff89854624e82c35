"""What is far from what the rest of the sheet says: warned, and never part of a decision.

The medians are facts of the whole sheet, so they come with the items, the same for every row that may be
compared: any chunking then warns of the same rows. A single call has none.
"""

from dataclasses import dataclass

import numpy as np

from core.inventory import texts
from core.inventory.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """A field whose values lie near each other, and how many times off its median is odd."""

    field: str
    times: float


# By the names of the columns that hold the medians; none of them is an item field.
MEDIANS: dict[str, Usual] = {
    "order_cost_median": Usual(field="order_cost", times=20.0),
    "unit_volume_median": Usual(field="unit_volume", times=1000.0),
}


def check(sheet: Sheet) -> None:
    """Report values far off the median of their sheet, and take the medians away from the later stages."""
    for name, usual in MEDIANS.items():
        median = sheet.numbers.pop(name, None)
        sheet.ranges.pop(name, None)
        given = sheet.numbers.get(usual.field)
        if median is None or given is None:
            continue
        far = (given > usual.times * median) | ((given > 0.0) & (given * usual.times < median))
        if far.any():
            shown = texts.numbers(np.where(far, median, 0.0))
            sheet.report(
                usual.field,
                "far_off_median",
                "warning",
                far,
                f"is more than {usual.times:g} times off the median ",
                shown,
                " of the sheet",
                remedy="check the number and its unit",
            )
