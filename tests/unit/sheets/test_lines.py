"""Order lines become items: monthly demand, and the last of what else the lines say."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest

from core.sheets.values.dates import dates
from core.sheets.values.lines import Items, Lines

DATA = Path(__file__).parents[4] / "shared" / "data" / "history"
Line = tuple[str | None, str | None, float | None]  # sku, ISO day, quantity


def _batch(lines: list[Line], first_row: int = 2, **more: list[object]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row_no": pl.Series(range(first_row, first_row + len(lines)), dtype=pl.Int32),
            "sku": pl.Series([line[0] for line in lines], dtype=pl.String),
            "date": pl.Series([line[1] for line in lines], dtype=pl.String).str.to_date(),
            "quantity": pl.Series([line[2] for line in lines], dtype=pl.Float64),
            **more,
        }
    )


def _items(*batches: pl.DataFrame, kept: tuple[str, ...] = (), as_of: dt.date | None = None) -> Items:
    lines = Lines(kept, as_of)
    for batch in batches:
        lines.add(batch)
    return lines.items()


def _codes(found: Items, at: int) -> set[str]:
    return {code for positions, code in found.warnings if at in positions.to_list()}


def _year(sku: str, quantities: list[float], year: int = 2025) -> list[Line]:
    """A line on the first and on the last day of each month, half of the quantity on each."""
    lines: list[Line] = []
    for month, quantity in enumerate(quantities, start=1):
        first = dt.date(year, month, 1)
        last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        lines += [(sku, first.isoformat(), quantity / 2), (sku, last.isoformat(), quantity / 2)]
    return lines


def test_a_year_of_lines_gives_the_mean_and_the_sample_deviation_of_its_months() -> None:
    months = [120.0, 80, 100, 140, 60, 100, 110, 90, 130, 70, 100, 100]
    found = _items(_batch(_year("A", months))).frame
    assert found["demand"][0] == 100.0
    assert found["demand_std"][0] == pytest.approx(23.35496832484569, rel=1e-12)
    assert (found["period"][0], found["row_no"][0]) == ("month", 2)


def test_returns_are_kept_and_warned_of_when_a_month_has_more_of_them() -> None:
    months = [10.0] * 11 + [-4.0]
    found = _items(_batch(_year("A", months)))
    assert found.frame["demand"][0] == pytest.approx(np.mean(months), rel=1e-12)
    assert "negative_history" in _codes(found, 0)


def test_items_stand_in_the_order_of_their_first_lines_and_locations_are_items_of_their_own() -> None:
    lines: list[Line] = [("B", "2025-01-01", 1.0), ("A", "2025-02-01", 2.0), ("B", "2025-03-31", 3.0)]
    found = _items(_batch(lines, location=["x", None, "y"])).frame
    assert found.select("row_no", "sku", "location").rows() == [(2, "B", "x"), (3, "A", None), (4, "B", "y")]


def test_the_last_value_in_the_order_of_dates_is_kept_and_blanks_do_not_count() -> None:
    lines: list[Line] = [
        ("A", "2025-03-31", 1.0),
        ("A", "2025-01-01", 1.0),
        ("A", "2025-03-31", 1.0),
        ("B", "2025-02-01", 1.0),
    ]
    found = _items(_batch(lines, unit_cost=[7.0, 5.0, None, None]), kept=("unit_cost",)).frame
    assert found["unit_cost"].to_list() == [7.0, None]


def test_lines_without_a_sku_a_day_or_a_quantity_do_not_count() -> None:
    good = _year("A", [10.0] * 12)
    bad: list[Line] = [
        (None, "2025-01-02", 5.0),
        ("A", None, 5.0),
        ("A", "2025-01-02", None),
        ("C", None, 1.0),
    ]
    assert (
        _items(_batch([*bad, *good])).frame.drop("row_no").equals(_items(_batch(good)).frame.drop("row_no"))
    )


def test_batches_change_nothing() -> None:
    rng = np.random.default_rng(3)
    days = np.datetime64("2024-01-01") + rng.integers(0, 700, 2_000)
    lines: list[Line] = [
        (f"S{sku}", str(day), float(quantity))
        for sku, day, quantity in zip(
            rng.integers(0, 40, 2_000), days, rng.integers(1, 9, 2_000), strict=True
        )
    ]
    prices = [float(at) for at in range(2_000)]
    whole = _items(_batch(lines, unit_cost=prices), kept=("unit_cost",))  # type: ignore[arg-type]
    cut = _items(
        *(
            _batch(lines[at : at + 170], at + 2, unit_cost=prices[at : at + 170])  # type: ignore[arg-type]
            for at in range(0, 2_000, 170)
        ),
        kept=("unit_cost",),
    )
    assert cut.frame.equals(whole.frame)
    assert cut.notes == whole.notes


def test_months_that_are_not_whole_do_not_count_and_are_named() -> None:
    daily = [
        ("A", str(day), 1.0) for day in np.arange(np.datetime64("2025-01-20"), np.datetime64("2025-05-09"))
    ]
    found = _items(_batch(daily))  # type: ignore[arg-type]
    assert found.frame["demand"][0] == pytest.approx((28 + 31 + 30) / 3, rel=1e-12)
    assert "Months that are not whole and do not count: 2025-01 and 2025-05." in found.notes


def test_sparse_lines_that_end_before_the_month_does_leave_it_whole() -> None:
    weekly = [
        ("A", str(day), 7.0) for day in np.arange(np.datetime64("2025-01-03"), np.datetime64("2025-03-28"), 7)
    ]
    found = _items(_batch(weekly))  # type: ignore[arg-type]
    assert found.frame["demand"][0] == pytest.approx(7.0 * len(weekly) / 3, rel=1e-12)


def test_too_few_days_for_months_are_scaled_and_have_no_spread() -> None:
    found = _items(_batch([("A", "2025-12-01", 6.0), ("A", "2025-12-10", 4.0)]))
    assert found.frame["demand"][0] == pytest.approx(10.0 / 10 * 365 / 12, rel=1e-12)
    assert found.frame["demand_std"][0] is None
    assert _codes(found, 0) == {"short_history"}


def test_an_item_sold_only_in_a_month_that_does_not_count_has_demand_all_the_same() -> None:
    daily: list[Line] = [
        ("A", str(day), 1.0) for day in np.arange(np.datetime64("2025-01-01"), np.datetime64("2025-04-06"))
    ]
    found = _items(_batch([*daily, ("B", "2025-04-03", 19.0)]))
    assert found.frame["demand"][1] == pytest.approx(19.0 / 95 * 365 / 12, rel=1e-12)
    assert "short_history" in _codes(found, 1)


def test_lines_that_lie_ahead_do_not_count_and_are_said() -> None:
    lines = [*_year("A", [10.0] * 12), ("A", "2027-01-01", 500.0)]
    found = _items(_batch(lines), as_of=dt.date(2026, 1, 15))
    assert found.frame["demand"][0] == 10.0
    assert "Lines that lie ahead and do not count as demand: 1." in found.notes


def test_no_line_that_counts_gives_no_item() -> None:
    assert _items(_batch([("A", None, 1.0)])).frame.height == 0
    assert _items().frame.height == 0


def test_499_lines_of_a_shop_agree_with_their_sum_by_hand() -> None:
    path = DATA / "uci_online_retail_II_2sheets_500.xlsx"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    sheet = openpyxl.load_workbook(path, data_only=True)["Year 2009-2010"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    lines = [(str(row[1]), str(row[4])[:10], float(str(row[3]))) for row in rows if row[1] is not None]
    found = _items(_batch(lines))  # type: ignore[arg-type]
    sums: dict[str, float] = {}
    for sku, _, quantity in lines:
        sums[sku] = sums.get(sku, 0.0) + quantity
    days = {day for _, day, _ in lines}
    span = (dt.date.fromisoformat(max(days)) - dt.date.fromisoformat(min(days))).days + 1
    assert found.frame.height == len(sums)
    for sku, demand in zip(found.frame["sku"], found.frame["demand"], strict=True):
        assert demand == pytest.approx(max(sums[sku], 0.0) / span * 365 / 12, rel=1e-12)


def test_730_days_of_one_item_agree_with_their_months() -> None:
    path = DATA / "m1_daily_units_v3_promo.csv"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with path.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    days, codes = dates(pl.Series([row["Date"] for row in rows]), None)
    assert codes.null_count() == len(codes)
    found = _items(
        _batch([(row["Product"], str(day), float(row["Units"])) for row, day in zip(rows, days, strict=True)])
    )
    months: dict[str, float] = {}
    for row in rows:
        months[row["Date"][:7]] = months.get(row["Date"][:7], 0.0) + float(row["Units"])
    assert found.frame["demand"][0] == pytest.approx(np.mean(list(months.values())), rel=1e-12)
    assert found.frame["demand_std"][0] == pytest.approx(np.std(list(months.values()), ddof=1), rel=1e-9)
