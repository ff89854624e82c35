"""Recorded calculations as lines of csv, safe to open in a spreadsheet program."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from core.sheets.writing.harmless import harmless

_OWN: Final = ("calculated_at", "id", "request_id", "caller", "http_status", "duration_ms", "engine_version")
_GIVEN: Final = ("sku", "location", "as_of")
_NUMBERS: Final = ("order_cost", "demand", "holding_cost")
_MADE: Final = ("status", "code", "eoq", "order_quantity", "order_now", "suggested_order", "reason", "detail")
_WHOLE: Final = ("input", "result")

COLUMNS: Final = (*_OWN, *_GIVEN, *_NUMBERS, *_MADE, *_WHOLE)


def header() -> bytes:
    """The first line, with the mark by which Excel knows UTF-8."""
    return b"\xef\xbb\xbf" + _csv([COLUMNS])


def lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A line for each calculation."""
    cells = [_cells(row) for row in rows]
    columns = [harmless(pl.Series(column, dtype=pl.String)).to_list() for column in zip(*cells, strict=True)]
    return _csv(zip(*columns, strict=True))


def _cells(row: Mapping[str, Any]) -> list[str]:
    given, made = row["input"], row["result"]
    values = [
        row["calculated_at"].isoformat(),
        *(row[name] for name in _OWN[1:]),
        *(given.get(name) for name in _GIVEN),
        *(row[name] for name in _NUMBERS),
        *(made.get(name) for name in _MADE),
        *(json.dumps(row[name], ensure_ascii=False) for name in _WHOLE),
    ]
    return [_text(value) for value in values]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
