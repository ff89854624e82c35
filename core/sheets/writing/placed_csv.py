"""What people accepted or placed, as csv for an ERP: a line an order, by supplier."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import polars as pl

from core.sheets.writing.harmless import harmless

_TEXTS: Final = ("supplier", "sku", "location", "description")
_NUMBERS: Final = ("quantity", "price", "value")
_REST: Final = ("currency", "state", "suggested_quantity", "reason", "by_name", "at", "placed_on", "line_id")
_COLUMNS: Final = (*_TEXTS, *_NUMBERS, *_REST)
_FLOATS: Final = frozenset({*_NUMBERS, "suggested_quantity"})


def csv_parts(pages: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """The header, then a part a page."""
    yield (",".join(_COLUMNS) + "\r\n").encode()
    for page in pages:
        columns = [_column(name, page) for name in _COLUMNS]
        yield pl.DataFrame(columns).write_csv(include_header=False, line_terminator="\r\n").encode()


def _column(name: str, page: list[dict[str, Any]]) -> pl.Series:
    if name in _FLOATS:
        return pl.Series(name, [row[name] for row in page], dtype=pl.Float64)
    return harmless(pl.Series(name, [_text(row, name) for row in page], dtype=pl.String))


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row[name]
    if value is None:
        return None
    return f"{value:%Y-%m-%dT%H:%M:%S%z}" if name == "at" else str(value)
