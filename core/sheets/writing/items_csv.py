"""A catalogue's items as csv, by the names of their fields, so that they can be sent back."""

from collections.abc import Sequence

import polars as pl

from core.inventory.fields import ITEM, Kind
from core.sheets.writing.harmless import harmless


def header(fields: Sequence[str]) -> bytes:
    """The first line."""
    return (",".join(fields) + "\r\n").encode()


def lines(items: pl.DataFrame, fields: Sequence[str]) -> bytes:
    """A line an item."""
    columns = [
        harmless(items[name]).alias(name) if ITEM[name].kind is Kind.TEXT else items[name] for name in fields
    ]
    return pl.DataFrame(columns).write_csv(include_header=False, line_terminator="\r\n").encode()
