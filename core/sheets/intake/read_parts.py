"""The fields of rows: whole columns, months that become demand, tiers that become price breaks."""

import datetime as dt

import polars as pl

from core.sheets.files.raw_names import raw_name
from core.sheets.intake.read_fields import PRICE_BREAK_COLUMNS, Fields, companion, read_fields
from core.sheets.intake.reading import Reading
from core.sheets.understanding import Column
from core.sheets.values import breaks_wide, periods
from core.sheets.values.cells import read_cells
from core.sheets.values.currencies import CURRENCY_DIFFERS, differing
from core.sheets.values.numbers import trimmed

# Beside the fields of a row: what it sold in past months, and the first of these.
HISTORY, HISTORY_FIRST = "history", "history_first"


def fields_of(raw: pl.DataFrame, reading: Reading, wanted: frozenset[str] | None = None) -> Fields:
    """The fields of these rows, all or only those named, from whole columns and from parts."""
    fields = read_fields(raw, reading, wanted)
    if reading.parts:
        _read_parts(raw, reading, fields, wanted)
    if wanted is None and reading.history_first is not None and HISTORY in raw.columns:
        keep_history(fields, reading.history_first, raw[HISTORY])
    if wanted is None and reading.signed:
        _find_other_currencies(raw, reading, fields)
    return fields


def _find_other_currencies(raw: pl.DataFrame, reading: Reading, fields: Fields) -> None:
    """Amounts with the sign of another currency than their row's."""
    own = fields.values.get("currency")
    said = pl.Series([reading.currency or None], dtype=pl.String).new_from_index(0, raw.height)
    row_currency = said if own is None else own.zip_with(own.is_not_null(), said)
    for column in reading.columns:
        if column.position not in reading.signed:
            continue
        texts = trimmed(raw[raw_name(column.position)])
        where = differing(texts, row_currency, None)
        fields.note_where(column, texts, where, CURRENCY_DIFFERS)


def _read_parts(raw: pl.DataFrame, reading: Reading, fields: Fields, wanted: frozenset[str] | None) -> None:
    for name in dict.fromkeys(column.field for column in reading.parts):
        if wanted is not None and name not in wanted:
            continue
        columns = tuple(column for column in reading.parts if column.field == name)
        if name == "demand":
            _demand(_numbers(raw, columns, fields), columns, reading, fields)
        elif name == "price_breaks":
            _breaks(_numbers(raw, columns, fields), columns, fields)


def _numbers(raw: pl.DataFrame, columns: tuple[Column, ...], fields: Fields) -> pl.DataFrame:
    found = []
    for column in columns:
        cells = read_cells(raw[raw_name(column.position)], companion(raw, column), column)
        fields.note(column, cells)
        found.append(cells.values[0].alias(raw_name(column.position)))
    return pl.DataFrame(found)


def _demand(values: pl.DataFrame, columns: tuple[Column, ...], reading: Reading, fields: Fields) -> None:
    if reading.periods is None or "demand" in fields.values:
        return
    found = periods.combine(values, reading.periods)
    fields.values["demand"] = found.demand
    fields.values.setdefault("demand_std", found.demand_std)
    fields.values["period"] = pl.Series([found.period]).new_from_index(0, values.height)
    fields.blanks += found.blanks
    fields.doubt(columns[0], found.warnings)
    if reading.history_first is not None:
        keep_history(fields, reading.history_first, reading.periods.history(values))


def keep_history(fields: Fields, first: dt.date, months: pl.Series) -> None:
    """The months of each row, and the first of them, beside its fields: for a catalogue to go on from."""
    fields.values[HISTORY] = months
    fields.values[HISTORY_FIRST] = pl.Series([first], dtype=pl.Date).new_from_index(0, len(months))


def _breaks(values: pl.DataFrame, columns: tuple[Column, ...], fields: Fields) -> None:
    parts = [column.part or "" for column in columns]
    quantities, prices, warnings = breaks_wide.combine(values, parts, fields.values.get("unit_cost"))
    for name, lists in zip(PRICE_BREAK_COLUMNS, (quantities, prices), strict=True):
        fields.values.setdefault(name, lists)
    fields.doubt(columns[0], warnings)
