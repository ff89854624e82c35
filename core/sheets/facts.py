"""Pass one, over the whole sheet: ABC and XYZ ranks, and rows that share a key."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.classify import rank, xyz
from core.inventory.medians import MEDIANS
from core.sheets.settle import column_values
from core.sheets.source import Source
from core.sheets.understanding import Column

_MONTHS_A_YEAR = 12.0
_PERIODS_A_YEAR = {"day": 365.0, "week": 365.0 / 7.0, "month": 12.0, "quarter": 4.0, "year": 1.0}
_NUMBERS = ("demand", "unit_cost", "price_per", "demand_std")
_TEXTS = ("location", "currency", "period", "demand_std_period")
# Fewer values have no usual one.
_ENOUGH_FOR_MEDIAN = 20
_SAME_WIDTH = 10**10  # added to a number, so that numbers sort as texts in their own order


def with_facts(source: Source) -> Source:
    """The source with `abc_class`, `xyz_class`, `twin` (a row with the same key) and medians beside the rest.

    A row in which demand or price cannot be read has no rank.
    """
    fields = {column.field: column for column in source.columns if column.field}
    known = {
        name: column_values(fields[name], source) for name in ("sku", *_NUMBERS, *_TEXTS) if name in fields
    }
    facts = pl.DataFrame({"row_no": source.frame["row_no"], **known}).with_columns(
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in _NUMBERS if name not in known),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in _TEXTS if name not in known),
    )
    std_said = fields["demand_std"].period if "demand_std" in fields else None
    annual = _annual(facts, fields["demand"].period or "year", std_said)
    sku = _codes(facts["sku"])
    by_value = rank(_floats(annual["value"]), _words(_codes(facts["currency"])), _words(sku))
    by_variation = xyz(_floats(annual["monthly_cv"]))
    return replace(
        source,
        frame=source.frame.with_columns(
            pl.Series("abc_class", by_value.tolist(), dtype=pl.String),
            pl.Series("xyz_class", by_variation.tolist(), dtype=pl.String),
            _twins(sku, _codes(facts["location"]), facts["row_no"]),
            *_medians(source, fields, facts["currency"]),
        ),
    )


def _medians(source: Source, fields: dict[str, Column], currency: pl.Series) -> Iterator[pl.Series]:
    """The medians to doubt by, each row's among the rows of its currency."""
    for name, usual in MEDIANS.items():
        if usual.field not in fields:
            continue
        values = column_values(fields[usual.field], source)
        known = pl.DataFrame({"value": values, "currency": currency})
        median = pl.col("value").filter(pl.col("value") > 0).median()
        is_enough = pl.col("value").filter(pl.col("value") > 0).count() >= _ENOUGH_FOR_MEDIAN
        yield known.select(pl.when(is_enough).then(median).over("currency").alias(name)).to_series()


def _annual(facts: pl.DataFrame, said: str, std_said: str | None) -> pl.DataFrame:
    """The purchase value of a year and the variation of a month, null where either is not known."""
    period = pl.coalesce("period", pl.lit(said))
    std_period = pl.coalesce("demand_std_period", pl.lit(std_said, dtype=pl.String), period)
    a_year = period.replace_strict(_PERIODS_A_YEAR, default=None, return_dtype=pl.Float64)
    std_a_year = std_period.replace_strict(_PERIODS_A_YEAR, default=None, return_dtype=pl.Float64)
    demand = pl.col("demand") * a_year
    value = demand * pl.col("unit_cost") / pl.col("price_per").fill_null(1.0)
    # Variance scales with time, so a deviation scales with its square root.
    monthly_std = pl.col("demand_std") * (std_a_year / _MONTHS_A_YEAR).sqrt()
    return facts.select(
        pl.when(value.is_finite() & (demand >= 0) & (pl.col("unit_cost") >= 0)).then(value).alias("value"),
        pl.when(demand > 0).then(monthly_std / (demand / _MONTHS_A_YEAR)).alias("monthly_cv"),
    )


def _floats(series: pl.Series) -> NDArray[np.float64]:
    return series.fill_null(float("nan")).to_numpy().astype(np.float64, copy=False)


def _codes(texts: pl.Series) -> NDArray[np.int64]:
    """The texts as numbers in their order, 0 for none: a million long texts would not fit as an array."""
    if texts.null_count() == len(texts):
        return np.zeros(len(texts), dtype=np.int64)
    return texts.rank("dense").fill_null(0).to_numpy().astype(np.int64)


def _words(codes: NDArray[np.int64]) -> NDArray[np.object_]:
    words: NDArray[np.object_] = (codes + _SAME_WIDTH).astype("U11")
    return words


def _twins(sku: NDArray[np.int64], location: NDArray[np.int64], row_no: pl.Series) -> pl.Series:
    """For each row whose key occurs again: the first row with it, for the first one the second."""
    key = sku * (int(location.max(initial=0)) + 1) + location
    order = np.argsort(key, kind="stable")
    is_start = np.diff(key[order], prepend=-1) != 0
    starts = np.flatnonzero(is_start)
    sizes = np.diff(starts, append=order.size)
    first = np.repeat(starts, sizes)
    position = np.arange(order.size)
    other = np.where(position == first, np.minimum(first + 1, order.size - 1), first)
    is_twin = (np.repeat(sizes, sizes) > 1) & (sku[order] > 0)
    twins = np.full(order.size, -1, dtype=np.int64)
    twins[order[is_twin]] = order[other[is_twin]]
    rows = row_no.to_numpy()[np.maximum(twins, 0)]
    return pl.Series("twin", np.where(twins < 0, 0, rows), dtype=pl.Int32).replace(0, None)
