"""Price breaks on a sheet of their own, one tier a row: sku, quantity, price."""

from dataclasses import dataclass

import polars as pl

DUPLICATE_TIER, INCOMPLETE_TIER, MISSING_SKU = "duplicate_tier", "incomplete_tier", "missing_sku"
QUANTITIES, PRICES = "price_breaks_min_qty", "price_breaks_unit_cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """The tiers by SKU, and the rows left out.

    `frame` has a row a SKU: `sku`, `price_breaks_min_qty` and `price_breaks_unit_cost` (lists by growing
    quantity); `bad` has `row_no`, `sku`, `min_qty` and `code` of each row left out. A SKU with a bad row has
    no breaks at all: half a list would give wrong prices.
    """

    frame: pl.DataFrame
    bad: pl.DataFrame


def tiers_of(rows: pl.DataFrame) -> Breaks:
    """The breaks of rows with `row_no`, `sku`, `min_qty` and `unit_cost`; unreadable numbers are null.

    A tier without a quantity or a price is bad, and so are two prices of one quantity; a tier written twice
    is not. An empty quantity counts as 1 where it is the SKU's only one.
    """
    filled = rows.filter(pl.any_horizontal(pl.col("sku", "min_qty", "unit_cost").is_not_null()))
    filled = filled.with_columns(
        pl.when(pl.len().over("sku") == 1)
        .then(pl.col("min_qty").fill_null(1.0))
        .otherwise("min_qty")
        .alias("min_qty")
    )
    prices = pl.col("unit_cost").n_unique().over("sku", "min_qty")
    coded = filled.with_columns(
        pl.when(pl.col("sku").is_null())
        .then(pl.lit(MISSING_SKU))
        .when(pl.col("min_qty").is_null() | pl.col("unit_cost").is_null())
        .then(pl.lit(INCOMPLETE_TIER))
        .when(prices > 1)
        .then(pl.lit(DUPLICATE_TIER))
        .alias("code")
    )
    bad = coded.filter(pl.col("code").is_not_null())
    good = coded.filter(~pl.col("sku").is_in(bad["sku"].drop_nulls().implode()) & pl.col("sku").is_not_null())
    frame = (
        good.unique(["sku", "min_qty"], keep="first", maintain_order=True)
        .sort("min_qty", maintain_order=True)
        .group_by("sku", maintain_order=True)
        .agg(pl.col("min_qty").alias(QUANTITIES), pl.col("unit_cost").alias(PRICES))
        .sort("sku")
    )
    return Breaks(frame=frame, bad=bad.select("row_no", "sku", "min_qty", "code").sort("row_no"))


def joined(sku: pl.Series, breaks: Breaks) -> tuple[pl.Series, pl.Series]:
    """The lists of quantities and prices for each item of a table; null where the other sheet has none."""
    items = pl.DataFrame({"sku": sku}).join(breaks.frame, on="sku", how="left", maintain_order="left")
    return items[QUANTITIES], items[PRICES]


def unknown_items(sku: pl.Series, breaks: Breaks) -> pl.Series:
    """SKUs that have breaks but are no item of the table: for the report."""
    return breaks.frame["sku"].filter(~breaks.frame["sku"].is_in(sku.drop_nulls().implode()))
