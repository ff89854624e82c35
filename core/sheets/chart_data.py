"""Charts as they are drawn: sums in the order and the shape of the axes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core.sheets.charts import Charts

# As many suppliers as a list is read to its end; the rest is one line.
_SUPPLIERS = 200
# A quarter ahead, as planners look.
_WEEKS = 13

Points = dict[str, list[dict[str, Any]]]


def chart_data(charts: Charts, as_of: date) -> dict[str, Points]:
    """By chart, then by currency, the entries to draw in their order; each function says what is in one."""
    return {
        "suppliers": {name: _suppliers(table) for name, table in charts.suppliers.items()},
        "classes": {
            name: [{"class": key, **figures} for key, figures in table.items()]
            for name, table in charts.classes.items()
        },
        "weeks": {name: _weeks(table, as_of) for name, table in charts.weeks.items()},
        "pareto": {name: _pareto(table) for name, table in charts.values.items()},
        "savings": {
            name: [
                {**row, "operating_saving": row["annual_saving"] - (row["purchase_saving"] or 0.0)}
                for row in rows
            ]
            for name, rows in charts.savings.items()
        },
    }


def _suppliers(table: Mapping[str, Mapping[str, float]]) -> list[dict[str, Any]]:
    """Whom to order from for most money today first; those beyond the list are one entry of `others`."""
    ranked = sorted(table.items(), key=lambda entry: (-entry[1]["order_value"], -entry[1]["rows"], entry[0]))
    listed = [{"supplier": name, **figures} for name, figures in ranked[:_SUPPLIERS]]
    left = [figures for _, figures in ranked[_SUPPLIERS:]]
    if left:
        sums = {name: sum(figures[name] for figures in left) for name in left[0]}
        listed.append({"supplier": None, "others": len(left), **sums})
    return listed


def _weeks(table: Mapping[str, Mapping[str, float]], as_of: date) -> list[dict[str, Any]]:
    """What has to be ordered in each week at the latest; `overdue` was to be ordered before `as_of`'s."""
    this_week = as_of - timedelta(days=as_of.weekday())
    found = {this_week + timedelta(weeks=ahead): {"rows": 0.0, "value": 0.0} for ahead in range(-1, _WEEKS)}
    for monday, figures in table.items():
        week = max(date.fromisoformat(monday), this_week - timedelta(weeks=1))
        if week in found:
            for name in ("rows", "value"):
                found[week][name] += figures[name]
    return [
        {"week": week.isoformat(), "overdue": week < this_week, **figures} for week, figures in found.items()
    ]


def _pareto(table: Mapping[str, Mapping[str, float]]) -> list[dict[str, float]]:
    """Which share of the SKUs makes which share of the yearly purchase value, the most valuable first."""
    steps = sorted(table.items(), key=lambda entry: -int(entry[0]))
    rows = sum(figures["rows"] for _, figures in steps)
    value = sum(figures["value"] for _, figures in steps)
    points = [{"share_of_skus": 0.0, "share_of_value": 0.0}]
    seen = worth = 0.0
    for _, figures in steps:
        seen += figures["rows"]
        worth += figures["value"]
        points.append({"share_of_skus": seen / rows, "share_of_value": worth / value})
    return points
