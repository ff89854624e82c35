"""What a run looks like in charts: sums by currency and by what a chart has on its axis.

Chunks are summed apart and added up, so whatever cannot be added is kept in a form that can: the Pareto curve
as counts by size of value, the largest savings as a short list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from core.sheets.writing.order_lines import price_per_unit

# By currency ("" where the sheet names none), then by what stands on the axis, then by figure.
Table = Mapping[str, Mapping[str, Mapping[str, float]]]

TOP = 20
# Values within 12 % of each other share a step of the Pareto curve; nobody sees that in a chart.
STEPS_PER_DECADE = 20
_SAVING = ("row_no", "sku", "location", "description", "supplier", "annual_saving", "purchase_saving")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The sums. `suppliers` by name, `classes` by A, B, C, `weeks` by their Monday (ISO), `values` by step.

    `suppliers` have rows, order_now, order_value and stock_value; `classes` these, today_unknown, and
    `stock_now` against `stock_recommended` of the rows that have both; `weeks` and `values` rows and value.
    `savings` are the rows with the largest `annual_saving`, the largest first.
    """

    suppliers: Table = field(default_factory=dict)
    classes: Table = field(default_factory=dict)
    weeks: Table = field(default_factory=dict)
    values: Table = field(default_factory=dict)
    savings: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __add__(self, other: "Charts") -> "Charts":
        currencies = sorted({*self.savings, *other.savings})
        return Charts(
            suppliers=_added(self.suppliers, other.suppliers),
            classes=_added(self.classes, other.classes),
            weeks=_added(self.weeks, other.weeks),
            values=_added(self.values, other.values),
            savings={
                name: _largest([*self.savings.get(name, ()), *other.savings.get(name, ())])
                for name in currencies
            },
        )

    def to_json(self) -> dict[str, Any]:
        """Plain types, one key per attribute."""
        return {
            "suppliers": self.suppliers,
            "classes": self.classes,
            "weeks": self.weeks,
            "values": self.values,
            "savings": self.savings,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Charts":
        """The reverse of `to_json`."""
        return cls(**value)


def chart_sums(decided: pl.DataFrame) -> Charts:
    """The sums of decided rows (columns of the decision table)."""
    price = price_per_unit()
    purchase = pl.col("total_cost") - pl.col("annual_cost") - pl.col("safety_stock_cost").fill_null(0.0)
    lot = pl.when(pl.col("suggested_order") > 0).then("suggested_order").otherwise("order_quantity")
    is_due = pl.col("order_now").fill_null(value=False)
    has_both = pl.col("stock_value").is_not_null() & pl.col("average_stock_value").is_not_null()
    frame = decided.select(
        pl.col("currency").fill_null(""),
        pl.col("supplier").fill_null(""),
        pl.col("abc_class"),
        is_due.cast(pl.Int64).alias("order_now"),
        pl.when(is_due).then(pl.col("suggested_order") * price).fill_null(0.0).alias("order_value"),
        pl.col("stock_value").fill_null(0.0),
        (pl.col("order_now").is_null() & pl.col("status").is_in(["ok", "warning", "infeasible"]))
        .cast(pl.Int64)
        .alias("today_unknown"),
        pl.when(has_both).then("stock_value").fill_null(0.0).alias("stock_now"),
        pl.when(has_both).then("average_stock_value").fill_null(0.0).alias("stock_recommended"),
        pl.col("latest_order_date").dt.truncate("1w").cast(pl.String).alias("week"),
        (lot * price).fill_null(0.0).alias("lot_value"),
        purchase.alias("purchase"),
    )
    ordering = ("order_now", "order_value", "stock_value")
    sizes = frame.filter((pl.col("purchase") > 0) & pl.col("purchase").is_finite())
    return Charts(
        suppliers=_table(frame, "supplier", ordering),
        classes=_table(
            frame.filter(pl.col("abc_class").is_not_null()),
            "abc_class",
            (*ordering, "today_unknown", "stock_now", "stock_recommended"),
        ),
        weeks=_table(
            frame.filter(pl.col("week").is_not_null()).with_columns(value="lot_value"), "week", ("value",)
        ),
        values=_table(
            sizes.with_columns(
                (pl.col("purchase").log10() * STEPS_PER_DECADE).floor().cast(pl.Int64).alias("step"),
                value="purchase",
            ),
            "step",
            ("value",),
        ),
        savings=_savings(decided),
    )


def _table(frame: pl.DataFrame, axis: str, figures: Iterable[str]) -> Table:
    sums = [pl.len().alias("rows"), *(pl.col(name).sum() for name in figures)]
    table: dict[str, dict[str, dict[str, float]]] = {}
    for row in frame.group_by("currency", axis).agg(sums).sort("currency", axis).iter_rows(named=True):
        table.setdefault(row.pop("currency"), {})[str(row.pop(axis))] = row
    return table


def _savings(decided: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    saving = decided.filter(pl.col("annual_saving") > 0).select(
        pl.col("currency").fill_null(""), *_SAVING, "stock_release_value", "assumed"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for (currency,), rows in saving.group_by("currency"):
        best = rows.drop("currency").top_k(TOP, by="annual_saving")
        found[str(currency)] = _largest(best.iter_rows(named=True))
    return dict(sorted(found.items()))


def _largest(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["annual_saving"], row["row_no"]))[:TOP]


def _added(one: Table, other: Table) -> Table:
    return {
        currency: {
            name: _summed(one.get(currency, {}).get(name, {}), other.get(currency, {}).get(name, {}))
            for name in sorted({*one.get(currency, {}), *other.get(currency, {})})
        }
        for currency in sorted({*one, *other})
    }


def _summed(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    if not one or not other:
        return one or other
    return {name: one[name] + other[name] for name in one}
