"""What a run comes to: counts, and totals per currency; summaries of chunks add up to the job's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from core.sheets.charts import Charts, chart_sums
from core.sheets.totals import Totals, added, counted, merged
from core.sheets.writing.order_lines import price_per_unit

_ADVISED = ("ok", "warning", "infeasible")  # the statuses of SKUs that may have to be ordered today
_COSTS = r"(^|,)\s*(order_cost|holding_rate|holding_cost|unit_cost)\s*(,|$)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The facts of a run. `rows` includes those with errors; `decided` does not.

    `with_current` are decided rows whose present order quantity was given (only they can be compared),
    `assumed_costs` those of them with a cost filled from defaults. `suppliers` are those to order from now.
    `today_unknown` are decided rows with demand whose stock or lead time is not known. `abc_value` is what
    the recommended lots cost to buy in a year, by currency, then by class.
    """

    rows: int = 0
    decided: int = 0
    order_now: int = 0
    today_unknown: int = 0
    with_current: int = 0
    assumed_costs: int = 0
    suppliers: frozenset[str] = frozenset()
    by_status: Mapping[str, int] = field(default_factory=dict)
    by_abc: Mapping[str, int] = field(default_factory=dict)
    abc_value: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    totals: Mapping[str, Totals] = field(default_factory=dict)
    charts: Charts = field(default_factory=Charts)

    @property
    def is_today_unknown(self) -> bool:
        """Whether no SKU has advice for today, though some need it."""
        return 0 < self.today_unknown == sum(self.by_status.get(name, 0) for name in _ADVISED)

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            rows=self.rows + other.rows,
            decided=self.decided + other.decided,
            order_now=self.order_now + other.order_now,
            today_unknown=self.today_unknown + other.today_unknown,
            with_current=self.with_current + other.with_current,
            assumed_costs=self.assumed_costs + other.assumed_costs,
            suppliers=self.suppliers | other.suppliers,
            by_status=counted(self.by_status, other.by_status),
            by_abc=counted(self.by_abc, other.by_abc),
            abc_value=added(self.abc_value, other.abc_value),
            totals=merged(self.totals, other.totals),
            charts=self.charts + other.charts,
        )

    def words(self) -> list[str]:
        """Sentences a planner understands, the most urgent first."""
        from core.sheets.words import words

        return words(self)

    def to_json(self) -> dict[str, Any]:
        """Plain types; `totals` by currency ("" where the sheet names none), `words` ready to show."""
        return {
            "rows": self.rows,
            "decided": self.decided,
            "order_now": self.order_now,
            "today_unknown": self.today_unknown,
            "is_today_unknown": self.is_today_unknown,
            "with_current": self.with_current,
            "assumed_costs": self.assumed_costs,
            "suppliers_count": len(self.suppliers),
            "suppliers": sorted(self.suppliers),
            "by_status": dict(self.by_status),
            "by_abc": dict(self.by_abc),
            "abc_value": {name: dict(values) for name, values in self.abc_value.items()},
            "totals": {name: totals.to_json() for name, totals in self.totals.items()},
            "words": self.words(),
            "charts": self.charts.to_json(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Summary":
        """The reverse of `to_json`."""
        names = ("rows", "decided", "order_now", "today_unknown", "with_current", "assumed_costs")
        return cls(
            **{name: value[name] for name in names},
            suppliers=frozenset(value["suppliers"]),
            by_status=dict(value["by_status"]),
            by_abc=dict(value["by_abc"]),
            # Summaries kept before 0.2 lack it, and the charts.
            abc_value={name: dict(values) for name, values in value.get("abc_value", {}).items()},
            totals={name: Totals.from_json(totals) for name, totals in value["totals"].items()},
            charts=Charts.from_json(value.get("charts", {})),
        )


def summarise(frames: pl.DataFrame | Iterable[pl.DataFrame]) -> Summary:
    """The summary of one frame of decisions (the decision table's columns), or of several, one at a time."""
    if not isinstance(frames, pl.DataFrame):
        return sum(map(summarise, frames), Summary())
    decided = frames.filter(pl.col("status") != "error")
    ordering = decided.filter(pl.col("order_now"))
    current = decided.filter(pl.col("current_order_qty").is_not_null())
    return Summary(
        rows=frames.height,
        decided=decided.height,
        order_now=ordering.height,
        today_unknown=decided.filter(pl.col("order_now").is_null() & pl.col("status").is_in(_ADVISED)).height,
        with_current=current.height,
        assumed_costs=current.filter(pl.col("assumed").str.contains(_COSTS)).height,
        suppliers=frozenset(ordering["supplier"].drop_nulls().unique().to_list()),
        by_status=_counts(frames["status"]),
        by_abc=_counts(decided["abc_class"]),
        abc_value=_abc_value(decided),
        totals=_totals(decided),
        charts=chart_sums(decided),
    )


def _counts(series: pl.Series) -> dict[str, int]:
    return dict(sorted(series.drop_nulls().value_counts().iter_rows()))


def _abc_value(decided: pl.DataFrame) -> dict[str, dict[str, float]]:
    purchase = pl.col("total_cost") - pl.col("annual_cost") - pl.col("safety_stock_cost").fill_null(0.0)
    summed = (
        decided.filter(pl.col("abc_class").is_not_null())
        .group_by(pl.col("currency").fill_null(""), "abc_class")
        .agg(purchase.sum().alias("value"))
        .sort("currency", "abc_class")
    )
    values: dict[str, dict[str, float]] = {}
    for currency, name, value in summed.iter_rows():
        values.setdefault(currency, {})[name] = value
    return values


def _totals(decided: pl.DataFrame) -> dict[str, Totals]:
    changes = {
        "purchase_saving": ("purchase_saving", "purchase_increase"),
        "stock_release_value": ("stock_release", "stock_increase"),
        "operating": ("operating_saving", "operating_increase"),
    }
    sums = [pl.len().alias("rows")]
    for name, (down, up) in changes.items():
        amount = pl.col(name)
        sums += [
            amount.filter(amount > 0).sum().alias(down),
            (amount > 0).sum().alias(f"{down}_rows"),
            (-amount.filter(amount < 0).sum()).alias(up),
            (amount < 0).sum().alias(f"{up}_rows"),
        ]
    order_value = pl.col("suggested_order") * price_per_unit()
    sums += [
        order_value.filter(pl.col("order_now")).sum().alias("order_value"),
        pl.col("stock_value").sum(),
        pl.col("excess_value").sum(),
    ]
    # What remains of the saving beside lower prices is less ordering and holding.
    operating = (pl.col("annual_saving") - pl.col("purchase_saving").fill_null(0.0)).alias("operating")
    grouped = decided.with_columns(operating).group_by(pl.col("currency").fill_null("")).agg(sums)
    return {row.pop("currency"): Totals(**row) for row in grouped.sort("currency").iter_rows(named=True)}
