"""A scenario's assumptions on clean columns, and both decisions compared."""

import datetime as dt
from functools import reduce
from operator import add
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from core.inventory.defaults import Defaults
from core.scenario import Assumptions
from core.sheets.catalogue.assumptions import assumed
from core.sheets.catalogue.comparison import Comparison, compared, differing
from core.sheets.catalogue.comparison_words import words_of
from core.sheets.compute import decide_frame

DAY = dt.date(2026, 11, 23)
DEFAULTS = Defaults(order_cost=40.0, holding_rate=0.2, service_level=0.95)


def frame(**columns: list[Any]) -> pl.DataFrame:
    made = pl.DataFrame(columns, strict=False)
    return made.with_columns(row_no=pl.int_range(1, made.height + 1, dtype=pl.Int32))


ROWS = frame(
    sku=["rate", "cost", "no price", "breaks", "default"],
    demand=[1200.0, 500.0, 600.0, 900.0, 0.0],
    demand_std=[10.0, None, 20.0, 5.0, None],
    order_cost=[25.0, None, 30.0, 10.0, 12.0],
    order_cost_median=[18.5] * 5,
    unit_cost=[4.0, 2.0, None, None, 3.0],
    price_breaks_min_qty=[None, None, None, [1.0, 100.0], None],
    price_breaks_unit_cost=[None, None, None, [5.0, 4.0], None],
    holding_rate=[0.25, None, None, None, None],
    holding_cost=[None, 0.5, 1.0, 2.0, None],
    lead_time_days=[3.0, None, 14.0, 0.0, -2.0],
    lead_time_std_days=[1.0, None, None, None, None],
    service_level=[0.9, None, None, None, None],
    fill_rate=[None, 0.97, None, None, None],
    on_hand=[0.0, 100.0, 5.0, 9.0, 1.0],
)


def column(name: str, **what: float) -> list[Any]:
    return assumed(ROWS, Assumptions(**what))[name].to_list()


def test_a_rate_takes_the_place_of_a_holding_cost_where_there_is_a_price() -> None:
    assert column("holding_rate", holding_rate=0.4) == [0.4, 0.4, None, 0.4, None]
    assert column("holding_cost", holding_rate=0.4) == [None, None, 1.0, None, None]
    bare = assumed(ROWS.drop("holding_rate"), Assumptions(holding_rate=0.4))
    assert bare["holding_rate"].to_list() == [None, 0.4, None, 0.4, None]


def test_a_change_of_holding_acts_on_rates_and_costs() -> None:
    assert column("holding_rate", holding_percent=100.0) == [0.5, None, None, None, None]
    assert column("holding_cost", holding_percent=100.0) == [None, 1.0, 2.0, 4.0, None]


def test_the_cost_of_an_order_moves_with_what_odd_ones_are_told_by() -> None:
    assert column("order_cost", order_cost_percent=100.0) == [50.0, None, 60.0, 20.0, 24.0]
    assert column("order_cost_median", order_cost_percent=100.0) == [37.0] * 5
    assert column("order_cost", order_cost=7.0) == [7.0, None, 7.0, 7.0, 7.0]
    assert column("order_cost_median", order_cost=7.0) == [7.0] * 5


def test_service_and_fill_rate_stay_with_who_has_them() -> None:
    assert column("service_level", service_level=0.99) == [0.99, None, None, None, None]
    assert column("fill_rate", service_level=0.99) == ROWS["fill_rate"].to_list()
    assert column("fill_rate", fill_rate=0.9) == [None, 0.9, None, None, None]


def test_nothing_arrives_before_it_is_ordered_and_a_wrong_lead_time_stays_one() -> None:
    assert column("lead_time_days", lead_time_days_add=-5.0) == [0.0, None, 9.0, 0.0, -2.0]
    assert column("lead_time_days", lead_time_days_percent=50.0) == [4.5, None, 21.0, 0.0, -2.0]
    assert column("lead_time_std_days", lead_time_days_percent=50.0) == [1.5, None, None, None, None]
    assert column("lead_time_std_days", lead_time_days_add=5.0) == ROWS["lead_time_std_days"].to_list()


def test_the_variation_of_demand_grows_with_it() -> None:
    assert column("demand", demand_percent=100.0) == [2400.0, 1000.0, 1200.0, 1800.0, 0.0]
    assert column("demand_std", demand_percent=100.0) == [20.0, None, 40.0, 10.0, None]


def test_columns_that_are_not_there_are_not_made_and_no_other_is_touched() -> None:
    few = frame(sku=["A"], demand=[12.0], other=["{}"])
    everything = Assumptions(
        order_cost=1.0,
        holding_rate=0.1,
        service_level=0.9,
        fill_rate=0.9,
        lead_time_days_add=1.0,
        demand_percent=50.0,
    )
    assert_frame_equal(assumed(few, everything), few.with_columns(demand=pl.lit(18.0)))


def decide(rows: pl.DataFrame, defaults: Defaults) -> pl.DataFrame:
    return decide_frame(rows, defaults, DAY).frame


def sides(what: Assumptions, rows: pl.DataFrame = ROWS) -> tuple[pl.DataFrame, pl.DataFrame]:
    return decide(rows, DEFAULTS), decide(assumed(rows, what), what.on(DEFAULTS))


@pytest.mark.parametrize(
    "name",
    [
        "demand_percent",
        "order_cost_percent",
        "holding_percent",
        "lead_time_days_percent",
        "lead_time_days_add",
    ],
)
def test_a_change_by_0_gives_the_same_decisions_to_the_last_bit(name: str) -> None:
    before, after = sides(Assumptions(**{name: 0.0}))
    assert_frame_equal(before, after, check_exact=True)
    assert differing(before, after).is_empty()


def test_parts_add_up_to_the_whole_and_survive_json() -> None:
    what = Assumptions(demand_percent=20.0, service_level=0.99, holding_rate=0.3)
    before, after = sides(what)
    whole = compared(before, after, what)
    parts = [compared(before[at : at + 2], after[at : at + 2], what) for at in range(0, before.height, 2)]
    together = Comparison.from_json(reduce(add, parts).to_json())
    assert together.rows == whole.rows == 5
    assert (together.rows_other, together.changes, together.untouched) == (
        whole.rows_other,
        whole.changes,
        whole.untouched,
    )
    for name, amounts in whole.totals[""].items():
        assert together.totals[""][name] == pytest.approx(amounts)


def test_what_only_one_side_can_decide_is_in_no_total() -> None:
    """An item without a cost of an order is refused as it is, and decided once one is assumed."""
    rows = frame(sku=["A", "B"], demand=[100.0, 100.0], order_cost=[10.0, None], holding_cost=[1.0, 1.0])
    what = Assumptions(order_cost=10.0)
    before, after = decide(rows, Defaults()), decide(assumed(rows, what), what.on(Defaults()))
    found = compared(before, after, what)
    assert (found.only_baseline, found.only_scenario, found.rows_other) == (0, 1, 1)
    assert found.totals[""]["annual_cost"][0] == pytest.approx(found.totals[""]["annual_cost"][1])
    (row,) = differing(before, after).iter_rows(named=True)
    assert (row["sku"], row["baseline_status"], row["scenario_status"]) == ("B", "error", "ok")
    assert row["cost_difference"] is None
    assert row["weight"] > 0
    assert "1 item with costs in the scenario only, not the baseline: no total has them." in words_of(
        found.to_json()
    )


def test_words_tell_what_asks_for_action_before_the_rest() -> None:
    what = Assumptions(demand_percent=900.0, service_level=0.99)
    before, after = sides(what)
    told = compared(before, after, what).to_json()
    told["changes"] = dict(sorted(told["changes"].items(), reverse=True)) | {"to_order": 2}
    said = words_of(told)
    assert said.index("2 items newly to order.") < min(
        at for at, line in enumerate(said) if "another usual lot" in line
    )


def test_totals_are_apart_by_currency() -> None:
    rows = ROWS.with_columns(currency=pl.Series(["EUR", "USD", None, "EUR", "USD"]))
    before, after = sides(Assumptions(demand_percent=10.0), rows)
    found = compared(before, after, Assumptions(demand_percent=10.0))
    assert list(found.totals) == ["", "EUR", "USD"]
    said = words_of(found.to_json())
    assert any(line.startswith("Ordering and holding in a year") and "EUR (+" in line for line in said)
