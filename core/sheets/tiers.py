"""Price breaks of a second sheet, one tier a row, by SKU."""

import polars as pl

from core.sheets.book import Book
from core.sheets.cells import read_cells
from core.sheets.decimals import evidence_of, verdicts
from core.sheets.keys import plain
from core.sheets.numbers import trimmed
from core.sheets.options import SheetOptions
from core.sheets.plan import BreaksPlace, Plan
from core.sheets.read_fields import PRICE_BREAK_COLUMNS, BadCell, Fields, companion
from core.sheets.reading import Reading, Tiers
from core.sheets.source import raw_name
from core.sheets.understanding import Column, letters

INCOMPLETE_TIER = "incomplete_tier"
_LIST = pl.List(pl.Float64)


def tiers_of(book: Book, plan: Plan) -> dict[str, Tiers]:
    """The tiers of each SKU by growing quantity; none where one of them cannot be read.

    Half a price list would be a wrong one.
    """
    place = plan.breaks
    if place is None:
        return {}
    raw = _raw(book, place)
    if raw.is_empty():
        return {}
    columns = {
        "sku": _column(place.sku, "sku", None),
        "min_qty": _column(place.min_qty, "price_breaks", "min_qty 1"),
        "unit_cost": _column(place.unit_cost, "price_breaks", "unit_cost 1"),
    }
    rows = pl.DataFrame({name: _values(raw, column) for name, column in columns.items()})
    rows = rows.with_columns(plain(rows["sku"])).drop_nulls("sku")
    bad = set(rows.filter(pl.any_horizontal(pl.all().is_null()))["sku"].to_list())
    found: dict[str, Tiers] = {}
    for (sku,), own in rows.sort("min_qty", maintain_order=True).group_by("sku", maintain_order=True):
        lists = (own["min_qty"].to_list(), own["unit_cost"].to_list())
        found[str(sku)] = ((), ()) if sku in bad else (tuple(lists[0]), tuple(lists[1]))
    return found


def with_tiers(fields: Fields, reading: Reading) -> None:
    """Add the tiers to the fields of rows that have none of their own."""
    if not reading.tiers:
        return
    known = [reading.tiers.get(sku) if sku is not None else None for sku in plain(fields.values["sku"])]
    key = reading.by_field["sku"]
    fields.bad.extend(
        BadCell(at, key, str(fields.values["sku"][at]), INCOMPLETE_TIER)
        for at, tiers in enumerate(known)
        if tiers == ((), ())
    )
    for name, side in zip(PRICE_BREAK_COLUMNS, (0, 1), strict=True):
        lists = pl.Series(name, [list(one[side]) if one else None for one in known], dtype=_LIST)
        own = fields.values.get(name)
        fields.values[name] = lists if own is None else own.zip_with(own.is_not_null(), lists)


def _raw(book: Book, place: BreaksPlace) -> pl.DataFrame:
    width = 1 + max(place.sku, place.min_qty, place.unit_cost)
    batches = list(book.table(place.head, place.header_row, width).batches())
    return pl.concat(batches) if batches else pl.DataFrame()


def _column(position: int, field: str, part: str | None) -> Column:
    name = letters(position)
    return Column(header=name, key=name, letter=name, position=position, field=field, part=part)


def _values(raw: pl.DataFrame, column: Column) -> pl.Series:
    cells = raw[raw_name(column.position)]
    if column.part is not None and cells.dtype == pl.String:
        told = verdicts([column], {column.position: evidence_of(trimmed(cells))}, SheetOptions())
        verdict = told[column.position]
        if verdict.question is not None:
            return pl.Series([None], dtype=pl.Float64).new_from_index(0, raw.height)
        column = Column(
            header=column.header, key=column.key, letter=column.letter, position=column.position,
            field=column.field, part=column.part, decimal=verdict.decimal,
        )  # fmt: skip
    return read_cells(cells, companion(raw, column), column).values[0]
