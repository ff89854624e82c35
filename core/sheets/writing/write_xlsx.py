"""Decisions as a workbook: Decisions, Orders by supplier, Summary, Errors."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from core.sheets.problems import RowError
from core.sheets.summary import Summary
from core.sheets.understanding import Understanding
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.errors_sheet import write_errors
from core.sheets.writing.failed_rows import failed_layout, failed_rows
from core.sheets.writing.layout import OutputColumn, layout
from core.sheets.writing.orders_sheet import OrdersSheet
from core.sheets.writing.outputs import numeric_keys, outputs
from core.sheets.writing.pages import Pages, cells
from core.sheets.writing.summary_sheet import write_summary
from core.sheets.writing.tables import Header, widths
from core.sheets.writing.worksheet import BlockSheet, block_book

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

    More rows than a worksheet has go on in `Decisions 2` and so on, and the Summary says so.
    """
    with block_book(target) as book:
        formats = Formats(book)
        columns = layout(understanding)
        decisions = _pages(book, DECISIONS, columns, formats, summary.rows)
        orders = OrdersSheet(book, ORDERS, formats, as_of=as_of, rows=summary.order_now)
        summary_sheet = book.add_worksheet(SUMMARY)
        _write(decisions, map(orders.add, frames), columns, understanding, formats)
        orders.finish()
        write_errors(book, ERRORS, errors, formats)
        write_summary(
            book,
            summary_sheet,
            summary,
            understanding,
            formats,
            as_of=as_of,
            source_name=source_name,
            pages=decisions.names,
        )
        book.set_properties({"title": "Reorder decisions", "comments": "Made by Lotwise"})


def write_errors_xlsx(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    errors: Iterable[RowError],
    target: Path | BinaryIO,
) -> None:
    """Write the rows in error as they were sent, with row, cells and reasons, to be fixed and uploaded."""
    with block_book(target) as book:
        formats = Formats(book)
        columns = failed_layout(understanding)
        pages = _pages(book, ERRORS, columns, formats, 0)
        _write(pages, failed_rows(frames, errors), columns, understanding, formats)


def _pages(
    book: xlsxwriter.Workbook,
    name: str,
    columns: tuple[OutputColumn, ...],
    formats: Formats,
    rows: int,
) -> Pages:
    headers = [Header(text=c.header, width=widths(c), is_result=c.is_decision) for c in columns]
    sku = next((at for at, column in enumerate(columns) if column.field == "sku"), 0)
    flag = next((at for at, c in enumerate(columns) if c.is_decision and c.field == "order_now"), None)

    def highlight(sheet: BlockSheet, written: int) -> None:
        """Colour the rows to order today, by a rule, so that it follows when the planner edits the flag."""
        if flag is not None:
            rule = {
                "type": "formula",
                "criteria": f"=${xl_col_to_name(flag)}2=TRUE",
                "format": formats.order_now,
            }
            sheet.conditional_format(1, 0, written, len(columns) - 1, rule)

    frozen = sku + 1 if sku < _MOST_FROZEN else 0
    return Pages(book, name, headers, formats, frozen_columns=frozen, rows=rows, finish=highlight)


def _write(
    pages: Pages,
    frames: Iterable[pl.DataFrame],
    columns: tuple[OutputColumn, ...],
    understanding: Understanding,
    formats: Formats,
) -> None:
    """A row per row of the frames."""
    numeric: frozenset[str] | None = None
    for frame in frames:
        if frame.is_empty():
            continue
        if numeric is None:
            numeric = numeric_keys(frame, columns, understanding, is_guessed=True)
        known = numeric

        def made(rows: slice, numbers: pl.Series, frame: pl.DataFrame = frame) -> list[pl.Series]:
            block = outputs(frame[rows], columns, understanding, known)  # noqa: B023 - called at once
            return [
                cells(output, column, at, numbers, formats)
                for at, (output, column) in enumerate(zip(block, columns, strict=True))
            ]

        pages.write(frame.height, made)
    pages.end()
