"""Price breaks of a second sheet: read as a table of their own, joined by SKU."""

from dataclasses import replace

import polars as pl

from core.sheets.files.book import Book
from core.sheets.files.raw_names import raw_name
from core.sheets.intake.keys import plain
from core.sheets.intake.read_fields import PRICE_BREAK_COLUMNS, BadCell, Fields, companion
from core.sheets.intake.reading import Reading
from core.sheets.options import SheetOptions
from core.sheets.questions import Question
from core.sheets.recognition.plan import BreaksPlace
from core.sheets.understanding import Column, letters
from core.sheets.values.breaks_sheet import Breaks, joined, tiers_of
from core.sheets.values.cells import read_cells
from core.sheets.values.decimals import evidence_of, verdicts
from core.sheets.values.numbers import trimmed


def breaks_of(
    book: Book, place: BreaksPlace | None, options: SheetOptions
) -> tuple[Breaks | None, tuple[Question, ...]]:
    """The breaks of the sheet the plan names, or what has to be asked before it can be read."""
    if place is None:
        return None, ()
    width = 1 + max(place.sku, place.min_qty, place.unit_cost)
    batches = list(book.table(place.head, place.header_row, width).batches())
    if not batches:
        return None, ()
    raw = pl.concat(batches)
    header = book.heads[place.head].rows.get(place.header_row, {})

    def column(position: int, field: str, part: str | None) -> Column:
        cell = header.get(position)
        name = cell.text if cell is not None else letters(position)
        letter = letters(position)
        return Column(header=name, key=name, letter=letter, position=position, field=field, part=part)

    quantity = column(place.min_qty, "price_breaks", "min_qty 1")
    price = column(place.unit_cost, "price_breaks", "unit_cost 1")
    texts = {
        one.position: trimmed(raw[raw_name(one.position)])
        for one in (quantity, price)
        if raw.schema[raw_name(one.position)] == pl.String
    }
    evidence = {position: evidence_of(cells) for position, cells in texts.items()}
    told = verdicts((quantity, price), evidence, options)
    questions = tuple(verdict.question for verdict in told.values() if verdict.question is not None)
    if questions:
        return None, questions
    rows = [raw["row_no"], _values(raw, column(place.sku, "sku", None)).alias("sku")]
    for name, one in (("min_qty", quantity), ("unit_cost", price)):
        verdict = told.get(one.position)
        known = replace(one, decimal=verdict.decimal) if verdict is not None else one
        rows.append(_values(raw, known).alias(name))
    return tiers_of(pl.DataFrame(rows)), ()


def _values(raw: pl.DataFrame, column: Column) -> pl.Series:
    values = read_cells(raw[raw_name(column.position)], companion(raw, column), column).values[0]
    return plain(values) if column.field == "sku" else values


def with_tiers(fields: Fields, reading: Reading) -> None:
    """Add the tiers to rows that have none of their own; a SKU with an unreadable tier is in error."""
    breaks = reading.breaks
    if breaks is None:
        return
    sku = plain(fields.values["sku"])
    for name, lists in zip(PRICE_BREAK_COLUMNS, joined(sku, breaks), strict=True):
        own = fields.values.get(name)
        fields.values[name] = lists if own is None else own.zip_with(own.is_not_null(), lists)
    codes = dict(breaks.bad.drop_nulls("sku").select("sku", "code").iter_rows())
    if codes:
        key = reading.by_field["sku"]
        fields.bad.extend(
            BadCell(at, key, str(sku[at]), codes[sku[at]])
            for at in sku.is_in(list(codes)).fill_null(value=False).arg_true().to_list()
        )
