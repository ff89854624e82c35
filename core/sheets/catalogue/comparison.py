"""A scenario beside its baseline: which rows are decided otherwise, and what both come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from core.scenario import Assumptions
from core.sheets.catalogue.assumptions import untouched
from core.sheets.catalogue.changes import counts_of
from core.sheets.catalogue.compared_fields import AMOUNTS, NAMES, OUTPUTS, SIDES, STATES
from core.sheets.totals import counted
from core.sheets.writing.order_lines import price_per_unit

_KINDS: Final[dict[str, type[pl.DataType]]] = dict(zip(STATES, (pl.String, pl.Boolean), strict=True))
SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "row_no": pl.Int32,
    **dict.fromkeys(NAMES, pl.String),
    **{f"{side}_{name}": kind for name, kind in _KINDS.items() for side in SIDES},
    **{f"{side}_{name}": pl.Float64 for name in OUTPUTS for side in SIDES},
    "cost_difference": pl.Float64,
    "weight": pl.Float64,
}
_TINY: Final = 1e-9  # of a number: what computing in another order leaves

Sides = tuple[float, float]


def _cost() -> pl.Expr:
    """The costs of a year that are known: without the purchase where there is no price, on either side."""
    return pl.coalesce(
        pl.col("total_cost"), pl.col("annual_cost") + pl.col("safety_stock_cost").fill_null(0.0)
    )


def _amounts() -> dict[str, pl.Expr]:
    """The amounts by the names of `AMOUNTS`."""
    safety = pl.col("safety_stock_cost").fill_null(0.0)
    value = pl.col("suggested_order") * price_per_unit()
    return {
        "purchase": pl.col("total_cost") - pl.col("annual_cost") - safety,
        "annual_cost": pl.col("annual_cost"),
        "safety_stock_cost": pl.when(pl.col("total_cost").is_not_null()).then(safety),
        "total_cost": pl.col("total_cost"),
        "average_stock_value": pl.col("average_stock_value"),
        "safety_stock_value": pl.col("safety_stock") * pl.col("purchase_price"),
        "excess_value": pl.col("excess_value"),
        "orders_per_year": pl.col("orders_per_year"),
        "order_value": pl.when("order_now").then(value).when(~pl.col("order_now")).then(0.0),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Counts, and totals by currency ("" where items name none): the baseline's and the scenario's.

    An amount is of the items that have it on both sides, so that what one side cannot decide on is no
    difference of the other; `only_baseline` and `only_scenario` are items with a cost on one side only.
    `changes` counts items by the kinds of changes, `untouched` those an assumption cannot act on.
    """

    rows: int = 0
    rows_other: int = 0
    only_baseline: int = 0
    only_scenario: int = 0
    order_now: tuple[int, int] = (0, 0)
    changes: Mapping[str, int] = field(default_factory=dict)
    untouched: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, Mapping[str, Sides]] = field(default_factory=dict)

    def __add__(self, other: "Comparison") -> "Comparison":
        return Comparison(
            rows=self.rows + other.rows,
            rows_other=self.rows_other + other.rows_other,
            only_baseline=self.only_baseline + other.only_baseline,
            only_scenario=self.only_scenario + other.only_scenario,
            order_now=(self.order_now[0] + other.order_now[0], self.order_now[1] + other.order_now[1]),
            changes=counted(self.changes, other.changes),
            untouched=counted(self.untouched, other.untouched),
            totals={
                currency: _added(self.totals.get(currency, {}), other.totals.get(currency, {}))
                for currency in sorted({*self.totals, *other.totals})
            },
        )

    def to_json(self) -> dict[str, Any]:
        """Plain types; each total with its difference, in percent too where the baseline is not 0."""
        return {
            "rows": self.rows,
            "rows_other": self.rows_other,
            "only_baseline": self.only_baseline,
            "only_scenario": self.only_scenario,
            "order_now": {"baseline": self.order_now[0], "scenario": self.order_now[1]},
            "changes": dict(self.changes),
            "untouched": dict(self.untouched),
            "totals": {
                currency: {name: _told(sides) for name, sides in amounts.items()}
                for currency, amounts in self.totals.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Comparison":
        """The reverse of `to_json`."""
        return cls(
            rows=data["rows"],
            rows_other=data["rows_other"],
            only_baseline=data["only_baseline"],
            only_scenario=data["only_scenario"],
            order_now=(data["order_now"]["baseline"], data["order_now"]["scenario"]),
            changes=dict(data["changes"]),
            untouched=dict(data["untouched"]),
            totals={
                currency: {name: (told["baseline"], told["scenario"]) for name, told in amounts.items()}
                for currency, amounts in data["totals"].items()
            },
        )


def _added(one: Mapping[str, Sides], other: Mapping[str, Sides]) -> dict[str, Sides]:
    nothing = (0.0, 0.0)
    return {
        name: (
            one.get(name, nothing)[0] + other.get(name, nothing)[0],
            one.get(name, nothing)[1] + other.get(name, nothing)[1],
        )
        for name in dict.fromkeys((*one, *other))
    }


def _told(sides: Sides) -> dict[str, float | None]:
    before, after = sides
    return {
        "baseline": before,
        "scenario": after,
        "difference": after - before,
        "percent": (after - before) / abs(before) * 100.0 if before else None,
    }


def compared(baseline: pl.DataFrame, scenario: pl.DataFrame, what: Assumptions) -> Comparison:
    """What two decisions on the same rows come to; both as of the decision table."""
    amounts = _amounts()
    both = _side_by_side(
        baseline.select("row_no", pl.col("currency").fill_null(""), "order_now", cost=_cost(), **amounts),
        scenario.select("row_no", pl.col("currency").fill_null(""), "order_now", cost=_cost(), **amounts),
    )
    cost, other_cost = pl.col("cost").is_not_null(), pl.col("other_cost").is_not_null()
    counts = both.select(
        only_baseline=(cost & ~other_cost).sum(),
        only_scenario=(other_cost & ~cost).sum(),
        orders=pl.col("order_now").sum(),
        other_orders=pl.col("other_order_now").sum(),
    ).row(0, named=True)
    return Comparison(
        rows=both.height,
        rows_other=differing(baseline, scenario).height,
        only_baseline=counts["only_baseline"],
        only_scenario=counts["only_scenario"],
        order_now=(counts["orders"], counts["other_orders"]),
        changes=counts_of(baseline, scenario, 0.0),
        untouched=untouched(baseline, what),
        totals=_totals(both),
    )


def _side_by_side(baseline: pl.DataFrame, scenario: pl.DataFrame) -> pl.DataFrame:
    other = scenario.rename({name: f"other_{name}" for name in scenario.columns if name != "row_no"})
    return baseline.join(other, on="row_no", how="inner", validate="1:1", maintain_order="left")


def _totals(both: pl.DataFrame) -> dict[str, dict[str, Sides]]:
    has = {name: pl.col(name).is_not_null() & pl.col(f"other_{name}").is_not_null() for name in AMOUNTS}
    sums = [
        pl.col(side).filter(has[name]).sum().alias(side)
        for name in AMOUNTS
        for side in (name, f"other_{name}")
    ]
    grouped = both.group_by("currency").agg(sums).sort("currency")
    return {
        row["currency"]: {name: (row[name], row[f"other_{name}"]) for name in AMOUNTS}
        for row in grouped.iter_rows(named=True)
    }


def differing(baseline: pl.DataFrame, scenario: pl.DataFrame) -> pl.DataFrame:
    """The rows that are decided otherwise, as `SCHEMA`.

    `weight` orders them: how far the costs of a year are apart, or all of them where one side has none.
    """
    compared_names = (*STATES, *OUTPUTS)
    both = _side_by_side(
        baseline.select("row_no", *NAMES, pl.col(compared_names), cost=_cost()),
        scenario.select("row_no", pl.col(compared_names), cost=_cost()),
    )
    differs = [pl.col(name).ne_missing(pl.col(f"other_{name}")) for name in STATES]
    differs += [_moved(pl.col(name), pl.col(f"other_{name}")) for name in OUTPUTS]
    away = pl.col("other_cost") - pl.col("cost")
    weight = pl.coalesce(away.abs(), pl.col("cost").abs(), pl.col("other_cost").abs(), 0.0)
    return (
        both.filter(pl.any_horizontal(differs))
        .with_columns(away.alias("cost_difference"), weight.alias("weight"))
        .rename({name: f"baseline_{name}" for name in compared_names})
        .rename({f"other_{name}": f"scenario_{name}" for name in compared_names})
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def _moved(now: pl.Expr, before: pl.Expr) -> pl.Expr:
    apart = (now - before).abs() > pl.max_horizontal(now.abs(), before.abs()) * _TINY
    return apart.fill_null(value=False) | (now.is_null() != before.is_null())
