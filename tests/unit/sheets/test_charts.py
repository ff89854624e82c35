"""Charts say of the parts of a sheet what they say of the whole."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from core.sheets.chart_data import chart_data
from core.sheets.charts import TOP, Charts, chart_sums
from core.sheets.summary import summarise
from tests.unit.sheets.files import decide_file

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "skus.xlsx"
TODAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return decide_file(SAMPLE).frame.filter(pl.col("status") != "error")


def test_the_parts_of_a_sheet_add_up_to_the_charts_of_the_whole(frame: pl.DataFrame) -> None:
    parts = sum(map(chart_sums, frame.iter_slices(37)), Charts())
    both = chart_data(parts, TODAY), chart_data(chart_sums(frame), TODAY)
    for name, by_currency in both[0].items():
        for currency, entries in by_currency.items():
            for entry, whole in zip(entries, both[1][name][currency], strict=True):
                assert entry == pytest.approx(whole), name


def test_they_travel_as_json(frame: pl.DataFrame) -> None:
    charts = chart_sums(frame)
    assert Charts.from_json(json.loads(json.dumps(charts.to_json(), allow_nan=False))) == charts


def test_suppliers_and_classes_come_to_the_totals(frame: pl.DataFrame) -> None:
    totals = summarise(frame).totals["EUR"]
    charts = chart_data(chart_sums(frame), TODAY)
    for name in ("suppliers", "classes"):
        entries = charts[name]["EUR"]
        assert sum(entry["rows"] for entry in entries) == totals.rows
        assert sum(entry["order_value"] for entry in entries) == pytest.approx(totals.order_value)
        assert sum(entry["stock_value"] for entry in entries) == pytest.approx(totals.stock_value)
    values = [entry["order_value"] for entry in charts["suppliers"]["EUR"]]
    assert values == sorted(values, reverse=True)


def test_the_pareto_curve_rises_to_all_and_its_steps_hide_little(frame: pl.DataFrame) -> None:
    curve = chart_data(chart_sums(frame), TODAY)["pareto"]["EUR"]
    assert (curve[0]["share_of_skus"], curve[0]["share_of_value"]) == (0.0, 0.0)
    assert (curve[-1]["share_of_skus"], curve[-1]["share_of_value"]) == pytest.approx((1.0, 1.0))
    purchase = frame["total_cost"] - frame["annual_cost"] - frame["safety_stock_cost"].fill_null(0.0)
    values = purchase.filter(purchase > 0).sort(descending=True).to_list()
    for point in curve[1:]:
        best = sum(values[: round(point["share_of_skus"] * len(values))]) / sum(values)
        assert point["share_of_value"] == pytest.approx(best)


def test_the_largest_savings_are_the_largest_and_keep_their_kinds_apart(frame: pl.DataFrame) -> None:
    shown = chart_data(chart_sums(frame), TODAY)["savings"]["EUR"]
    largest = frame["annual_saving"].drop_nulls().sort(descending=True).head(TOP).to_list()
    assert [row["annual_saving"] for row in shown] == largest
    for row in shown:
        assert row["operating_saving"] + (row["purchase_saving"] or 0.0) == pytest.approx(
            row["annual_saving"]
        )


def test_every_sku_has_its_week_and_what_is_late_is_overdue(frame: pl.DataFrame) -> None:
    days = [MONDAY + timedelta(days=ahead) for ahead in (-300, -1, 0, 6, 7, 900)]
    some = frame.head(len(days)).with_columns(
        pl.Series("latest_order_date", days, dtype=pl.Date), currency=pl.lit("EUR")
    )
    weeks = chart_data(chart_sums(some), TODAY)["weeks"]["EUR"]
    assert [week["rows"] for week in weeks[:3]] == [2, 2, 1]
    assert [week["overdue"] for week in weeks[:3]] == [True, False, False]
    assert weeks[1]["week"] == MONDAY.isoformat()
    assert sum(week["rows"] for week in weeks) == 5  # the last is beyond the quarter shown


def test_many_suppliers_are_a_list_and_one_line(frame: pl.DataFrame) -> None:
    some = frame.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("supplier"))
    entries = chart_data(chart_sums(some), TODAY)["suppliers"]["EUR"]
    assert len(entries) == 201
    assert entries[-1]["others"] == some.height - 200
    assert sum(entry["rows"] for entry in entries) == some.height
