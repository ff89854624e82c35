"""A file opened but not yet understood: what its sheets begin with, and how to read one of them whole.

Every kind of file (text, .xlsx, .xlsb, .xls, .ods) becomes a `Book`, so that recognising and checking know
nothing of formats.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import polars as pl

HEAD_ROWS = 200  # rows with anything in them that a head holds
HEADER_ROWS = 30  # a header below this row is not looked for


class CellKind(StrEnum):
    """What a cell holds, before any text is understood as a number."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    ERROR = "error"  # "#N/A" and the like, in `text`
    UNCACHED = "uncached"  # a formula whose value the writing program did not store; `text` is the formula


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a head. `number_format` is the spreadsheet's ("00000", "0.0%"), empty where unknown.

    The text of a number has a decimal point and no trailing ".0"; the text of a date is ISO 8601.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    number_format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first rows of a sheet: row (from 0) -> column (from 0) -> cell; blank cells are absent.

    `merged` are rectangles (first row, first column, last row, last column), all from 0, that touch these
    rows. A text file has one head, named "".
    """

    name: str
    is_visible: bool = True
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one sheet below its header, columnar, as often as they are asked for.

    `batches()` yields frames in file order: `row_no` (Int32, from 1, as the file shows it); a column per
    position named by `source.raw_name` (text in text files, whatever type the cells share in workbooks); a
    companion named by `source.number_name`, true where the cell of a column of numbers and text mixed was a
    number; `is_overfull` (Boolean) where rows may have more cells than the header. Blank rows are left out.
    `positions` are the columns there are. `error_cells` (#N/A and the like) and `uncached` (formulas without
    a value) are by (row_no, position). `zeros` is the width to which the number format of a column pads its
    numbers ("00000": 5); `percent` the columns whose numbers are shown as percent. `hidden_rows` are shown
    by nobody but were there; `last_row` is the last row of the sheet that holds anything.
    """

    batches: Callable[[], Iterator[pl.DataFrame]]
    positions: tuple[int, ...]
    error_cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    uncached: Mapping[tuple[int, int], str] = field(default_factory=dict)
    zeros: Mapping[int, int] = field(default_factory=dict)
    percent: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


class Book(Protocol):
    """An opened file."""

    @property
    def heads(self) -> tuple[Head, ...]:
        """The sheets that can hold a table, in the file's order, hidden ones too."""

    @property
    def delimiter(self) -> str | None:
        """Of a text file."""

    @property
    def encoding(self) -> str | None:
        """Of a text file."""

    def table(self, head: int, header_row: int, width: int) -> Table:
        """The rows below `header_row` (from 0) of the sheet `heads[head]`; `width` columns have a header."""
