"""The sheet that lists every cell that could not be used, and what to do about it."""

from collections.abc import Iterable

import polars as pl
from xlsxwriter import Workbook

from core.inventory.fields import Kind
from core.sheets.problems import RowError
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.layout import OutputColumn
from core.sheets.writing.outputs import Output
from core.sheets.writing.pages import Pages, cells
from core.sheets.writing.tables import Header

# Header, attribute of the error, width.
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("row", "row", 8),
    ("column", "column", 22),
    ("cell", "cell", 8),
    ("value", "value", 24),
    ("what is wrong", "message", 60),
    ("what to do", "remedy", 60),
    ("code", "code", 20),
)


def write_errors(book: Workbook, name: str, errors: Iterable[RowError], formats: Formats) -> None:
    """Add the sheet `name` with a row per error."""
    every = list(errors)
    headers = [Header(text=text, width=width) for text, _, width in _COLUMNS]
    pages = Pages(book, name, headers, formats, frozen_columns=0, rows=len(every))
    columns = [
        OutputColumn(header=text, kind=Kind.NUMBER if name == "row" else Kind.TEXT, field=name)
        for text, name, _ in _COLUMNS
    ]

    def made(rows: slice, numbers: pl.Series) -> list[pl.Series]:
        block = every[rows]
        return [
            cells(Output(values=_values(block, column)), column, at, numbers, formats)
            for at, column in enumerate(columns)
        ]

    pages.write(len(every), made)
    pages.end()


def _values(errors: list[RowError], column: OutputColumn) -> pl.Series:
    kind = pl.Int64 if column.kind is Kind.NUMBER else pl.String
    return pl.Series([getattr(error, column.field or "") for error in errors], dtype=kind)
