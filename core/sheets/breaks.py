"""Price breaks as JSON text, in a cell and out of it."""

import json
from collections.abc import Sequence

import polars as pl

NOT_BREAKS = "not_price_breaks"
_LIST = pl.List(pl.Float64)


def price_breaks(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Lists of quantities and of prices, and a code where a text is no list of breaks.

    A cell holds `[{"min_qty": 1, "unit_cost": 10}, {"min_qty": 100, "unit_cost": 9}]`.
    """
    read = {text: _read(text) for text in texts.unique().to_list() if text is not None}
    rows = [None if text is None else read[text] for text in texts.to_list()]
    quantities = pl.Series([None if row is None else row[0] for row in rows], dtype=_LIST)
    prices = pl.Series([None if row is None else row[1] for row in rows], dtype=_LIST)
    codes = pl.Series(
        [
            NOT_BREAKS if text is not None and row is None else None
            for text, row in zip(texts, rows, strict=True)
        ],
        dtype=pl.String,
    )
    return quantities, prices, codes


def _read(text: str) -> tuple[list[float], list[float]] | None:
    try:
        tiers = json.loads(text)
        quantities = [float(tier["min_qty"]) for tier in tiers]
        prices = [float(tier["unit_cost"]) for tier in tiers]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
    return quantities, prices


def written(quantities: Sequence[float] | None, prices: Sequence[float] | None) -> str | None:
    """The JSON text of one item's breaks; None where it has none."""
    if not quantities or prices is None:
        return None
    return json.dumps(
        [
            {"min_qty": quantity, "unit_cost": price}
            for quantity, price in zip(quantities, prices, strict=True)
        ]
    )
