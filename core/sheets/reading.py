"""A table with its columns as they are understood: what both passes over its rows need to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.sheets.book import Table
from core.sheets.options import TableKind
from core.sheets.plan import Parameter
from core.sheets.questions import Question
from core.sheets.understanding import Column

# The tiers of one SKU: quantities and prices, both by growing quantity.
Tiers = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is known before a row is read.

    `header_row` counts from 1, `sheet_number` too. `currency` is that of all money where no column says
    one; `tiers` are price breaks of a second sheet, by SKU.
    """

    table: Table
    columns: tuple[Column, ...]
    header_row: int
    sheet: str | None = None
    sheet_number: int = 0
    sheet_count: int = 0
    delimiter: str | None = None
    encoding: str | None = None
    kind: TableKind = "items"
    parameters: tuple[Parameter, ...] = ()
    currency: str = ""
    tiers: Mapping[str, Tiers] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    suggestions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def by_field(self) -> dict[str, Column]:
        """The columns that hold a whole field, by the field's name."""
        return {column.field: column for column in self.columns if column.field and column.part is None}

    @property
    def parts(self) -> tuple[Column, ...]:
        """The columns that hold a part of a field: demand of one period, half a price break."""
        return tuple(column for column in self.columns if column.field and column.part is not None)
