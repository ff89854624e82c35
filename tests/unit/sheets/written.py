"""What was written, read back by libraries that are not the importer."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from core.sheets.summary import summarise
from core.sheets.writing.write import write_xlsx
from tests.unit.sheets.files import AS_OF, Decided

Row = dict[str, Any]


def workbook(found: Decided, *, source_name: str = "") -> openpyxl.Workbook:
    """The decisions as openpyxl reads them."""
    target = io.BytesIO()
    summary = summarise(found.frames)
    write_xlsx(
        found.frames, found.understanding, summary, found.errors, target, as_of=AS_OF, source_name=source_name
    )
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def sheet(book: openpyxl.Workbook, name: str) -> Worksheet:
    """A worksheet of the book."""
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def cells(table: Worksheet, row: int) -> dict[str, Cell]:
    """The cells of a row by header."""
    return {str(head.value): cell for head, cell in zip(table[1], table[row], strict=True)}  # type: ignore[misc]


def rows(table: Worksheet) -> list[Row]:
    """The rows below the header."""
    names = [str(cell.value) for cell in table[1]]
    return [dict(zip(names, row, strict=True)) for row in table.iter_rows(min_row=2, values_only=True)]


def csv_rows(parts: Iterable[bytes], delimiter: str = ",") -> list[list[str]]:
    """CSV bytes as lists of cells, the header among them."""
    return list(csv.reader(io.StringIO(b"".join(parts).decode(), newline=""), delimiter=delimiter))
