"""Decisions as a workbook: Decisions, Orders by supplier, Summary, Errors."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.errors import SheetTooLarge
from core.sheets.cell_formats import Formats
from core.sheets.failed_rows import failed_layout, failed_rows
from core.sheets.layout import KEPT_AS_WRITTEN, OutputColumn, as_written, layout
from core.sheets.orders_sheet import OrdersSheet
from core.sheets.problems import RowError
from core.sheets.summary import Summary
from core.sheets.summary_sheet import write_summary
from core.sheets.tables import MOST_ROWS, Header, begin_table, finish_table, put, widths
from core.sheets.understanding import Understanding

DECISIONS, ORDERS, SUMMARY, ERRORS = "Decisions", "Orders by supplier", "Summary", "Errors"
_MOST_FROZEN = 3  # columns kept in view at the left: up to the SKU, if it stands near


def write_xlsx(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    summary: Summary,
    errors: Iterable[RowError],
    target: Path | BinaryIO,
    *,
    as_of: dt.date | None = None,
    source_name: str = "",
) -> None:
    """Write the workbook to a path or a binary stream; frames are taken one at a time.

    Raises:
        SheetTooLarge: there are more rows than a worksheet has.

    """
    if summary.rows >= MOST_ROWS:
        raise SheetTooLarge(
            f"{summary.rows:,} rows do not fit into one worksheet of {MOST_ROWS:,}.",
            remedy="Download the decisions as CSV.",
        )
    with _book(target) as book:
        formats = Formats(book)
        sheets = {name: book.add_worksheet(name) for name in (DECISIONS, ORDERS, SUMMARY, ERRORS)}
        orders = OrdersSheet(sheets[ORDERS], formats)
        columns = layout(understanding)
        rows = _rows(sheets[DECISIONS], map(orders.add, frames), columns, formats)
        _highlight(sheets[DECISIONS], rows, columns, formats)
        orders.finish()
        write_summary(sheets[SUMMARY], summary, understanding, formats, as_of=as_of, source_name=source_name)
        _errors(sheets[ERRORS], errors, formats)
        book.set_properties({"title": "Reorder decisions", "comments": "Made by Lotwise"})


def write_errors_xlsx(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    errors: Iterable[RowError],
    target: Path | BinaryIO,
) -> None:
    """Write the rows in error as they were sent, with row, cells and reasons, to be fixed and uploaded.

    Raises:
        SheetTooLarge: there are more rows than a worksheet has.

    """
    with _book(target) as book:
        sheet = book.add_worksheet(ERRORS)
        _rows(sheet, failed_rows(frames, errors), failed_layout(understanding), Formats(book))


@contextmanager
def _book(target: Path | BinaryIO) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written when the block ends, and leaves no temporary file when it fails."""
    with TemporaryDirectory(prefix="lotwise-xlsx-") as scratch:
        # In constant memory rows wait in files; texts are never taken for formulas, links or numbers.
        options = {
            "constant_memory": True,
            "tmpdir": scratch,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
        try:
            yield book
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            raise
        book.close()


def _rows(
    sheet: Worksheet, frames: Iterable[pl.DataFrame], columns: tuple[OutputColumn, ...], formats: Formats
) -> int:
    """A header and a row per row of the frames; gives the number of rows."""
    headers = [Header(text=c.header, width=widths(c), is_result=c.is_decision) for c in columns]
    sku = next((at for at, column in enumerate(columns) if column.field == "sku"), 0)
    begin_table(sheet, headers, formats, frozen_columns=sku + 1 if sku < _MOST_FROZEN else 0)
    results = [column.field if column.is_decision else None for column in columns]
    row = 0
    for frame in frames:
        if row + frame.height >= MOST_ROWS:
            raise SheetTooLarge(
                f"More than {MOST_ROWS - 1:,} rows do not fit into one worksheet.",
                remedy="Download the CSV instead.",
            )
        for values in zip(*_cells(frame, columns), strict=True):
            row += 1
            for at, (value, field) in enumerate(zip(values, results, strict=True)):
                put(sheet, row, at, value, formats, field)
    finish_table(sheet, row, len(columns))
    return row


def _highlight(sheet: Worksheet, rows: int, columns: tuple[OutputColumn, ...], formats: Formats) -> None:
    """Colour the rows to order today, by a rule, so that it follows when the planner edits the flag."""
    flag = next(at for at, column in enumerate(columns) if column.is_decision and column.field == "order_now")
    rule = {"type": "formula", "criteria": f"=${xl_col_to_name(flag)}2=TRUE", "format": formats.order_now}
    if rows:
        sheet.conditional_format(1, 0, rows, len(columns) - 1, rule)


def _cells(frame: pl.DataFrame, columns: tuple[OutputColumn, ...]) -> list[list[Any]]:
    """The frame's values as Python objects, a list per output column."""
    other = [{} if text is None else _loads(text) for text in frame["other"].to_list()]
    cells = []
    for output in columns:
        column = output.column
        if column is None:
            cells.append(frame[output.field or ""].to_list())
        elif column.field is None or column.field in KEPT_AS_WRITTEN:
            cells.append([row.get(column.key) for row in other])
        else:
            known = as_written(frame, column).to_list()
            cells.append(
                [
                    row.get(column.key) if value is None else value
                    for value, row in zip(known, other, strict=True)
                ]
            )
    return cells


def _loads(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def _errors(sheet: Worksheet, errors: Iterable[RowError], formats: Formats) -> None:
    headers = [
        Header(text="row", width=8),
        Header(text="column", width=22),
        Header(text="cell", width=8),
        Header(text="value", width=24),
        Header(text="what is wrong", width=60),
        Header(text="what to do", width=60),
        Header(text="code", width=20),
    ]
    begin_table(sheet, headers, formats, frozen_columns=0)
    row = 0
    for error in errors:
        row += 1
        if row >= MOST_ROWS:
            raise SheetTooLarge(
                f"More than {MOST_ROWS - 1:,} errors do not fit into a worksheet.",
                remedy="Download the errors as CSV.",
            )
        cells = (error.row, error.column, error.cell, error.value, error.message, error.remedy, error.code)
        for at, value in enumerate(cells):
            put(sheet, row, at, value, formats, None)
    finish_table(sheet, row, len(headers))
