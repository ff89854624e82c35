"""Why something changed: which of the item's figures moved since the run before, in words."""

from typing import Final

import polars as pl

from core.sheets.catalogue.override_notes import MARK

_A_YEAR: Final = {"day": 365.0, "week": 365.0 / 7.0, "month": 12.0, "quarter": 4.0, "year": 1.0}
# What the lot and the reorder point follow from, and what each is called.
_NAMES: Final = {
    "lead_time_days": "the lead time",
    "lead_time_std_days": "the spread of the lead time",
    "unit_cost": "the unit cost",
    "order_cost": "the cost of an order",
    "holding_rate": "the holding rate",
    "holding_cost": "the holding cost",
    "service_level": "the service level",
    "fill_rate": "the fill rate",
    "review_period_days": "the review period",
    "min_order_qty": "the minimum order",
    "order_multiple": "the pack",
    "max_order_qty": "the maximum order",
    "max_stock": "the stock limit",
    "max_cover_days": "the limit of cover",
    "purchase_price": "the purchase price",
}
DRIVERS: Final = (
    "demand",
    "period",
    "demand_std",
    "demand_std_period",
    *_NAMES,
)
STOCK: Final = ("inventory_position", "on_hand", "on_order", "backorders", "allocated")

_LEAST = 1e-9
_MOST_REASONS = 3
_INPUTS, _LEVELS, _SET = "why_inputs", "why_levels", "why_set"
_ORDERS = ("to_order", "no_longer", "suggested_order")
_NO_INPUT = "no figure of the item changed: a default, a rank or Lotwise itself did"


def reasons() -> list[pl.Expr]:
    """What `reason_of` looks at, of rows with both decisions, the older one's columns named `old_`."""
    phrases = [
        _moved(_yearly("demand"), _yearly("old_demand"), "demand"),
        _moved(_spread(""), _spread("old_"), "its variation"),
        *(_moved(pl.col(name), pl.col(f"old_{name}"), words) for name, words in _NAMES.items()),
    ]
    of_orders = [
        _from_to("inventory_position", "the inventory position"),
        _from_to("reorder_point", "the reorder point"),
    ]
    return [
        pl.concat_list(phrases).list.drop_nulls().alias(_INPUTS),
        pl.concat_list(of_orders).list.drop_nulls().alias(_LEVELS),
        pl.concat_list(_set_by_hand()).list.drop_nulls().alias(_SET),
    ]


def reason_of(kind: str) -> pl.Expr:
    """A text for the rows of one kind of change, from their `reasons`."""
    if kind == "new_item":
        return pl.lit("the item is new in the catalogue")
    if kind == "gone_item":
        return pl.lit("the item is no longer in the catalogue")
    phrases = pl.concat_list(_SET, *((_LEVELS, _INPUTS) if kind in _ORDERS else (_INPUTS,)))
    told = phrases.list.head(_MOST_REASONS).list.join(", ")
    otherwise = "the value of other items changed" if kind == "abc_class" else _NO_INPUT
    return (
        pl.when(pl.col("was").is_null())
        .then(pl.lit("the item is new in the catalogue"))
        .when(pl.col("is").is_null())
        .then(pl.lit("the item is no longer in the catalogue"))
        .when(told != "")
        .then(told)
        .otherwise(pl.lit(otherwise))
    )


def _set_by_hand() -> pl.Expr:
    """What became of the overrides of a row; null where they are as they were."""

    def notes(name: str) -> pl.Expr:
        told = pl.element().filter(pl.element().str.starts_with(MARK))
        # What would be calculated without one moves every night.
        plain = told.str.replace(r" \(without it [^()]*\)$", "")
        return pl.col(name).fill_null("").str.split("; ").list.eval(plain).list.join("; ")

    now, before = notes("warnings"), notes("old_warnings")
    return (
        pl.when(now == before)
        .then(None)
        .when(before == "")
        .then(pl.lit("an override was set"))
        .when(now == "")
        .then(pl.lit("an override ended"))
        .otherwise(pl.lit("an override was changed"))
    )


def _yearly(name: str) -> pl.Expr:
    period = pl.col(name.replace("demand", "period")).fill_null("year")
    return pl.col(name) * period.replace_strict(_A_YEAR, default=None, return_dtype=pl.Float64)


def _spread(prefix: str) -> pl.Expr:
    period = pl.coalesce(f"{prefix}demand_std_period", f"{prefix}period", pl.lit("year"))
    a_year = period.replace_strict(_A_YEAR, default=None, return_dtype=pl.Float64)
    return pl.col(f"{prefix}demand_std") * a_year.sqrt()


def _moved(now: pl.Expr, before: pl.Expr, words: str) -> pl.Expr:
    """Such as "demand rose 18 %"; null where it did not move."""
    away = (now - before).abs()
    share = away / before.abs() * 100.0
    size = (
        pl.when(share < 1.0)
        .then(pl.lit("less than 1 %"))
        .otherwise(pl.format("{} %", share.round(0).cast(pl.Int64, strict=False)))
    )
    moved = pl.when(now > before).then(pl.lit(f"{words} rose ")).otherwise(pl.lit(f"{words} fell "))
    return (
        pl.when(now.is_null() & before.is_not_null())
        .then(pl.lit(f"{words} is no longer known"))
        .when(now.is_not_null() & before.is_null())
        .then(pl.lit(f"{words} is known now"))
        .when((before == 0.0) & (now != 0.0))
        .then(pl.lit(f"{words} is not 0 any more"))
        .when(away > before.abs() * _LEAST)
        .then(pl.concat_str(moved, size))
    )


def _from_to(name: str, words: str) -> pl.Expr:
    """Such as "the reorder point rose from 70 to 95"; null where it did not move."""
    now, before = pl.col(name), pl.col(f"old_{name}")
    shown = [one.round_sig_figs(6).cast(pl.String).str.strip_suffix(".0") for one in (before, now)]
    verb = pl.when(now > before).then(pl.lit("rose")).otherwise(pl.lit("fell"))
    return (
        pl.when(now.is_not_null() & before.is_null())
        .then(pl.format(f"{words} is known now: {{}}", shown[1]))
        .when(now.is_null() & before.is_not_null())
        .then(pl.lit(f"{words} is no longer known"))
        .when((now - before).abs() > before.abs() * _LEAST)
        .then(pl.format(f"{words} {{}} from {{}} to {{}}", verb, *shown))
    )
