"""Totals rows: found by their first cell, believed only if they are no item of that name."""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.files.raw_names import raw_name
from core.sheets.intake.read_fields import Fields
from core.sheets.intake.reading import Reading
from core.sheets.intake.skip_kinds import NONE, TOTAL
from core.sheets.values.cells import as_text

_WORDS = (
    r"(?:(?:grand|sub|sub-|over ?all|general|genel|net|report|column)[ -]?)?totals?",
    r"sums?|subtotals?|sub-totals?|gesamt(?:summe|betrag|wert)?|(?:zwischen|end)summe|summe[n]?|insgesamt",
    r"(?:sous[- ]?)?tota(?:l|ux)(?: g[eé]n[eé]ral| general)?|somme|totale(?: generale)?|totaal|subtotaal",
    r"suma|sumatoria|total geral|subtotal|(?:genel |ara )?toplam|razem|celkem|[oö]sszesen|summa|yhteens[aä]",
    r"mean|averages?|avg|durchschnitt|mittelwert|moyenne|promedio|m[eé]dia|ortalama|gemiddelde?|trung bình",
    r"итого|всего|сумма|разом|σύνολο|tổng(?: cộng| số)?|jumlah|รวม",
    r"합계|총계|소계|合计|总计|小计|合計|総計|小計|総合計|المجموع|الإجمالي|योग|कुल",
)
IS_TOTAL = rf"(?i)^(?:{'|'.join(_WORDS)})\s*[:\uff1a.]?$"
TOTALS = {
    "at": pl.Int64(),
    "demand": pl.Float64(),
    "price": pl.Float64(),
    "all": pl.Float64(),
    "group": pl.Float64(),
    "rows": pl.Int64(),
    "has_text": pl.Boolean(),
}


_CLOSE = 1e-6  # sums are written rounded
_CLOSE_MEAN = 0.005  # and averages more so


@dataclass(slots=True)
class Sums:
    """The demand of the rows so far and how many have one, and the demand since the last totals row."""

    all: float = 0.0
    group: float = 0.0
    rows: int = 0


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
    name = as_text(sku)[at] or ""
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


def suspected_totals(raw: pl.DataFrame, reading: Reading) -> list[int]:
    """Rows whose first cell with anything in it is a word for a total, and stands where the SKU would."""
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
        hits = left.filter(texts.str.contains(IS_TOTAL).fill_null(value=False))
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
) -> pl.DataFrame:
    """The suspected totals rows, with what decides about them; the running sums move on."""
    known = np.nan_to_num(demand)
    known[kind != NONE] = 0.0
    has_demand = ~np.isnan(demand) & (kind == NONE)
    suspects = np.flatnonzero(kind == TOTAL)
    if not suspects.size:
        total = float(known.sum())
        sums.all += total
        sums.group += total
        sums.rows += int(has_demand.sum())
        return pl.DataFrame(schema=TOTALS)
    prices = fields.number("unit_cost", raw.height)
    others = [column for column in reading.columns if column.field in ("description", "supplier", "unit")]
    records = []
    last = 0
    for at in suspects.tolist():
        between = float(known[last:at].sum())
        sums.all += between
        sums.group += between
        sums.rows += int(has_demand[last:at].sum())
        has_text = any(
            cell is not None and cell.strip() and not re.match(IS_TOTAL, cell.strip())
            for cell in (as_text(raw[raw_name(column.position)].slice(at, 1))[0] for column in others)
        )
        records.append((offset + at, demand[at], prices[at], sums.all, sums.group, sums.rows, has_text))
        sums.group, last = 0.0, at
    rest = float(known[last:].sum())
    sums.all += rest
    sums.group += rest
    sums.rows += int(has_demand[last:].sum())
    return pl.DataFrame(records, schema=TOTALS, orient="row")


def real_items(totals: pl.DataFrame) -> NDArray[np.int64]:
    """Of the suspected totals rows, those that are items all the same.

    A SKU called "Total" has a demand and a price of its own, or a description; a totals row has neither, or
    its demand is the sum or the average of the rows above it.
    """
    demand, price = pl.col("demand"), pl.col("price")
    mean = pl.col("all") / pl.col("rows")
    is_mean = (pl.col("rows") > 1) & ((demand - mean).abs() <= _CLOSE_MEAN * mean.abs())
    is_sum = ((demand - pl.col("all")).abs() <= _CLOSE * demand.abs()) | (
        (demand - pl.col("group")).abs() <= _CLOSE * demand.abs()
    )
    is_item = demand.is_not_nan() & ~is_sum & ~is_mean & (price.is_not_nan() | pl.col("has_text"))
    return totals.filter(is_item)["at"].to_numpy()
