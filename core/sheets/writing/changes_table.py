"""What changed between two runs, as csv and as a workbook."""

import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

import polars as pl
import xlsxwriter

from core.sheets.catalogue.kinds import WORDS
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.harmless import harmless
from core.sheets.writing.tables import MOST_ROWS, Header, begin_table, finish_table, put

_WIDTHS: Final = {
    "sku": 14.0,
    "location": 14.0,
    "description": 32.0,
    "supplier": 24.0,
    "change": 30.0,
    "old": 16.0,
    "new": 24.0,
    "percent": 10.0,
    "why": 60.0,
}


def csv_parts(pages: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """The header, then a part a page."""
    yield (",".join(_WIDTHS) + "\r\n").encode()
    for page in pages:
        columns = [_column(name, [_cell(row, name) for row in page]) for name in _WIDTHS]
        yield pl.DataFrame(columns).write_csv(include_header=False, line_terminator="\r\n").encode()


def _column(name: str, values: list[Any]) -> pl.Series:
    if name == "percent":
        return pl.Series(name, values, dtype=pl.Float64).round(1)
    return harmless(pl.Series(name, values, dtype=pl.String))


def _cell(row: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a text or a number
    return WORDS[row["kind"]] if name == "change" else row[name]


def workbook(pages: Iterable[list[dict[str, Any]]]) -> bytes:
    """A table with a filter; rows beyond a worksheet's last are left out."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = Formats(book)
        sheet = book.add_worksheet("Changes")
        headers = [Header(text=name, width=width) for name, width in _WIDTHS.items()]
        begin_table(sheet, headers, formats, frozen_columns=1)
        at = 0
        for row in (row for page in pages for row in page):
            at += 1
            if at >= MOST_ROWS:
                break
            for column, name in enumerate(_WIDTHS):
                put(sheet, at, column, _typed(_cell(row, name), name), formats, name)
        finish_table(sheet, max(at, 1), len(_WIDTHS))
    return target.getvalue()


def _typed(value: Any, name: str) -> Any:  # noqa: ANN401 - a text or a number
    """Old and new are kept as texts, since classes and warnings are some; numbers become numbers again."""
    if name not in ("old", "new") or value is None:
        return value
    try:
        return float(value)
    except ValueError:
        return value
