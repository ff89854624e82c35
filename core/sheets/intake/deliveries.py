"""Sheets of stock figures or of order lines, read row by row for a catalogue that has the items already."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from core.errors import HeaderMissing, LotwiseError, NoRows, UnreadableFile
from core.sheets.files.raw_names import raw_name
from core.sheets.intake.line_kinds import LineKinds
from core.sheets.intake.opening import opened
from core.sheets.intake.read_fields import BadCell, Fields
from core.sheets.intake.read_parts import fields_of
from core.sheets.intake.reading import Reading
from core.sheets.intake.row_problems import cell_error
from core.sheets.intake.settle import settled
from core.sheets.intake.skip_kinds import NONE
from core.sheets.intake.skips import RowKinds
from core.sheets.options import SheetOptions
from core.sheets.problems import RowError
from core.sheets.understanding import Column
from core.sheets.values.cells import as_text
from core.sheets.values.codes import MISSING_DATE, MISSING_QUANTITY, MISSING_SKU
from core.sheets.values.numbers import trimmed

STOCK: Final = ("on_hand", "on_order", "backorders", "allocated")
_OF: Final = {
    "stock": frozenset({"sku", "location", *STOCK}),
    "demand": frozenset({"sku", "location", "date", "quantity"}),
}
_MISSING: Final = {"sku": MISSING_SKU, "date": MISSING_DATE, "quantity": MISSING_QUANTITY}
# Only so is a column one that names each line once: an order's number stands in all of its lines.
_LINE_ID: Final = frozenset({"line_id", "line id", "lineid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Some rows by column, all of them readable, with their numbers in the file; and why others are not."""

    numbers: list[int]
    columns: dict[str, list[Any]]
    errors: tuple[RowError, ...]


def delivered(
    path: Path, kind: Literal["stock", "demand"], as_of: dt.date | None
) -> Iterator[tuple[str, ...] | Rows]:
    """What was understood, in sentences; then the rows.

    Raises:
        Refused: the file is refused, or only a person could tell what it says (`UnreadableFile`).

    """
    reading = _understood(path, kind, as_of)
    yield (*(_sentence(column) for column in reading.columns if column.field), *reading.notes)
    kinds, movements = RowKinds(reading), LineKinds(reading, ())
    for raw in reading.table.batches():
        fields = fields_of(raw, reading, _OF[kind])
        kinds.look(raw, fields)
        if kind == "demand":
            movements.look(raw, fields)
    refusal = movements.refusal() if kind == "demand" else None
    if refusal is not None:
        raise refusal[0]
    _, what = kinds.settled()
    if not (what == NONE).any():
        raise NoRows(remedy="Write at least one row below the header row.")
    offset = 0
    for batch in reading.table.batches():
        is_row = pl.Series(what[offset : offset + batch.height] == NONE)
        offset += batch.height
        raw = batch.filter(is_row)
        if not raw.is_empty():
            yield _rows(raw, reading, kind)


def _understood(path: Path, kind: Literal["stock", "demand"], as_of: dt.date | None) -> Reading:
    options = SheetOptions(table="lines" if kind == "demand" else "items")
    reading = opened(path, options, needs_demand=kind == "demand")
    named = _named_so(reading, kind)
    if named:
        options = replace(options, mapping=named)
        reading = opened(path, options, needs_demand=kind == "demand")
    if reading.refusal is not None:
        raise reading.refusal
    _refuse_questions(reading)
    # What else the sheet says is of no interest here, and must raise no question.
    reading = replace(
        reading,
        columns=tuple(
            column if column.field in _OF[kind] and column.part is None else replace(column, field=None)
            for column in reading.columns
        ),
        parameters=(),
        breaks=None,
    )
    if kind == "stock" and not any(name in reading.by_field for name in STOCK):
        raise _no_stock(reading)
    if _is_as_posted(reading):
        options = replace(options, decimal=".")
    reading = settled(reading, options, as_of)
    _refuse_questions(reading)
    return reading


def _named_so(reading: Reading, kind: str) -> dict[str, str]:
    """Columns called as a field is that were taken for another, or for none since most cells are bad."""
    said = {column.header: column.header.strip().lower() for column in reading.columns}
    taken = {column.header: column.field for column in reading.columns}
    named = {header: name for header, name in said.items() if name in _OF[kind]}
    if len(set(named.values())) < len(named) or all(taken[header] == name for header, name in named.items()):
        return {}
    return named


def _refuse_questions(reading: Reading) -> None:
    if reading.questions:
        asked = " ".join(question.text for question in reading.questions)
        raise UnreadableFile(
            f"What the file says is not plain: {asked}",
            remedy="Name the columns as the fields are called, and write numbers like 1234.5 and dates like "
            "2026-01-31.",
        )


def _is_as_posted(reading: Reading) -> bool:
    """Whether it is a csv as the API takes it, in which a point is always the decimal point."""
    named = (column for column in reading.columns if column.field)
    return reading.delimiter == "," and all(column.header.strip().lower() == column.field for column in named)


def _no_stock(reading: Reading) -> LotwiseError:
    seen = ", ".join(f"'{column.header}'" for column in reading.columns if column.header)
    return HeaderMissing(
        f"No column is plainly the stock. The headers seen are: {seen}.",
        remedy=f"Name a column one of {', '.join(STOCK)}.",
    )


def _sentence(column: Column) -> str:
    return f"'{column.header}' is read as {column.field}: {column.reason}."


def _rows(raw: pl.DataFrame, reading: Reading, kind: str) -> Rows:
    fields = fields_of(raw, reading, _OF[kind])
    needed = ("sku",) if kind == "stock" else ("sku", "date", "quantity")
    _note_missing(fields, reading, needed)
    numbers = raw["row_no"].to_list()
    is_bad = np.zeros(raw.height, dtype=np.bool_)
    is_bad[[cell.at for cell in fields.bad]] = True
    good = pl.Series(~is_bad)
    columns = {name: _plain(values.filter(good)) for name, values in fields.values.items()}
    line_id = _line_id(reading) if kind == "demand" else None
    if line_id is not None:
        texts = trimmed(as_text(raw[raw_name(line_id.position)]))
        columns["line_id"] = texts.filter(good).to_list()
    bad = sorted(fields.bad, key=lambda cell: (cell.at, cell.column.position))
    return Rows(
        numbers=raw["row_no"].filter(good).to_list(),
        columns=columns,
        errors=tuple(cell_error(cell, numbers[cell.at]) for cell in bad),
    )


def _note_missing(fields: Fields, reading: Reading, needed: tuple[str, ...]) -> None:
    told = {(cell.at, cell.column.position) for cell in fields.bad}
    for name in needed:
        column = reading.by_field[name]
        fields.bad.extend(
            BadCell(at, column, "", _MISSING[name])
            for at in fields.values[name].is_null().arg_true().to_list()
            if (at, column.position) not in told
        )


def _plain(values: pl.Series) -> list[Any]:
    return (values.dt.strftime("%Y-%m-%d") if values.dtype in (pl.Date, pl.Datetime) else values).to_list()


def _line_id(reading: Reading) -> Column | None:
    named = (column for column in reading.columns if column.header.strip().lower() in _LINE_ID)
    return next((column for column in named if column.position in reading.table.positions), None)
