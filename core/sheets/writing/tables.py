"""A worksheet with one header row and typed cells below it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from core.inventory.fields import Kind
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.cell_xml import LONGEST_TEXT, is_risky
from core.sheets.writing.layout import OutputColumn

MOST_ROWS = 1_048_576  # of a worksheet, the header included
_HEADER_HEIGHT = 45  # points: three lines, so that long headers do not widen their columns
_WIDTHS = {"reason": 60, "warnings": 40, "description": 32, "supplier": 24, "sku": 14, "assumed": 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header cell; results of Lotwise look different from what the planner sent."""

    text: str
    width: float
    is_result: bool = False


def widths(column: OutputColumn) -> float:
    """A readable width for a column, from what it holds."""
    longest_word = max((len(word) for word in re.split(r"[\s_]+", column.header)), default=0)
    least = min(max(10.0, longest_word + 2.0, len(column.header) * 0.6), 60.0)
    if column.field in _WIDTHS:
        return float(_WIDTHS[column.field])
    return max(least, 16.0) if column.kind is Kind.TEXT and not column.is_decision else least


def begin_table(
    sheet: Worksheet, headers: Sequence[Header], formats: Formats, *, frozen_columns: int
) -> None:
    """The header row, frozen, with the columns' widths."""
    for at, header in enumerate(headers):
        sheet.set_column(at, at, header.width)
    sheet.set_row(0, _HEADER_HEIGHT)
    sheet.freeze_panes(1, frozen_columns)
    for at, header in enumerate(headers):
        text = header.text[:LONGEST_TEXT]
        sheet.write_string(0, at, text, formats.head(text, is_result=header.is_result))


def finish_table(sheet: Worksheet, rows: int, columns: int) -> None:
    """The filter over everything written."""
    sheet.autofilter(0, 0, rows, columns - 1)


def put(sheet: Worksheet, row: int, column: int, value: object, formats: Formats, field: str | None) -> None:
    """One cell of a small table, by the type of its value; absent values stay empty."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats.plain)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, formats.number(value, field))
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats.date)
    else:
        text = str(value)[:LONGEST_TEXT]
        sheet.write_string(row, column, text, formats.quoted if is_risky(text) else formats.text)
