"""A table with its columns as they are understood: what both passes over its rows need to know."""

import datetime as dt
from dataclasses import dataclass

from core.errors import Refused
from core.sheets.files.book import Table
from core.sheets.options import DateOrder, TableKind
from core.sheets.questions import Question
from core.sheets.recognition.plan import Parameter
from core.sheets.understanding import Column
from core.sheets.values.breaks_sheet import Breaks
from core.sheets.values.periods import Periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is known before a row is read.

    `header_row` counts from 1, `sheet_number` too. `currency` is that of all money where no column says
    one, `signed` are the columns with signs of currencies in their cells. `breaks` are price breaks of a
    second sheet; `periods` says which columns of past periods count; `date_order` is how the dates of order
    lines are written; `history_first` is the first month each row's history is kept from, if it is. A table
    that `is_made` has a row an item of order lines; none of its rows is left out. With a `refusal` its rows
    cannot be read as items; `sheets` are those that can be seen, and this one.
    """

    table: Table
    columns: tuple[Column, ...]
    header_row: int
    sheet: str | None = None
    sheet_number: int = 0
    sheet_count: int = 0
    sheets: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    kind: TableKind = "items"
    parameters: tuple[Parameter, ...] = ()
    currency: str = ""
    signed: frozenset[int] = frozenset()
    breaks: Breaks | None = None
    periods: Periods | None = None
    date_order: DateOrder | None = None
    history_first: dt.date | None = None
    is_made: bool = False
    questions: tuple[Question, ...] = ()
    suggestions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: Refused | None = None

    @property
    def by_field(self) -> dict[str, Column]:
        """The columns that hold a whole field, by the field's name."""
        return {column.field: column for column in self.columns if column.field and column.part is None}

    @property
    def parts(self) -> tuple[Column, ...]:
        """The columns that hold a part of a field: demand of one period, half a price break."""
        return tuple(column for column in self.columns if column.field and column.part is not None)
