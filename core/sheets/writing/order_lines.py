"""What to order today as a buyer orders it: in purchase units, at their price, for a day."""

import datetime as dt

import polars as pl

from core.inventory.fields import Kind

# Column -> kind. Beside these a frame of order lines keeps every column of the decision table.
ADDED: dict[str, Kind] = {
    "quantity": Kind.NUMBER,  # purchase units
    "quantity_unit": Kind.TEXT,
    "price": Kind.NUMBER,  # money per purchase unit
    "value": Kind.NUMBER,  # money
    "order_date": Kind.DATE,
    "need_date": Kind.DATE,
}
_ALMOST_WHOLE = 1e-9  # so that 96.00000000000001 / 12 is 8 packs, not 9
_FARTHEST = 36_500.0  # days: a lead time beyond says nothing and may not fit a calendar


def price_per_unit() -> pl.Expr:
    """Money per stock unit: what the usual lot costs; else the sheet's price, which may be for 100."""
    given = pl.col("unit_cost") / pl.col("price_per").fill_null(1.0)
    return pl.coalesce("purchase_price", given)


def order_lines(frame: pl.DataFrame, as_of: dt.date | None) -> pl.DataFrame:
    """The rows to order today, with the columns of `ADDED`.

    The quantity covers the suggestion in whole purchase units where the sheet says what one holds, else it
    is the suggestion in stock units. The order date is the last day to order, but never before `as_of`;
    the need date lies a lead time later, in whole days, rounded up. The value is quantity times price.
    """
    ordering = frame.filter(pl.col("order_now") & (pl.col("suggested_order") > 0))
    holds = pl.col("units_per_purchase_unit")
    is_packed = holds > 0
    packs = (pl.col("suggested_order") / holds - _ALMOST_WHOLE).ceil()
    today = pl.lit(as_of, dtype=pl.Date)
    latest = pl.max_horizontal(pl.col("latest_order_date"), today)
    days = pl.col("lead_time_days").clip(0.0, _FARTHEST).ceil()
    return ordering.with_columns(
        pl.when(is_packed).then(packs).otherwise(pl.col("suggested_order")).alias("quantity"),
        pl.when(is_packed)
        .then(pl.coalesce("purchase_unit", pl.lit("pack")))
        .otherwise(pl.col("unit"))
        .alias("quantity_unit"),
        (price_per_unit() * pl.when(is_packed).then(holds).otherwise(1.0)).alias("price"),
        latest.alias("order_date"),
        (latest + pl.duration(days=days.cast(pl.Int64))).cast(pl.Date).alias("need_date"),
    ).with_columns((pl.col("quantity") * pl.col("price")).alias("value"))
