"""Cuts a range of raw rows into clean columns, and names every cell that could not be read."""

from dataclasses import dataclass

import polars as pl

from core.inventory.medians import MEDIANS
from core.sheets.cells import as_text, read_cells
from core.sheets.codes import MISSING_SKU, duplicate_row, explained, overfull_row
from core.sheets.layout import KEPT_AS_WRITTEN
from core.sheets.problems import RowError, shortened
from core.sheets.source import Source, number_name, raw_name
from core.sheets.understanding import Column

PRICE_BREAK_COLUMNS = ("price_breaks_min_qty", "price_breaks_unit_cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Clean columns of some rows, and their errors in the order of the file.

    `frame` has `row_no`, the ITEM fields found, `other` (JSON text of what no field holds), `unread` (the
    names of fields whose cell could not be read, comma-separated) and `row_error` (the first message).
    """

    frame: pl.DataFrame
    errors: tuple[RowError, ...]


def check(raw: pl.DataFrame, source: Source) -> Checked:
    """Read every mapped cell of these rows; a bad cell never spoils another row, or another cell."""
    row_no = raw["row_no"]
    clean: dict[str, pl.Series] = {"row_no": row_no}
    bad_cells: list[tuple[int, Column, str, str]] = []  # position in `raw`, column, value, code
    for column in source.columns:
        if column.field is None:
            bad_cells += _bad_others(raw, column)
            continue
        cells = read_cells(raw[raw_name(column.position)], _companion(raw, column), column)
        names = PRICE_BREAK_COLUMNS if column.field == "price_breaks" else (column.field,)
        clean |= dict(zip(names, cells.values, strict=True))
        for at in cells.codes.is_not_null().arg_true().to_list():
            bad_cells.append((at, column, str(cells.texts[at]), cells.codes[at]))
        if column.field == "sku":
            bad_cells += [
                (at, column, "", MISSING_SKU)
                for at in (cells.values[0].is_null() & cells.codes.is_null()).arg_true().to_list()
            ]
    bad_cells += _error_cells(row_no, source)
    return _assembled(raw, source, clean, bad_cells)


def _companion(raw: pl.DataFrame, column: Column) -> pl.Series | None:
    name = number_name(column.position)
    return raw[name] if name in raw.columns else None


def _bad_others(raw: pl.DataFrame, column: Column) -> list[tuple[int, Column, str, str]]:
    cells = raw[raw_name(column.position)]
    if cells.dtype != pl.String or not column.travels:
        return []
    found = cells.str.contains("\x00", literal=True).fill_null(value=False)
    return [(at, column, cells[at], "nul_character") for at in found.arg_true().to_list()]


def _error_cells(row_no: pl.Series, source: Source) -> list[tuple[int, Column, str, str]]:
    if not source.error_cells or row_no.is_empty():
        return []
    by_position = {column.position: column for column in source.columns}
    first, last = row_no[0], row_no[-1]
    places = {number: at for at, number in enumerate(row_no.to_list())}
    return [
        (places[row], by_position[position], text, "excel_error")
        for (row, position), text in source.error_cells.items()
        if first <= row <= last and position in by_position and by_position[position].field
    ]


def _assembled(
    raw: pl.DataFrame,
    source: Source,
    clean: dict[str, pl.Series],
    bad_cells: list[tuple[int, Column, str, str]],
) -> Checked:
    row_no = raw["row_no"]
    found: list[tuple[int, int, RowError]] = []
    unread: dict[int, list[str]] = {}
    for at, column, value, code in bad_cells:
        row = int(row_no[at])
        message, remedy = explained(code, column, value)
        error = RowError(
            row=row,
            column=column.header or column.key,
            cell=f"{column.letter}{row}",
            value=shortened(value),
            code=code,
            message=message,
            remedy=remedy,
        )
        found.append((at, column.position, error))
        if column.field:
            unread.setdefault(at, []).append(column.field)
    found += [(at, -1, error) for at, error in _whole_rows(raw, source)]
    found.sort(key=lambda one: one[:2])
    first: dict[int, str] = {}
    for at, _, error in found:
        first.setdefault(at, error.message)
    frame = pl.DataFrame(clean).with_columns(
        _sparse("unread", {at: ",".join(names) for at, names in unread.items()}, raw.height),
        _sparse("row_error", first, raw.height),
        _other(raw, source, bad_cells),
    )
    for name in ("abc_class", "xyz_class", *MEDIANS):
        if name in raw.columns:
            frame = frame.with_columns(raw[name])
    return Checked(frame=frame, errors=tuple(error for *_, error in found))


def _sparse(name: str, values: dict[int, str], length: int) -> pl.Series:
    filled: list[str | None] = [None] * length
    for at, value in values.items():
        filled[at] = value
    return pl.Series(name, filled, dtype=pl.String)


def _whole_rows(raw: pl.DataFrame, source: Source) -> list[tuple[int, RowError]]:
    """Errors of a row rather than of one cell: the same key twice, more cells than headers."""
    errors = []
    keys = [column for column in source.columns if column.field == "sku"]
    if "twin" in raw.columns:
        for at in raw["twin"].is_not_null().arg_true().to_list():
            key = keys[0]
            value = str(as_text(raw[raw_name(key.position)].slice(at, 1))[0])
            errors.append((at, duplicate_row(int(raw["row_no"][at]), int(raw["twin"][at]), key, value)))
    if source.overfull:
        for at, row in enumerate(raw["row_no"].to_list()):
            if row in source.overfull:
                errors.append((at, overfull_row(row)))
    return errors


def _other(raw: pl.DataFrame, source: Source, bad_cells: list[tuple[int, Column, str, str]]) -> pl.Series:
    """What no field holds, as JSON text: unmapped columns, and the text of cells that could not be read."""
    kept = [column for column in source.columns if column.field is None and column.travels]
    spoiled = {
        column.position: column for _, column, _, code in bad_cells if column.field and code != MISSING_SKU
    }
    doubled = [column for column in source.columns if column.field in KEPT_AS_WRITTEN]
    cells = [_plain(raw[raw_name(column.position)], column) for column in (*kept, *doubled)]
    usual = _json(cells, raw.height)
    spoilt = []
    for position, column in spoiled.items():
        if column in doubled:
            continue
        texts = {at: value for at, bad, value, _ in bad_cells if bad.position == position}
        spoilt.append(_sparse(column.key, texts, raw.height))
    if not spoilt:
        return usual
    is_spoilt = pl.DataFrame(spoilt).select(
        pl.any_horizontal(pl.nth(at).is_not_null() for at in range(len(spoilt)))
    )
    return pl.select(
        pl.when(is_spoilt.to_series())
        .then(_json([*cells, *spoilt], raw.height))
        .otherwise(usual)
        .alias("other")
    ).to_series()


def _json(cells: list[pl.Series], length: int) -> pl.Series:
    if not cells:
        return pl.Series("other", [None], dtype=pl.String).new_from_index(0, length)
    return pl.DataFrame(cells).to_struct("other").struct.json_encode()


def _plain(raw: pl.Series, column: Column) -> pl.Series:
    values = as_text(raw) if raw.dtype.is_temporal() else raw
    if values.dtype == pl.String:
        values = values.str.replace_all("\x00", "\N{REPLACEMENT CHARACTER}", literal=True)
    return values.alias(column.key)
