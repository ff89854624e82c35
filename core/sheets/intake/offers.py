"""Several suppliers of one demand: which offer costs least in a year."""

import datetime as dt

import numpy as np
import polars as pl

from core.inventory.decide import decide
from core.sheets.payload import to_items

_ANY_DAY = dt.date(2000, 1, 1)  # what a year costs does not depend on the day


def yearly_costs(rows: pl.DataFrame) -> pl.Series:
    """The cost of each offer, null where it is not known; offers are compared within their `group`.

    By the engine, everything included; where it cannot work out every offer of a group, by the price.
    """
    total = decide(to_items(rows), as_of=_ANY_DAY).columns["total_cost"].astype(np.float64)
    price = rows["unit_cost"] if "unit_cost" in rows.columns else pl.Series(np.full(rows.height, np.nan))
    known = rows.select("group").with_columns(
        pl.Series("total", total, nan_to_null=True),
        price.cast(pl.Float64).fill_nan(None).alias("price"),
    )
    is_whole = pl.col("total").is_not_null().all().over("group")
    has_prices = pl.col("price").is_not_null().all().over("group")
    return known.select(
        pl.when(is_whole).then("total").when(has_prices).then("price").alias("cost")
    ).to_series()
