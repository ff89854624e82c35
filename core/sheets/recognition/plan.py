"""What recognising the beginnings of a file's sheets gives: where the table is and what its columns are."""

from dataclasses import dataclass
from typing import Any

from core.errors import Refused
from core.sheets.options import TableKind
from core.sheets.questions import Question
from core.sheets.understanding import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value for all rows, written once outside the table ("Order cost: 115" above the header).

    `value` is in the field's unit; `text` is the cell as written.
    """

    field: str
    value: float
    cell: str
    label: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        return {name: getattr(self, name) for name in ("field", "value", "cell", "label", "text")}


@dataclass(frozen=True, slots=True, kw_only=True)
class BreaksPlace:
    """A second sheet that holds price breaks, one tier a row: positions of its columns, from 0."""

    head: int
    header_row: int
    sku: int
    min_qty: int
    unit_cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where the table is and what it holds.

    It is in `heads[head]`; `header_row` is from 0, of a header of two rows the lower one. `questions` have no
    choice taken: with any, the table is not read. `currency` is that of all money, where headers or
    parameters say it and no column does. `notes` are sentences for the report. With a `refusal` the table
    cannot be read as it is planned here: a column is missing, or its rows are no items.
    """

    head: int
    header_row: int
    columns: tuple[Column, ...]
    table: TableKind = "items"
    parameters: tuple[Parameter, ...] = ()
    breaks: BreaksPlace | None = None
    currency: str = ""
    questions: tuple[Question, ...] = ()
    suggestions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: Refused | None = None
