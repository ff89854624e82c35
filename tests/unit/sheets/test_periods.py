"""Columns of months and weeks become demand, its spread, and what to beware of."""

import csv
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest

from core.sheets.values.periods import Demand, Periods, arranged, combine

DATA = Path(__file__).parents[4] / "shared" / "data"
_YEAR = [120.0, 80, 100, 140, 60, 100, 110, 90, 130, 70, 100, 100]
_ROWS = [f"2025-{month:02}" for month in range(1, 13)]


def _combined(rows: Sequence[Sequence[float | None]], periods: Periods) -> Demand:
    columns = [f"c{at}" for at in range(len(rows[0]))]
    return combine(pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Float64), orient="row"), periods)


def _codes(found: Demand, at: int = 0) -> set[str]:
    return {code for positions, code in found.warnings if at in positions.to_list()}


def test_a_year_of_months_gives_their_mean_and_sample_deviation() -> None:
    found = _combined([_YEAR], arranged(_ROWS, "month"))
    assert (found.period, found.demand[0]) == ("month", 100.0)
    assert found.demand_std[0] == pytest.approx(23.35496832484569, rel=1e-12)
    assert _codes(found) == set()


def test_the_worked_examples_of_history_hold() -> None:
    path = DATA / "worked_examples.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    cases = {case["id"]: case for case in json.loads(path.read_text())["cases"]}
    monthly = cases["HIST-01"]["input"]["monthly"]
    expected = cases["HIST-01"]["expected"]
    found = _combined([monthly], arranged(_ROWS, "month"))
    assert found.demand[0] * 12 == pytest.approx(expected["annual_demand"], rel=1e-9)
    assert found.demand_std[0] == pytest.approx(expected["monthly_sd_sample"], rel=1e-9)


def test_the_months_before_the_first_sale_do_not_count() -> None:
    """3 . . . 5 . 2 . . 4: the smoothed size is 3.172, the interval 2.5, 2.65, 2.585, 2.6265, by hand."""
    lumpy = _combined([[0.0, 0, 3, 0, 0, 0, 5, 0, 2, 0, 0, 4]], arranged(_ROWS, "month"))
    assert lumpy.demand[0] == pytest.approx(3.172 / 2.6265 * 0.95, rel=1e-12)
    assert _codes(lumpy) == {"short_history"}


def test_intermittent_demand_is_forecast_by_hand_as_by_sba() -> None:
    """Sizes 4, 4, 4 every second month: Croston 4/2 = 2, SBA 2 (1 - 0.1/2) = 1.9."""
    found = _combined([[4.0, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0]], arranged(_ROWS, "month"))
    assert found.demand[0] == pytest.approx(1.9, rel=1e-12)
    assert found.demand_std[0] == pytest.approx(np.std([4.0, 0] * 6, ddof=1), rel=1e-12)


def test_periods_are_put_in_the_order_of_time() -> None:
    assert arranged(["2025-03", "2024-12", "2025-01"], "month").order == (1, 2, 0)
    assert arranged(["2025-W10", "2025-W09"], "week").order == (1, 0)
    assert arranged(["10", "9", "11"], "month").order == (1, 0, 2)
    newest_first = _combined([[9.0, 0, 0]], arranged(["2025-03", "2025-02", "2025-01"], "month"))
    assert newest_first.demand[0] == 9.0  # the zeros before the first sale do not count


def test_empty_cells_count_as_no_sales_and_are_counted_but_an_empty_row_is_not_known() -> None:
    found = _combined([[6.0, None, 6.0, 0.0], [None] * 4], arranged(["1", "2", "3", "4"], "month"))
    zeros = _combined([[6.0, 0.0, 6.0, 0.0]], arranged(["1", "2", "3", "4"], "month"))
    assert found.demand.to_list() == [zeros.demand[0], None]
    assert found.demand_std[1] is None
    assert (found.blanks, _codes(found, 1)) == (1, set())


def test_columns_without_any_number_and_those_ahead_are_left_out_and_said() -> None:
    periods = arranged(
        ["2025-10", "2025-11", "2025-12", "2026-01"], "month", filled={0, 1, 3}, as_of=dt.date(2025, 11, 22)
    )
    assert (periods.order, periods.last_is_partial) == ((0, 1), True)
    assert len(periods.notes) == 3
    assert _combined([[10.0, 3.0, None, 50.0]], periods).demand[0] == 10.0


def test_periods_that_all_lie_ahead_are_a_forecast_without_a_spread() -> None:
    periods = arranged(["2026-01", "2026-02"], "month", as_of=dt.date(2025, 11, 22))
    found = _combined([[10.0, 20.0]], periods)
    assert (periods.is_forecast, found.demand[0], found.demand_std[0]) == (True, 15.0, None)


@pytest.mark.parametrize(
    ("months", "code"),
    [
        ([10.0, 10, 10], "short_history"),
        ([*_YEAR[:-1], -20.0], "negative_history"),
        ([1.0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 90], "dominated_history"),
        ([float(10 * at) for at in range(1, 13)], "trend"),
        ([*_YEAR, *[0.0] * 12], "dead"),
    ],
)
def test_a_doubtful_history_is_warned_of(months: list[float], code: str) -> None:
    parts = [str(at) for at in range(1, len(months) + 1)]
    assert code in _codes(_combined([months], arranged(parts, "month")))


def test_weeks_stay_demand_a_week() -> None:
    weeks = [float(5 + at % 3) for at in range(52)]
    found = _combined([weeks], arranged([str(at) for at in range(52)], "week"))
    assert (found.period, found.demand[0]) == ("week", pytest.approx(np.mean(weeks), rel=1e-12))


def test_rows_do_not_change_each_other() -> None:
    rng = np.random.default_rng(7)
    rows = rng.poisson(3.0, (50, 12)).astype(float).tolist()
    together = _combined(rows, arranged(_ROWS, "month"))
    for at, row in enumerate(rows):
        alone = _combined([row], arranged(_ROWS, "month"))
        assert (alone.demand[0], alone.demand_std[0]) == (together.demand[at], together.demand_std[at])


def test_52_weeks_of_811_products_agree_with_their_rows() -> None:
    path = DATA / "history" / "uci_weekly_sales_811x52.csv"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with path.open(encoding="utf-8") as lines:
        rows = [[float(cell) for cell in row[1:53]] for row in list(csv.reader(lines))[1:]]
    found = _combined(rows, arranged([str(at) for at in range(52)], "week"))
    assert found.demand.null_count() == 0
    steady = [at for at, row in enumerate(rows) if all(cell > 0 for cell in row)]
    assert len(steady) > 100
    for at in steady:
        assert found.demand[at] == pytest.approx(np.mean(rows[at]), rel=1e-12)
        assert found.demand_std[at] == pytest.approx(np.std(rows[at], ddof=1), rel=1e-9)


def test_12_months_of_51_parts_agree_with_their_rows() -> None:
    path = DATA / "history" / "ihbarus_demand_dataset.xlsx"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    sheet = openpyxl.load_workbook(path, data_only=True)["Demand Data"]
    months = [
        [float(cell) for cell in row[4:16]]  # type: ignore[arg-type]
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if row[0] and all(isinstance(cell, int | float) for cell in row[4:16])
    ]
    found = _combined(
        months, arranged([f"2024-{m:02}" for m in range(4, 13)] + ["2025-01", "2025-02", "2025-03"], "month")
    )
    assert len(months) >= 51
    for at, row in enumerate(months):
        if all(cell > 0 for cell in row):
            assert found.demand[at] == pytest.approx(np.mean(row), rel=1e-12)
