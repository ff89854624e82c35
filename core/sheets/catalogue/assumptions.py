"""A scenario's assumptions on the clean columns of a chunk: what the engine is asked besides the real ones.

Ranks need no second look: all demand changes by the same factor, and no price does.
"""

from collections.abc import Iterator

import polars as pl

from core.scenario import Assumptions, factor

_PRICES = ("unit_cost", "price_breaks_unit_cost")


def assumed(frame: pl.DataFrame, what: Assumptions) -> pl.DataFrame:
    """The rows as `what` has them; cells that are empty stay so, since the scenario's defaults fill them."""
    there = frame.columns
    if what.holding_rate is not None and "holding_cost" in there and "holding_rate" not in there:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias("holding_rate"))
    return frame.with_columns(
        values.alias(name) for name, values in _columns(frame, what) if name in frame.columns
    )


def _columns(frame: pl.DataFrame, what: Assumptions) -> Iterator[tuple[str, pl.Expr]]:
    # What an odd cost is told by moves with the costs, else every row of a scenario were warned of.
    for name in ("order_cost", "order_cost_median"):
        yield name, _put(name, what.order_cost, what.order_cost_percent)
    if what.holding_rate is None:
        for name in ("holding_rate", "holding_cost"):
            yield name, _put(name, None, what.holding_percent)
    else:
        yield from _rate(frame, what.holding_rate)
    yield "service_level", _put("service_level", what.service_level, None)
    yield "fill_rate", _put("fill_rate", what.fill_rate, None)
    longer = _put("lead_time_days", None, what.lead_time_days_percent) + (what.lead_time_days_add or 0.0)
    yield "lead_time_days", _not_below_zero(longer)
    yield "lead_time_std_days", _put("lead_time_std_days", None, what.lead_time_days_percent)
    for name in ("demand", "demand_std"):
        yield name, _put(name, None, what.demand_percent)


def _put(name: str, value: float | None, percent: float | None) -> pl.Expr:
    if value is not None:
        return pl.when(pl.col(name).is_not_null()).then(pl.lit(value))
    return pl.col(name) * factor(percent)


def _not_below_zero(days: pl.Expr) -> pl.Expr:
    """Nothing arrives before it is ordered; a negative lead time of the item's own stays the error it is."""
    own = pl.col("lead_time_days")
    return pl.when(own >= 0.0).then(pl.max_horizontal(days, pl.lit(0.0))).otherwise(own)


def _rate(frame: pl.DataFrame, rate: float) -> Iterator[tuple[str, pl.Expr]]:
    is_held = _is_given(frame, "holding_cost") & _has_price(frame)
    yield "holding_rate", pl.when(_is_given(frame, "holding_rate") | is_held).then(pl.lit(rate))
    if "holding_cost" in frame.columns:
        yield "holding_cost", pl.when(~is_held).then(pl.col("holding_cost"))


def _is_given(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).is_not_null() if name in frame.columns else pl.lit(value=False)


def _has_price(frame: pl.DataFrame) -> pl.Expr:
    return pl.any_horizontal(*(_is_given(frame, name) for name in _PRICES))


def untouched(decided: pl.DataFrame, what: Assumptions) -> dict[str, int]:
    """Of decided rows: how many an assumption cannot act on, by its name; those that are none left out."""
    without = {
        "holding_rate": pl.col("holding_cost").is_not_null()
        & pl.col("unit_cost").is_null()
        & pl.col("price_breaks").is_null(),
        "service_level": pl.col("fill_rate").is_not_null(),
        "fill_rate": pl.col("fill_rate").is_null(),
    }
    given = what.to_json()
    counted = {
        name: int(decided.select(where.sum()).item()) for name, where in without.items() if name in given
    }
    return {name: rows for name, rows in counted.items() if rows}
