"""The sheet that says what the run comes to, in sentences and in a few small tables."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from core.inventory.version import ENGINE_VERSION
from core.sheets.summary import Summary
from core.sheets.understanding import Understanding
from core.sheets.writing.abc_chart import abc_table, insert_abc_chart
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.cell_xml import is_risky
from core.sheets.writing.tables import MOST_ROWS

_WIDE, _NARROW, _COLUMNS = 44, 16, 7  # characters; columns a sentence may spread over
_LETTERS_A_LINE = 130  # of a sentence over all of them
_LINE_HEIGHT = 15.75  # points
_Line = list[tuple[Any, Any]]
_STATES = {
    "ok": "decided",
    "warning": "decided, look at the warnings",
    "infeasible": "cannot be ordered within the limits",
    "no_demand": "no demand",
    "do_not_stock": "better not stocked",
    "error": "not computed: see Errors",
}
_TOTALS = (
    ("Value of today's orders", "order_value", None),
    ("Lower prices paid, a year", "purchase_saving", "purchase_saving_rows"),
    ("Higher prices paid, a year", "purchase_increase", "purchase_increase_rows"),
    ("Stock to release, once", "stock_release", "stock_release_rows"),
    ("Stock to build up, once", "stock_increase", "stock_increase_rows"),
    ("Less ordering and holding, a year", "operating_saving", "operating_saving_rows"),
    ("More ordering and holding, a year", "operating_increase", "operating_increase_rows"),
    ("Stock on hand", "stock_value", None),
    ("of it excess", "excess_value", None),
)


def write_summary(
    book: Workbook,
    sheet: Worksheet,
    summary: Summary,
    understanding: Understanding,
    formats: Formats,
    *,
    as_of: dt.date | None,
    source_name: str,
    pages: list[str],
) -> None:
    """Write the sentences first, then totals per currency, states and classes; row by row, top to bottom.

    `pages` are the worksheets the decisions are on.
    """
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, _COLUMNS - 1, _NARROW)
    at = 0
    for text, form in _sentences(summary, understanding, formats, as_of, source_name, pages):
        _sentence(sheet, at, text, form)
        at += 1
    for line in _tables(summary, formats):
        at += 1
        _line(sheet, at, line)
    table = abc_table(summary)
    if table:
        at += 1
        for line in table.lines(formats):
            at += 1
            _line(sheet, at, line)
        insert_abc_chart(book, sheet, table, last_row=at)


def _sentence(sheet: Worksheet, at: int, text: str, form: Any) -> None:  # noqa: ANN401 - a Format
    sheet.set_row(at, _LINE_HEIGHT * max(1, -(-len(text) // _LETTERS_A_LINE)) if at else 24)
    if text:
        sheet.merge_range(at, 0, at, _COLUMNS - 1, "", form)
        sheet.write_string(at, 0, text, form)


def _line(sheet: Worksheet, at: int, line: _Line) -> None:
    for column, (value, form) in enumerate(line):
        if isinstance(value, str):
            sheet.write_string(at, column, value, form)
        elif value is not None and math.isfinite(value):  # a sum of absurd amounts may overflow
            sheet.write_number(at, column, value, form)


def _sentences(
    summary: Summary,
    understanding: Understanding,
    formats: Formats,
    as_of: dt.date | None,
    source_name: str,
    pages: list[str],
) -> Iterator[tuple[str, Any]]:
    yield "Reorder decisions", formats.title
    day = f"As of {as_of:%Y-%m-%d}; stock figures as given in the sheet. " if as_of else ""
    yield f"{day}Engine {ENGINE_VERSION}, importer {understanding.importer_version}.", formats.note
    source = f"{source_name}: {understanding.report}" if source_name else understanding.report
    yield source, formats.quoted_note if is_risky(source) else formats.note
    if len(pages) > 1:
        yield (
            f"A worksheet holds {MOST_ROWS - 1:,} rows: the decisions go on in {', '.join(pages[1:])}.",
            formats.note,
        )
    yield "", formats.plain
    for sentence in summary.words():
        yield sentence, formats.sentence
    if summary.decided:
        yield "What was filled from defaults stands in the column 'assumed' of each row.", formats.note


def _tables(summary: Summary, formats: Formats) -> Iterator[_Line]:
    yield from _totals(summary, formats)
    yield from _counts("What became of the rows", summary.by_status, _STATES, formats)


def _totals(summary: Summary, formats: Formats) -> Iterator[_Line]:
    names = list(summary.totals)
    heads = [name or "no currency given" for name in names]
    yield [
        ("Money", formats.header),
        *((f"{head}{extra}", formats.header) for head in heads for extra in ("", ", SKUs")),
    ]
    for label, amount, rows in _TOTALS:
        line: _Line = [(label, formats.plain)]
        for name in names:
            totals = summary.totals[name]
            line.append((float(getattr(totals, amount)), formats.money))
            line.append((None if rows is None else getattr(totals, rows), formats.whole))
        yield line
    yield []


def _counts(
    title: str, counts: Mapping[str, int], meanings: dict[str, str], formats: Formats
) -> Iterator[_Line]:
    if not counts:
        return
    yield [(title, formats.header), ("rows", formats.header)]
    for name, count in counts.items():
        meaning = meanings.get(name)
        yield [(f"{name}: {meaning}" if meaning else name, formats.plain), (count, formats.whole)]
