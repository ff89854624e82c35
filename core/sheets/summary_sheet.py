"""The sheet that says what the run comes to, in sentences and in a few small tables."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from core.inventory.version import ENGINE_VERSION
from core.sheets.cell_formats import Formats
from core.sheets.summary import Summary
from core.sheets.understanding import Understanding

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
    sheet: Worksheet,
    summary: Summary,
    understanding: Understanding,
    formats: Formats,
    *,
    as_of: dt.date | None,
    source_name: str,
) -> None:
    """Write the sentences first, then totals per currency, states and classes; row by row, top to bottom."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 6, 18)
    for at, line in enumerate(_lines(summary, understanding, formats, as_of, source_name)):
        for column, (value, style) in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(at, column, value, style)
            elif value is not None:
                sheet.write_number(at, column, value, style)


_Line = list[tuple[Any, Any]]


def _lines(
    summary: Summary,
    understanding: Understanding,
    formats: Formats,
    as_of: dt.date | None,
    source_name: str,
) -> Iterator[_Line]:
    yield [("Reorder decisions", formats.title)]
    day = f"As of {as_of:%Y-%m-%d}; stock figures as given in the sheet. " if as_of else ""
    yield [(f"{day}Engine {ENGINE_VERSION}, importer {understanding.importer_version}.", formats.note)]
    yield [(f"{source_name + ': ' if source_name else ''}{understanding.report}", formats.note)]
    yield []
    for sentence in summary.words():
        yield [(sentence, formats.plain)]
    yield []
    yield from _totals(summary, formats)
    yield from _counts("What became of the rows", summary.by_status, _STATES, formats)
    yield from _counts("ABC class by annual purchase value", summary.by_abc, {}, formats)


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
    yield []
