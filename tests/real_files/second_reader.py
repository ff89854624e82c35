"""A reader that is not the importer: csv for text, openpyxl for workbooks; cells as they are, no meaning."""

import csv
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

from tests.real_files.expectations import Expectation

_LONGEST = 2**31 - 1
_ZEROS = re.compile(r"0+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of one sheet and their number formats, by rows as the file shows them."""

    cells: list[list[Any]]
    formats: list[list[str]]

    def row(self, number: int) -> list[Any]:
        """The cells of a row, counted from 1."""
        return self.cells[number - 1]

    def at(self, place: str) -> tuple[Any, str]:
        """The cell called like "C7", and its number format."""
        letters, number = coordinate_from_string(place)
        column = column_index_from_string(letters) - 1
        return self.cells[number - 1][column], self.formats[number - 1][column] if self.formats else ""

    def between(self, number: int, first: str, last: str) -> list[Any]:
        """The cells of a row from one column to another, by letters."""
        return self.row(number)[column_index_from_string(first) - 1 : column_index_from_string(last)]

    def headers(self, entry: Expectation) -> list[str]:
        """The texts of the header row."""
        return ["" if cell is None else str(cell) for cell in self.row(_header_row(entry))]

    def value(self, number: int, entry: Expectation, header: str) -> Any:  # noqa: ANN401 (any cell)
        """The cell of a row under a header; None in a row too short."""
        column, cells = self.headers(entry).index(header), self.row(number)
        return cells[column] if column < len(cells) else None

    def text(self, number: int, entry: Expectation, header: str) -> str:
        """The same as text."""
        return str(self.value(number, entry, header))

    def filled_rows(self, entry: Expectation) -> list[int]:
        """The rows below the header with any cell that is not blank."""
        return [
            number
            for number, cells in enumerate(self.cells, 1)
            if _header_row(entry) < number <= (entry.last_row or number)
            and any(cell not in (None, "") for cell in cells)
        ]


def read_sheet(
    path: Path, sheet: str | None, *, delimiter: str | None = None, encoding: str | None = None
) -> Sheet:
    """The named sheet, or the first; of a text file its only table."""
    if path.suffix.lower() == ".csv":
        return Sheet(cells=_lines(path, delimiter or ",", encoding), formats=[])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl misses in these files is not asked here
        book = openpyxl.load_workbook(path, data_only=True)
    cells = list((book[sheet] if sheet else book.worksheets[0]).iter_rows())
    return Sheet(
        cells=[[cell.value for cell in row] for row in cells],
        formats=[[str(cell.number_format) for cell in row] for row in cells],
    )


def cell_text(value: object, number_format: str) -> str:
    """The cell as it is shown: whole numbers without a point, with the zeros of a format like 00000."""
    if isinstance(value, int | float) and float(value).is_integer():
        digits = str(int(value))
        return digits.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else digits
    return str(value)


def _header_row(entry: Expectation) -> int:
    row = entry.header_row
    return row[0] if isinstance(row, tuple) else row or 1


def _lines(path: Path, delimiter: str, encoding: str | None) -> list[list[Any]]:
    raw = path.read_bytes()
    try:
        text = raw.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    csv.field_size_limit(_LONGEST)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
