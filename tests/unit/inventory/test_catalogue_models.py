"""History, intermittent demand, classes, portfolios, joint orders, curves and texts."""

import itertools

import numpy as np
import pytest

from core.errors import InvalidItem
from core.inventory import texts
from core.inventory.classify import rank, share_classes
from core.inventory.curve import cost_curve
from core.inventory.history import from_periods, judge, per_month, usable
from core.inventory.intermittent import forecast
from core.inventory.joint import joint_replenishment
from core.inventory.portfolio import shared_limit
from tests.unit.inventory.rows import columns_of_rows

NAN = np.nan


def test_history_of_one_month_has_no_deviation() -> None:
    """n - 1 = 0: a single month says nothing about spread, and none says nothing at all."""
    history = from_periods(np.array([[5.0, NAN], [NAN, NAN]]))
    assert history.annual_demand[0] == 60.0
    assert np.isnan(history.std).all()
    assert np.isnan(history.annual_demand[1])


def test_months_out_of_stock_do_not_count() -> None:
    """What could not be sold says nothing about demand; a dead item keeps its zeros."""
    demand = np.array([[0.0, 4.0, 0.0, 6.0], [0.0, 0.0, 0.0, 0.0]])
    kept = usable(demand, was_out_of_stock=demand == 6.0)
    assert np.array_equal(kept, [[NAN, 4.0, 0.0, NAN], [0.0, 0.0, 0.0, 0.0]], equal_nan=True)


def test_lines_outside_the_window_are_left_out() -> None:
    """Two items, one line too early and one too late."""
    days = np.array(["2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01"], dtype="datetime64[D]")
    sold = per_month(np.array([0, 0, 1, 1]), days, np.ones(4), 2, np.datetime64("2026-01"), 2)
    assert sold.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_outlook_names_what_to_beware_of() -> None:
    """A smooth, a fading, a dead, a rising and a returned item."""
    rising = np.arange(24.0) + 20.0
    demand = np.zeros((5, 24))
    demand[0] = 10.0
    demand[1, :4] = 5.0
    demand[3] = rising
    demand[4] = 10.0
    demand[4, 20:22] = [-3.0, 500.0]
    outlook = judge(demand)
    assert outlook.method.tolist() == ["mean", "tsb", "mean", "mean", "mean"]
    assert outlook.kind.tolist() == ["smooth", "intermittent", None, "smooth", "erratic"]
    assert outlook.is_dead.tolist() == [False, True, True, False, False]
    assert outlook.has_trend.tolist() == [False, True, False, True, False]
    assert outlook.has_negative.tolist() == [False, False, False, False, True]
    assert outlook.is_dominated.tolist() == [False, False, False, False, True]
    assert judge(demand[:, :6]).is_short.all()
    assert outlook.annual_demand[0] == 120.0


def test_a_single_sale_and_skipped_periods() -> None:
    """One sale varies by nothing; a period that does not count makes no interval longer."""
    once = forecast(np.array([[0.0, NAN, 6.0, 0.0]]))
    assert (once.interval[0], once.squared_cv[0], once.croston[0]) == (3.0, 0.0, 3.0)


def test_classes_per_currency_with_ties_by_sku() -> None:
    """Yen never push euros out of class A; an item without a value has no class."""
    value = np.array([1e6, 80.0, 10.0, 10.0, NAN])
    currency = np.array(["JPY", "EUR", "EUR", "EUR", "EUR"], dtype=object)
    sku = np.array(["j", "a", "c", "b", "d"], dtype=object)
    assert rank(value, currency, sku).tolist() == ["A", "A", "B", "B", None]
    assert share_classes(np.array([])).tolist() == []


def test_a_limit_nobody_meets_costs_nothing_and_a_tight_one_is_met() -> None:
    """The multiplier is 0, or such that the capacity is used up; the average limit is twice as wide."""
    demand, cost, holding, weight = (
        np.array(values) for values in ([9e5, 4e5], [90.0, 50.0], [1.0, 2.0], [3.0, 2.0])
    )
    free = shared_limit(demand, cost, holding, weight, 1e9)
    assert (free.multiplier, free.cost) == (0.0, free.unconstrained_cost)
    tight = shared_limit(demand, cost, holding, weight, 1000.0)
    assert tight.used == pytest.approx(1000.0)
    assert tight.multiplier > 1.0
    average = shared_limit(demand, cost, holding, weight, 500.0, average=True)
    assert average.quantity == pytest.approx(tight.quantity, rel=1e-9)


def test_joint_replenishment_equals_full_enumeration() -> None:
    """No set of multiples up to 8 is cheaper, on 200 random suppliers of three items."""
    random = np.random.default_rng(5)
    for _ in range(200):
        shared, own = random.uniform(1.0, 100.0), random.uniform(0.0, 100.0, 3)
        held = random.uniform(1.0, 100.0, 3)
        best = min(
            np.sqrt(2.0 * (shared + (own / np.array(counts)).sum()) * (held * np.array(counts)).sum())
            for counts in itertools.product(range(1, 9), repeat=3)
        )
        plan = joint_replenishment(shared, own, held, np.ones(3))
        assert plan.cost <= best * (1.0 + 1e-12)


def test_curve_passes_through_the_decision() -> None:
    """With price breaks: at 800 the chart shows the decision's cost."""
    breaks = ((1.0, 0.75), (400.0, 0.72), (800.0, 0.68))
    item = {"demand": 1300.0, "order_cost": 8.0, "holding_rate": 0.3, "price_breaks": breaks}
    curve = cost_curve(columns_of_rows(item), points=1201)
    at = int(np.argmin(curve.total))
    assert curve.quantity[at] == pytest.approx(800.0, rel=0.01)
    assert curve.total[at] == pytest.approx(978.6, rel=1e-3)
    assert curve.total == pytest.approx(curve.ordering + curve.holding + curve.purchase)
    free = cost_curve(columns_of_rows({"demand": 9.0, "order_cost": 0.0, "holding_cost": 1.0}))
    assert free.eoq == 0.0


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"demand": 1.0}] * 2, "one item"),
        ([{"demand": -1.0}], "negative"),
        ([{"demand": 0.0}], "no lot to draw"),
    ],
)
def test_curves_that_cannot_be_drawn(rows: list[dict[str, float]], says: str) -> None:
    """Two items, a refused one, one nobody asks for."""
    whole = [{"order_cost": 8.0, "holding_cost": 0.225} | row for row in rows]
    with pytest.raises(InvalidItem, match=says):
        cost_curve(columns_of_rows(*whole))


def test_texts_are_the_same_for_few_and_for_many() -> None:
    """One number is formatted by Python, many come from tables; the text is the same."""
    random = np.random.default_rng(2)
    sizes = 10.0 ** random.uniform(-4.0, 16.0, 4000)
    values = np.concatenate(
        [np.round(sizes, 1), -sizes, np.floor(sizes), [0.0, 0.005, 99.995, 1e13, 9999.999]]
    )
    many = texts.numbers(values).tolist()
    assert many == [texts.number(value) for value in values.tolist()]
    small = np.linspace(-50.0, 50.0, 999)
    assert texts.numbers(small).tolist() == [texts.number(value) for value in small.tolist()]


def test_dates_are_the_same_for_few_and_for_many() -> None:
    """From a table, one by one, and far apart."""
    near = np.datetime64("2026-01-01") + np.arange(40) % 7
    far = np.datetime64("2026-01-01") + np.arange(40) * 500
    for days in (near, far, near[:3]):
        assert texts.dates(days).tolist() == [str(day) for day in days]


def test_a_history_that_begins_with_its_only_sale_does_not_promise_one_every_month() -> None:
    once = forecast(np.array([[10.0, 0, 0, 0, 0, 0]]))
    assert float(once.croston[0]) == pytest.approx(10 / 6)
    assert float(once.tsb[0]) < 10 / 6


def test_months_left_out_before_the_first_sale_change_the_forecast_little() -> None:
    whole = forecast(np.array([[0.0, 0, 3, 0, 0, 0, 5, 0, 2, 0, 0, 4]]))
    cut = forecast(np.array([[np.nan, np.nan, 3, 0, 0, 0, 5, 0, 2, 0, 0, 4]]))
    assert float(cut.sba[0]) == pytest.approx(float(whole.sba[0]), rel=0.3)
