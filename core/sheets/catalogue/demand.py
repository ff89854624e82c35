"""What every item of a page sold in the months of a window: by its sheet, then by the lines posted since."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.arrays import Mask, Numbers
from core.inventory.rolling import FEWEST_MONTHS, Rolled, rolled
from core.sheets.catalogue.months import Window

_NONE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """A row an item: what it sold, NaN where nothing is known, and whether it sold anything before."""

    sold: Numbers
    sold_before: Mask


def months_of(items: pl.DataFrame, lines: pl.DataFrame, window: Window) -> Months:
    """Put sheets and lines together.

    `items` has `item_no` (growing), `first_month` (number, null without history) and `months` (floats).
    `lines` has `item_no`, `month` (number) and `quantity`, summed by both. A line of a month the sheet tells
    of is in the sheet already, and does not count again; a month without any line, after the first that is
    known of the item, is one without sales.
    """
    height = items.height
    sold = np.zeros((height, window.months))
    first = np.full(height, _NONE)
    sheet_last = np.full(height, -1)
    before = np.zeros(height, dtype=np.bool_)
    cells = items.select(pl.int_range(pl.len()).alias("at"), "first_month", pl.col("months")).filter(
        pl.col("first_month").is_not_null()
    )
    if cells.height:
        at = cells["at"].to_numpy()
        first[at] = cells["first_month"].to_numpy()
        sheet_last[at] = first[at] + cells["months"].list.len().to_numpy() - 1
        each = cells.select(
            "at",
            pl.int_ranges(pl.col("first_month"), pl.col("first_month") + pl.col("months").list.len()),
            "months",
        ).explode("first_month", "months")
        month = each["first_month"].to_numpy()
        value = each["months"].fill_null(float("nan")).to_numpy()
        _add(sold, before, window, each["at"].to_numpy(), month, value)
    if lines.height:
        at = np.searchsorted(items["item_no"].to_numpy(), lines["item_no"].to_numpy())
        month = lines["month"].to_numpy().astype(np.int64)
        counts = month > sheet_last[at]
        at, month = at[counts], month[counts]
        np.minimum.at(first, at, month)
        _add(sold, before, window, at, month, lines["quantity"].to_numpy()[counts])
    columns = np.arange(window.first, window.first + window.months)
    sold[columns[None, :] < first[:, None]] = np.nan
    return Months(sold=sold, sold_before=before)


def _add(
    sold: Numbers,
    before: Mask,
    window: Window,
    at: NDArray[np.integer],
    month: NDArray[np.integer],
    value: Numbers,
) -> None:
    place = month - window.first
    inside = (place >= 0) & (place < window.months)
    # Each item has a month once in its sheet and once in the sums of its lines, so nothing is added twice.
    sold[at[inside], place[inside]] += value[inside]
    before[at[(place < 0) & (value > 0.0)]] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Demand to plan with, and which rows have it from history; the others keep what they were given."""

    rolled: Rolled
    is_used: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What items sold that others have replaced: a row each, by the number of the one that it counts for."""

    item_no: NDArray[np.int64]
    months: Months

    def added_to(self, months: Months, items: pl.DataFrame) -> Months:
        """The months of a page of items with those inherited."""
        own = items["item_no"].to_numpy()
        sold, before = months.sold.copy(), months.sold_before.copy()
        for row in np.flatnonzero(np.isin(self.item_no, own)).tolist():
            at = int(np.searchsorted(own, self.item_no[row]))
            more = self.months.sold[row]
            sold[at] = np.where(np.isnan(sold[at]), more, sold[at] + np.nan_to_num(more))
            before[at] |= self.months.sold_before[row]
        return Months(sold=sold, sold_before=before)


def outlook_of(
    items: pl.DataFrame,
    lines: pl.DataFrame,
    window: Window,
    method: str,
    inherited: Inherited | None = None,
) -> Outlook:
    """The demand of a page of items; `items` has `demand`, as given, besides what `months_of` needs."""
    months = months_of(items, lines, window)
    if inherited is not None:
        months = inherited.added_to(months, items)
    found = rolled(months.sold, months.sold_before, method)
    is_given = items["demand"].is_not_null().to_numpy()
    enough = (found.months >= FEWEST_MONTHS) | (~is_given & found.is_known)
    return Outlook(rolled=found, is_used=enough)
