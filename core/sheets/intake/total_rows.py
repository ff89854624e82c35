"""Totals rows: found by their first cell, believed only if they are no item of that name."""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.files.raw_names import raw_name
from core.sheets.intake.read_fields import Fields
from core.sheets.intake.reading import Reading
from core.sheets.intake.skip_kinds import NONE, TOTAL
from core.sheets.intake.total_words import IS_BOUND, IS_SUBTOTAL, IS_TOTAL
from core.sheets.values.cells import text_at

TOTALS = {
    "at": pl.Int64(),
    "demand": pl.Float64(),
    "price": pl.Float64(),
    "all": pl.Float64(),
    "group": pl.Float64(),
    "rows": pl.Int64(),
    "lowest": pl.Float64(),
    "highest": pl.Float64(),
    "has_text": pl.Boolean(),
    "is_bound": pl.Boolean(),
}


_CLOSE = 1e-6  # sums are written rounded
_CLOSE_MEAN = 0.005  # and averages more so


@dataclass(slots=True)
class Sums:
    """The demand of the rows so far, how many have one, its bounds, and that since the last totals row."""

    all: float = 0.0
    group: float = 0.0
    group_rows: int = 0
    rows: int = 0
    lowest: float = np.inf
    highest: float = -np.inf

    def add(self, demand: NDArray[np.float64], is_known: NDArray[np.bool_]) -> None:
        """Add rows, some of which have a demand."""
        known = demand[is_known]
        if known.size:
            total = float(known.sum())
            self.all += total
            self.group += total
            self.group_rows += known.size
            self.rows += known.size
            self.lowest = min(self.lowest, float(known.min()))
            self.highest = max(self.highest, float(known.max()))

    def are(self, demand: float, fewest: int) -> bool:
        """Whether a demand is that of the group, or of all, of at least so many rows."""
        return any(
            rows >= fewest and abs(demand - total) <= _CLOSE * abs(demand)
            for rows, total in ((self.group_rows, self.group), (self.rows, self.all))
        )

    def close_group(self) -> None:
        """The next row is of another group."""
        self.group, self.group_rows = 0.0, 0


@dataclass(frozen=True, slots=True)
class LastRow:
    """The last row with a demand: a totals row under any name, where its demand is the sum of the others.

    Only where its name has no digit, and it has no price, and enough rows stand above it: three rows that
    happen to add up to a fourth are not so rare.
    """

    at: int
    is_sum: bool


_FEWEST_ABOVE = 4


def last_row(
    fields: Fields, demand: NDArray[np.float64], kind: NDArray[np.int8], sums: Sums, offset: int
) -> LastRow | None:
    """The last row of a batch that has a demand; `sums` are those behind the batch."""
    sku = fields.values.get("sku")
    counted = np.flatnonzero((kind == NONE) & ~np.isnan(demand))
    if sku is None or not counted.size:
        return None
    at = int(counted[-1])
    own = float(demand[at])
    name = text_at(sku, at)
    above = offset + at
    has_price = not np.isnan(fields.number("unit_cost", len(demand))[at])
    is_sum = (
        own > 0
        and above >= _FEWEST_ABOVE
        and not has_price
        and not any(sign.isdigit() for sign in name)
        and abs(sums.all - own - own) <= _CLOSE * own
    )
    return LastRow(offset + at, is_sum)


def suspected_totals(raw: pl.DataFrame, reading: Reading, pattern: str = IS_TOTAL) -> list[int]:
    """Rows whose first cell with anything in it reads as a total does, and stands where the SKU would."""
    sku = reading.by_field.get("sku")
    if sku is None:
        return []
    left = pl.Series("at", np.arange(raw.height), dtype=pl.UInt32)
    found: list[int] = []
    there = set(raw.columns)
    for position in sorted(reading.table.positions):
        if left.is_empty():
            break
        if raw_name(position) not in there:
            continue
        cells = raw[raw_name(position)]
        cells = cells if len(left) == raw.height else cells.gather(left)
        if cells.dtype != pl.String:
            left = left.filter(cells.is_null())
            continue
        texts = cells.str.strip_chars()
        hits = left.filter(texts.str.contains(pattern).fill_null(value=False))
        if len(hits):
            own = raw[raw_name(sku.position)].gather(hits)
            is_free = (
                pl.Series([True]).new_from_index(0, len(hits)) if position == sku.position else is_blank(own)
            )
            found += hits.filter(is_free).to_list()
        left = left.filter(is_blank(texts))
    return found


def is_blank(cells: pl.Series) -> pl.Series:
    """Cells without anything to see."""
    if cells.dtype != pl.String:
        return cells.is_null()
    return (cells.str.strip_chars().str.len_bytes() == 0).fill_null(value=True)


def told_totals(
    raw: pl.DataFrame,
    reading: Reading,
    fields: Fields,
    demand: NDArray[np.float64],
    kind: NDArray[np.int8],
    sums: Sums,
    offset: int,
    named: Collection[int] = (),
) -> pl.DataFrame:
    """The suspected totals rows, with what decides about them; the running sums move on.

    Those `named` after a group are items again (in `kind`) where their demand is no sum.
    """
    has_demand = ~np.isnan(demand) & (kind == NONE)
    suspects = np.flatnonzero(kind == TOTAL)
    if not suspects.size:
        sums.add(demand, has_demand)
        return pl.DataFrame(schema=TOTALS)
    prices = fields.number("unit_cost", raw.height)
    records = []
    last = 0
    for at in suspects.tolist():
        sums.add(demand[last:at], has_demand[last:at])
        if at in named:
            last = at
            fewest = _fewest_of(raw, reading, at, has_price=not np.isnan(prices[at]))
            if demand[at] > 0 and fewest is not None and sums.are(float(demand[at]), fewest):
                sums.close_group()
            else:
                kind[at], has_demand[at] = NONE, not np.isnan(demand[at])
            continue
        has_text = _has_text(raw, reading, at)
        so_far = (sums.all, sums.group, sums.rows, sums.lowest, sums.highest)
        records.append(
            (offset + at, demand[at], prices[at], *so_far, has_text, _names_bound(raw, reading, at))
        )
        sums.close_group()
        last = at
    sums.add(demand[last:], has_demand[last:])
    return pl.DataFrame(records, schema=TOTALS, orient="row")


def _fewest_of(raw: pl.DataFrame, reading: Reading, at: int, *, has_price: bool) -> int | None:
    """How many rows a total that bears a group's name must be the sum of; None where it may be an item.

    What has no SKU, or is called a subtotal, is none. "Total 5W30" and "Colgate Total" are, and round demands
    add up by chance: a total has no digit in its name, no price and no text of its own.
    """
    sku = text_at(raw[raw_name(reading.by_field["sku"].position)], at)
    if not sku or re.match(IS_SUBTOTAL, sku):
        return 1
    is_like_an_item = has_price or any(sign.isdigit() for sign in sku) or _has_text(raw, reading, at)
    return None if is_like_an_item else 2


def _has_text(raw: pl.DataFrame, reading: Reading, at: int) -> bool:
    """Whether a row describes something beside naming a total."""
    others = [column for column in reading.columns if column.field in ("description", "supplier", "unit")]
    texts = (text_at(raw[raw_name(column.position)], at) for column in others)
    return any(text and not re.match(IS_TOTAL, text) for text in texts)


def _names_bound(raw: pl.DataFrame, reading: Reading, at: int) -> bool:
    """Whether a row is called "Min" or "Max"."""
    there = frozenset(raw.columns)
    names = (name for name in map(raw_name, reading.table.positions) if name in there)
    return any(re.match(IS_BOUND, text_at(raw[name], at)) for name in names)


def real_items(totals: pl.DataFrame) -> NDArray[np.int64]:
    """Of the suspected totals rows, those that are items all the same.

    A SKU called "Total" has a demand and a price of its own, or a description; a totals row has neither, or
    its demand is the sum, the average, the least or the most of the rows above it.
    """
    demand, price = pl.col("demand"), pl.col("price")
    mean = pl.col("all") / pl.col("rows")
    is_mean = (pl.col("rows") > 1) & ((demand - mean).abs() <= _CLOSE_MEAN * mean.abs())
    is_sum = ((demand - pl.col("all")).abs() <= _CLOSE * demand.abs()) | (
        (demand - pl.col("group")).abs() <= _CLOSE * demand.abs()
    )
    is_bound = pl.col("is_bound") & ((demand == pl.col("lowest")) | (demand == pl.col("highest")))
    is_item = demand.is_not_nan() & ~(is_sum | is_mean | is_bound) & (price.is_not_nan() | pl.col("has_text"))
    return totals.filter(is_item)["at"].to_numpy()
