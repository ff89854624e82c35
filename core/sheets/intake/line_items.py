"""Order lines become a table of items, which is then read like any other."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from core.errors import NoRows
from core.inventory.fields import ITEM, Kind
from core.sheets.files.book import Table
from core.sheets.files.raw_names import raw_name
from core.sheets.intake.apply_parameters import completed
from core.sheets.intake.left_out import counts
from core.sheets.intake.left_out import told as told_rows
from core.sheets.intake.line_kinds import LineKinds
from core.sheets.intake.read_fields import BadCell, Fields
from core.sheets.intake.read_parts import HISTORY, fields_of
from core.sheets.intake.reading import Reading
from core.sheets.intake.row_problems import cell_error
from core.sheets.intake.skip_kinds import NONE
from core.sheets.intake.skips import RowKinds
from core.sheets.intake.special_cells import SpecialCells
from core.sheets.problems import RowError
from core.sheets.recognition.movements import does_every_line_count
from core.sheets.understanding import Column
from core.sheets.values.codes import MISSING_DATE, MISSING_QUANTITY, MISSING_SKU
from core.sheets.values.lines import Lines

_NEEDED = (("sku", MISSING_SKU), ("date", MISSING_DATE), ("quantity", MISSING_QUANTITY))
# Of each item these are made from its lines; a line's own value means nothing for the item.
_MADE = frozenset({"demand", "demand_std", "period", "demand_std_period"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItems:
    """The items as a reading of their own; `columns` are the file's.

    `errors` are of lines left out, in the order of the file. `doubts` are what is doubted about items, by
    row number of their first line. `skipped` and `skipped_rows` are of the lines.
    """

    reading: Reading
    columns: tuple[Column, ...]
    errors: tuple[RowError, ...]
    doubts: dict[int, tuple[str, ...]]
    skipped: dict[str, int]
    skipped_rows: tuple[dict[str, object], ...]


class Ahead:
    """The errors of lines, handed out with the chunk of items they stand among."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        self._left = list(reversed(errors))

    def taken(self, before: int | None) -> list[RowError]:
        """Those of rows before that one not taken yet; all where there is none."""
        found = []
        while self._left and (before is None or self._left[-1].row < before):
            found.append(self._left.pop())
        return found


def items_of(
    reading: Reading, as_of: dt.date | None, told: Collection[str] = (), *, keeps_history: bool = False
) -> LineItems | Reading:
    """Two passes over the lines: what each row is, then what each item sold.

    `told` are the columns the mapping says something about; with `keeps_history` each item keeps its months.
    The lines' own reading comes back with a refusal where receipts stand among issues (`UnreadableFile`), or
    no line can be read (`NoRows`).
    """
    kinds, movements = RowKinds(reading), LineKinds(reading, told)
    for raw in reading.table.batches():
        fields = fields_of(raw, reading, frozenset({"sku", "quantity"}))
        kinds.look(raw, fields)
        movements.look(raw, fields)
    found_movements = movements.refusal()
    if found_movements is not None:
        refusal, column = found_movements
        suggestions = (*reading.suggestions, does_every_line_count(column))
        return replace(reading, suggestions=suggestions, refusal=refusal)
    row_no, kind = kinds.settled()
    kept = [column for column in reading.columns if _is_kept(column)]
    lines = Lines([column.field or "" for column in kept], as_of, keeps_history=keeps_history)
    special = SpecialCells(reading)
    errors: list[RowError] = []
    offset = 0
    for batch in reading.table.batches():
        is_line = pl.Series(kind[offset : offset + batch.height] == NONE)
        offset += batch.height
        raw = batch.filter(is_line)
        if raw.is_empty():
            continue
        fields = fields_of(raw, reading)
        rows = raw["row_no"].to_list()
        special.note(fields, rows)
        _note_missing(fields, reading)
        bad = sorted(fields.bad, key=lambda cell: (cell.at, cell.column.position))
        errors += [cell_error(cell, rows[cell.at]) for cell in bad]
        lines.add(_readable(fields, reading, raw))
    found = lines.items()
    if found.frame.is_empty():
        return replace(
            reading,
            refusal=NoRows(
                "No line of the sheet can be read.", remedy="Give each line an item, a date and a quantity."
            ),
        )
    doubts: dict[int, tuple[str, ...]] = {}
    numbers = found.frame["row_no"].to_list()
    for places, code in found.warnings:
        for at in places.to_list():
            doubts[numbers[at]] = (*doubts.get(numbers[at], ()), code)
    return LineItems(
        reading=replace(
            _as_items(reading, kept, found.frame),
            notes=(*reading.notes, *found.notes),
            history_first=found.history_first,
        ),
        columns=reading.columns,
        errors=tuple(errors),
        doubts=doubts,
        skipped=counts(kind, row_no, reading),
        skipped_rows=told_rows(reading, kind),
    )


def _is_kept(column: Column) -> bool:
    known = ITEM.get(column.field or "")
    return (
        known is not None
        and column.part is None
        and column.field not in ("sku", "location")
        and column.field not in _MADE
        and known.kind is not Kind.BREAKS
    )


def _note_missing(fields: Fields, reading: Reading) -> None:
    told_of = {(cell.at, cell.column.position) for cell in fields.bad}
    for name, code in _NEEDED:
        column = reading.by_field[name]
        fields.bad.extend(
            BadCell(at, column, "", code)
            for at in fields.values[name].is_null().arg_true().to_list()
            if (at, column.position) not in told_of
        )


def _readable(fields: Fields, reading: Reading, raw: pl.DataFrame) -> pl.DataFrame:
    """The lines without any bad cell."""
    values = completed(fields, reading, raw.height).values
    frame = pl.DataFrame([raw["row_no"], *(series.alias(name) for name, series in values.items())])
    spoilt = Counter(cell.at for cell in fields.bad)
    return frame.filter(~pl.int_range(pl.len()).is_in(list(spoilt))) if spoilt else frame


def _as_items(reading: Reading, kept: list[Column], items: pl.DataFrame) -> Reading:
    """The items as a table: demand where the quantity stood, its spread where the date did.

    So that the decisions, uploaded again, are read as the same items.
    """
    columns: list[Column] = []
    frame = [items["row_no"]]
    by_field = reading.by_field
    for column in reading.columns:
        known: Column | None = None
        name = column.field
        if column is by_field["quantity"]:
            name = "demand"
            known = _made(column, name, "Monthly demand", f"the quantities of '{column.header}' by month")
        elif column is by_field["date"]:
            name = "demand_std"
            known = _made(column, name, "Monthly demand std dev", "their spread over the months")
        elif column in kept or column.field in ("sku", "location"):
            known = replace(column, factor=1.0, decimal=None)
        if known is not None and name is not None and name in items.columns:
            columns.append(known)
            frame.append(items[name].alias(raw_name(column.position)))
    if HISTORY in items.columns:
        frame.append(items[HISTORY])
    table = pl.DataFrame(frame)
    return replace(
        reading,
        table=Table(batches=lambda: iter([table]), positions=tuple(column.position for column in columns)),
        columns=tuple(columns),
        signed=frozenset(),
        is_made=True,
    )


def _made(column: Column, field: str, header: str, reason: str) -> Column:
    return replace(
        column,
        header=header,
        key=header,
        field=field,
        period="month",
        factor=1.0,
        decimal=None,
        reason=f"from {reason}",
    )
