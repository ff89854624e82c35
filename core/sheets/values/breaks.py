"""Price breaks as JSON text, in a cell and out of it."""

import json
import sys
from collections.abc import Sequence

import polars as pl

NOT_BREAKS = "not_price_breaks"
_LIST = pl.List(pl.Float64)
_LARGEST = sys.float_info.max


def price_breaks(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Lists of quantities and of prices, and a code where a text is no list of breaks.

    A cell holds `[{"min_qty": 1, "unit_cost": 10}, {"min_qty": 100, "unit_cost": 9}]`.
    """
    distinct = texts.drop_nulls().unique()
    read = [_read(text) for text in distinct.to_list()]
    lists = {"min_qty": [row and row[0] for row in read], "unit_cost": [row and row[1] for row in read]}
    table = pl.DataFrame({"text": distinct, **lists}, schema_overrides=dict.fromkeys(lists, _LIST))
    rows = pl.DataFrame({"text": texts}, schema={"text": pl.String}).join(
        table, on="text", how="left", maintain_order="left"
    )
    is_bad = pl.col("text").is_not_null() & pl.col("min_qty").is_null()
    codes = rows.select(pl.when(is_bad).then(pl.lit(NOT_BREAKS)).alias("code")).to_series()
    return rows["min_qty"], rows["unit_cost"], codes


def _read(text: str) -> tuple[list[float], list[float]] | None:
    try:
        tiers = json.loads(text)
        pairs = [(tier["min_qty"], tier["unit_cost"]) for tier in tiers]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(_is_number(value) for pair in pairs for value in pair):
        return None
    return [float(quantity) for quantity, _ in pairs], [float(price) for _, price in pairs]


def _is_number(value: object) -> bool:
    """A finite number of JSON: no truth value, no text, none beyond the largest float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -_LARGEST <= value <= _LARGEST


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
