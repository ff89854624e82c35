"""A scenario beside its baseline, as csv and as a workbook."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from core.sheets.catalogue.compared_fields import AMOUNTS
from core.sheets.catalogue.comparison import SCHEMA
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.harmless import harmless
from core.sheets.writing.tables import Header, begin_table, finish_table, put

MOST_ROWS: Final = 100_000  # of the workbook, which is made while somebody waits; the csv has all
_COLUMNS: Final = tuple(name for name in SCHEMA if name not in ("row_no", "weight"))
_WIDTHS: Final = {"sku": 14.0, "location": 14.0, "description": 32.0, "supplier": 24.0}
_WIDTH: Final = 16.0
_TOTALS: Final = {
    "currency": 10.0,
    "amount": 24.0,
    "baseline": 18.0,
    "scenario": 18.0,
    "difference": 18.0,
    "percent": 10.0,
}


def csv_parts(pages: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """The header, then a part a page."""
    yield (",".join(_COLUMNS) + "\r\n").encode()
    for page in pages:
        columns = [_column(name, [row[name] for row in page]) for name in _COLUMNS]
        yield pl.DataFrame(columns).write_csv(include_header=False, line_terminator="\r\n").encode()


def _column(name: str, values: list[Any]) -> pl.Series:
    made = pl.Series(name, values, dtype=SCHEMA[name])
    return harmless(made) if SCHEMA[name] is pl.String else made


def workbook(
    pages: Iterable[list[dict[str, Any]]],
    name: str,
    assumptions: Sequence[str],
    comparison: Mapping[str, Any] | None,
) -> bytes:
    """Totals and items, a worksheet each; without `comparison` the first says only what was assumed."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = Formats(book)
        totals = book.add_worksheet("Totals")
        at = _put_totals(totals, formats, comparison or {"totals": {}, "words": []})
        for words in (f"Scenario {name}: {', '.join(assumptions)}.", *(comparison or {}).get("words", [])):
            at += 1
            put(totals, at, 0, words, formats, None)
        items = book.add_worksheet("Items")
        _put_items(items, formats, pages)
    return target.getvalue()


def _put_totals(sheet: Worksheet, formats: Formats, comparison: Mapping[str, Any]) -> int:
    begin_table(
        sheet, [Header(text=name, width=width) for name, width in _TOTALS.items()], formats, frozen_columns=0
    )
    at = 0
    for currency, amounts in comparison["totals"].items():
        for amount in AMOUNTS:
            at += 1
            row = {"currency": currency or None, "amount": amount, **amounts[amount]}
            for column, name in enumerate(_TOTALS):
                put(sheet, at, column, row[name], formats, name)
    return at + 1


def _put_items(sheet: Worksheet, formats: Formats, pages: Iterable[list[dict[str, Any]]]) -> None:
    headers = [
        Header(text=name, width=_WIDTHS.get(name, _WIDTH), is_result=name.startswith("scenario_"))
        for name in _COLUMNS
    ]
    begin_table(sheet, headers, formats, frozen_columns=1)
    at = 0
    for row in (row for page in pages for row in page):
        at += 1
        if at > MOST_ROWS:
            break
        for column, name in enumerate(_COLUMNS):
            put(sheet, at, column, row[name], formats, name)
    finish_table(sheet, max(min(at, MOST_ROWS), 1), len(_COLUMNS))
