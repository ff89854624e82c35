"""Overrides as csv, by the names of their fields, so that they can be sent back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from core.sheets.catalogue.override_values import FIELDS
from core.sheets.writing.harmless import harmless

_COLUMNS: Final = ("sku", "location", *FIELDS)
_NUMBERS: Final = ("order_quantity", "reorder_point", "service_level", "demand_factor")


def header() -> bytes:
    """The first line."""
    return (",".join(_COLUMNS) + "\r\n").encode()


def lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A line an override."""
    columns = []
    for name in _COLUMNS:
        values = [row[name] for row in rows]
        if name in _NUMBERS:
            columns.append(pl.Series(name, values, dtype=pl.Float64))
        elif name == "do_not_order":
            columns.append(pl.Series(name, values, dtype=pl.Boolean))
        elif name == "expires_on":
            columns.append(pl.Series(name, values, dtype=pl.Date))
        else:
            columns.append(harmless(pl.Series(name, values, dtype=pl.String)))
    return pl.DataFrame(columns).write_csv(include_header=False, line_terminator="\r\n").encode()
