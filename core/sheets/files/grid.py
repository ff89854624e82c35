"""Gathers the cells of a sheet, one by one, into typed columns; for the formats no fast parser reads."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field

import polars as pl

from core.errors import SheetTooLarge
from core.sheets.files.book import HEAD_ROWS, Cell, CellKind, Head, Table
from core.sheets.files.held_table import held_table
from core.sheets.files.limits import MOST_COLUMNS
from core.sheets.files.raw_names import number_name, raw_name
from core.sheets.files.sheet_head import plain_number

Value = float | str | bool | dt.datetime

_MOST_CELLS = 30_000_000  # a Python object each
_EPOCH_1900, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_DAY = 2_958_465


@dataclass(slots=True)
class Grid:
    """The cells of one sheet, added in the order of its rows; rows and columns from 0.

    Numbers are floats, dates datetimes; a column whose cells are of one kind has that type, any other is
    text, with a companion that tells its numbers.
    """

    name: str
    is_visible: bool = True
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _columns: dict[int, list[Value | None]] = field(default_factory=dict)
    _errors: dict[tuple[int, int], str] = field(default_factory=dict)
    _uncached: dict[tuple[int, int], str] = field(default_factory=dict)
    _head: dict[int, dict[int, Cell]] = field(default_factory=dict)
    _cells: int = 0

    def put(self, row: int, column: int, kind: CellKind, value: Value, number_format: str = "") -> None:
        """Add a cell; of errors and formulas without a value, the text."""
        if column >= MOST_COLUMNS or (isinstance(value, str) and not value.strip()):
            return
        if not self._rows or self._rows[-1] != row:
            self._rows.append(row)
        if kind is CellKind.ERROR:
            self._errors[row, column] = str(value)
        elif kind is CellKind.UNCACHED:
            self._uncached[row, column] = str(value)
        else:
            values = self._columns.setdefault(column, [])
            values.extend([None] * (len(self._rows) - 1 - len(values)))
            values.append(value)
        self._cells += 1
        if self._cells > _MOST_CELLS:
            self.expect(0)
        if row in self._head or len(self._head) < HEAD_ROWS:
            self._head.setdefault(row, {})[column] = Cell(_text(value), kind, number_format)

    def expect(self, cells: int) -> None:
        """Refuse so many more cells if they are too many, before they are added."""
        if self._cells + cells > _MOST_CELLS:
            raise SheetTooLarge(
                f"The sheet {self.name!r} has more than {_MOST_CELLS:,} cells: it is too large.",
                remedy="Save it as .xlsx or CSV, which need less, or split it.",
            )

    def head(self) -> Head:
        """The first rows."""
        last = max(self._head, default=-1)
        return Head(
            name=self.name,
            is_visible=self.is_visible,
            rows=self._head,
            merged=tuple(one for one in self.merged if one[0] <= last),
            hidden_columns=frozenset(self.hidden_columns),
        )

    def table(self, header_row: int) -> Table:
        """The rows below the header."""
        start = bisect_right(self._rows, header_row)
        rows = pl.Series("row_no", self._rows[start:], dtype=pl.Int32) + 1
        columns = [rows]
        for position in sorted(self._columns):
            columns += _typed(position, self._columns[position][start:], len(rows))
        return held_table(
            pl.DataFrame(columns),
            self.head(),
            header_row,
            error_cells=_below(self._errors, header_row),
            uncached=_below(self._uncached, header_row),
            hidden_rows=frozenset(row + 1 for row in self.hidden_rows if row > header_row),
        )


@dataclass(frozen=True, slots=True)
class GridBook:
    """A workbook all of whose sheets are in memory."""

    grids: tuple[Grid, ...]
    heads: tuple[Head, ...]
    delimiter: None = None
    encoding: None = None

    def table(self, head: int, header_row: int, width: int) -> Table:  # noqa: ARG002  # the cells tell the width
        """The rows below `header_row` (from 0); see `core.sheets.files.book.Table`."""
        return self.grids[head].table(header_row)


def grid_book(grids: list[Grid]) -> GridBook:
    """The book of the sheets."""
    return GridBook(tuple(grids), tuple(grid.head() for grid in grids))


def datetime_of(serial: float, *, is_1904: bool) -> dt.datetime | None:
    """The day a spreadsheet's number stands for; None where it stands for none.

    >>> datetime_of(45688.5, is_1904=False)
    datetime.datetime(2025, 1, 31, 12, 0)
    """
    if not 0 <= serial <= _LAST_DAY:
        return None
    if is_1904:
        return _EPOCH_1904 + dt.timedelta(seconds=round(serial * 86_400))
    # Day 60 is the 29 February 1900 that never was; before it the count is one less.
    return _EPOCH_1900 + dt.timedelta(days=serial < 60, seconds=round(serial * 86_400))


def _below(cells: dict[tuple[int, int], str], header_row: int) -> dict[tuple[int, int], str]:
    return {(row + 1, column): text for (row, column), text in cells.items() if row > header_row}


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
        case float():
            return plain_number(value)
        case _:
            return str(value)


def _typed(position: int, values: list[Value | None], height: int) -> list[pl.Series]:
    """The column, and which of its cells are numbers where not all are."""
    values.extend([None] * (height - len(values)))
    name = raw_name(position)
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {float}:
        return [pl.Series(name, values, dtype=pl.Float64)]
    if kinds == {bool}:
        return [pl.Series(name, values, dtype=pl.Boolean)]
    if kinds == {dt.datetime}:
        return [pl.Series(name, values, dtype=pl.Datetime("ms"))]
    # Dates among texts as the fast parser writes them, so that one rule reads both.
    texts = [
        None if value is None else str(value) if isinstance(value, dt.datetime) else _text(value)
        for value in values
    ]
    column = pl.Series(name, texts, dtype=pl.String)
    if float not in kinds:
        return [column]
    return [column, pl.Series(number_name(position), [type(value) is float for value in values])]
