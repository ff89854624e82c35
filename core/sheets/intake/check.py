"""Cuts a range of raw rows into clean columns, and names every cell that could not be read or is doubted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from core.sheets.intake.apply_parameters import completed
from core.sheets.intake.duplicates import Resolved
from core.sheets.intake.other_cells import others, sparse
from core.sheets.intake.read_fields import BadCell, Fields
from core.sheets.intake.read_parts import HISTORY, fields_of
from core.sheets.intake.reading import Reading
from core.sheets.intake.row_problems import cell_error, differing_warning, twin_error
from core.sheets.intake.row_warnings import noted
from core.sheets.intake.special_cells import SpecialCells
from core.sheets.intake.tiers import with_tiers
from core.sheets.problems import RowError
from core.sheets.values.codes import (
    HIDDEN_ROW,
    MISSING_SKU,
    case_duplicate_row,
    overfull_row,
)

_WHOLE_ROW = -1  # sorts before every column


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Clean columns of some rows, their errors and their warnings, in the order of the file.

    `frame` has `row_no`, the ITEM fields found, `other` (JSON text of what no field holds), `unread` (the
    names of fields whose cell could not be read, comma-separated), `row_error` (the first message) and
    `row_warnings` (JSON list of field, code, message; null where there is none).
    """

    frame: pl.DataFrame
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing said about a row: its position, the column's place, the field, and what is said."""

    at: int
    place: int
    field: str
    said: RowError


class Checker:
    """Checks any rows of one reading."""

    def __init__(
        self,
        reading: Reading,
        resolved: Resolved,
        case_twins: Mapping[int, int],
        doubts: Mapping[int, tuple[str, ...]],
    ) -> None:
        """`doubts` are codes by row number, of items made of order lines."""
        self._reading, self._resolved = reading, resolved
        self._case_twins, self._doubts = case_twins, doubts
        self._special = SpecialCells(reading)
        self._key = reading.by_field["sku"]

    def check(self, raw: pl.DataFrame) -> Checked:
        """Read every mapped cell of these rows; a bad cell never spoils another row, or another cell."""
        row_no = raw["row_no"].to_list()
        fields = fields_of(raw, self._reading)
        if row_no:
            self._special.note(fields, row_no)
            self._note_missing(fields)
        with_tiers(fields, self._reading)
        done = completed(fields, self._reading, raw.height)
        values = self._with_changes(raw["row_no"], done.values)
        sku = values["sku"]
        errors = [_explained(cell, row_no[cell.at]) for cell in fields.bad]
        warnings = [_explained(cell, row_no[cell.at]) for cell in fields.doubtful]
        errors += self._whole_rows(raw, sku, row_no)
        warnings += self._doubtful_rows(sku, row_no)
        errors.sort(key=lambda one: (one.at, one.place))
        warnings.sort(key=lambda one: (one.at, one.place))
        frame = pl.DataFrame(
            [
                raw["row_no"],
                *(series.alias(name) for name, series in values.items()),
                _unread(fields.bad, raw.height),
                _first(errors, raw.height),
                noted([(one.at, one.field, one.said) for one in warnings], raw.height),
                others(raw, self._reading, fields.bad),
            ]
        )
        return Checked(
            frame=frame,
            errors=tuple(one.said for one in errors),
            warnings=tuple(one.said for one in warnings),
        )

    def _note_missing(self, fields: Fields) -> None:
        key = self._key
        told = {cell.at for cell in fields.bad if cell.column.position == key.position}
        fields.bad.extend(
            BadCell(at, key, "", MISSING_SKU)
            for at in fields.values["sku"].is_null().arg_true().to_list()
            if at not in told
        )

    def _with_changes(self, row_no: pl.Series, values: dict[str, pl.Series]) -> dict[str, pl.Series]:
        changed = self._resolved.changed
        if changed is None or changed.is_empty():
            return values
        own = pl.DataFrame({"row_no": row_no}).join(
            changed.with_columns(is_changed=pl.lit(value=True)),
            on="row_no",
            how="left",
            maintain_order="left",
        )
        is_changed = own["is_changed"].fill_null(value=False)
        if not is_changed.any():
            return values
        names = [name for name in changed.columns if name != "row_no" and name in values]
        if HISTORY in values:  # each row's own months; of rows made one they are not known
            values = values | {HISTORY: values[HISTORY].set(is_changed, None)}
        return values | {
            name: own[name].cast(values[name].dtype).zip_with(is_changed, values[name].alias(name))
            for name in names
        }

    def _whole_rows(self, raw: pl.DataFrame, sku: pl.Series, row_no: list[int]) -> Iterable[Found]:
        if self._resolved.errors:
            for at, row in enumerate(row_no):
                twin = self._resolved.errors.get(row)
                if twin is not None:
                    said = twin_error(row, twin, self._key, str(sku[at]))
                    yield Found(at, _WHOLE_ROW, "sku", said)
        if "is_overfull" in raw.columns:
            for at in raw["is_overfull"].fill_null(value=False).arg_true().to_list():
                yield Found(at, _WHOLE_ROW, "", overfull_row(row_no[at]))

    def _doubtful_rows(self, sku: pl.Series, row_no: list[int]) -> Iterable[Found]:
        for at, row in enumerate(row_no if self._doubts else ()):
            for code in self._doubts.get(row, ()):
                yield _explained(BadCell(at, self._reading.by_field["demand"], "", code), row)
        hidden = self._reading.table.hidden_rows
        for told in (self._resolved.differing, self._case_twins, hidden):
            if not told:
                continue
            for at, row in enumerate(row_no):
                if row not in told:
                    continue
                if told is hidden:
                    said = _explained(BadCell(at, self._key, "", HIDDEN_ROW), row).said
                elif told is self._case_twins:
                    said = case_duplicate_row(row, self._case_twins[row], self._key, str(sku[at]))
                else:
                    said = differing_warning(row, self._resolved.differing[row], self._key, str(sku[at]))
                yield Found(at, _WHOLE_ROW, "sku", said)


def _explained(cell: BadCell, row: int) -> Found:
    return Found(cell.at, cell.column.position, cell.column.field or "", cell_error(cell, row))


def _unread(bad: list[BadCell], height: int) -> pl.Series:
    names: dict[int, list[str]] = {}
    for cell in bad:
        if cell.column.field:
            names.setdefault(cell.at, []).append(cell.column.field)
    return sparse("unread", {at: ",".join(dict.fromkeys(own)) for at, own in names.items()}, height)


def _first(errors: list[Found], height: int) -> pl.Series:
    first: dict[int, str] = {}
    for one in errors:
        first.setdefault(one.at, one.said.message)
    return sparse("row_error", first, height)
