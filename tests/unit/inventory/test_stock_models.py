"""Distributions, fill rates and order-up-to levels: limiting cases with their reasons."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from core.inventory import distribution, fill_rate, gamma, negative_binomial, normal, poisson
from core.inventory.lead_time import lead_time_demand
from core.inventory.order_now import acceptable, order_decision
from core.inventory.periodic import order_up_to
from core.inventory.solve import smallest_whole, solve_decreasing


@np.errstate(all="ignore")  # as the models that call these do
def test_loss_functions_are_what_an_integral_says() -> None:
    """n(x) = E[max(X - x, 0)] of each distribution, by scipy.stats in place of our formulas."""
    x, mean, std = np.array([0.0, 3.0, 7.5, 30.0]), np.full(4, 6.0), np.full(4, 4.0)
    size, probability = negative_binomial.parameters(6.0, 4.0)
    frozen: dict[Any, Any] = {
        normal: stats.norm(6.0, 4.0),
        gamma: stats.gamma(2.25, scale=16.0 / 6.0),
        poisson: stats.poisson(6.0),
        negative_binomial: stats.nbinom(float(size), float(probability)),
    }
    for model, law in frozen.items():
        tail, loss = model.tail_and_loss(x, mean, std)
        for row, level in enumerate(x.tolist()):
            assert tail[row] == pytest.approx(law.sf(level), rel=1e-9)
            bound = {"lb": -100.0} if model is normal else {}
            expected = law.expect(lambda value, at=level: np.maximum(value - at, 0.0), **bound)
            assert loss[row] == pytest.approx(expected, rel=1e-5, abs=1e-9)


def test_large_shapes_keep_their_digits() -> None:
    """A gamma of shape a million is nearly normal: its loss agrees to the skewness that is left."""
    mean, std = np.array([1e6]), np.array([1e3])
    _, loss = gamma.tail_and_loss(np.array([1.001e6]), mean, std)
    _, like = normal.tail_and_loss(np.array([1.001e6]), mean, std)
    assert loss[0] == pytest.approx(like[0], rel=2e-3)
    _, burst = negative_binomial.tail_and_loss(np.array([1e4 + 1.0]), np.array([1e4]), np.array([100.05]))
    _, pieces = poisson.tail_and_loss(np.array([1e4 + 1.0]), np.array([1e4]), np.array([100.0]))
    assert burst[0] == pytest.approx(pieces[0], rel=2e-3)
    _, many = poisson.tail_and_loss(np.array([2e6]), np.array([2e6]), np.array([1.0]))
    assert many[0] == pytest.approx(2e6**0.5 * float(normal.loss(0.0)), rel=1e-3)


@np.errstate(all="ignore")  # as the models that call these do
def test_below_nothing_everything_is_short() -> None:
    """At a level below 0 every unit of demand is short, and |x| more."""
    for model in (gamma, poisson, negative_binomial):
        tail, loss = model.tail_and_loss(np.array([-2.0]), np.array([6.0]), np.array([4.0]))
        assert (tail[0], loss[0]) == (1.0, pytest.approx(8.0))


@pytest.mark.parametrize("name", ["normal", "gamma", "poisson", "negative_binomial"])
def test_fill_rate_is_met_and_one_less_would_not_do(name: str) -> None:
    """The reorder point is the least one that delivers the fill rate."""
    point = fill_rate.reorder_point(6.0, 4.0, 9.0, 0.97, name)
    step = 1.0 if name in ("poisson", "negative_binomial") else 1e-6
    std = 6.0**0.5 if name == "poisson" else 4.0
    at = fill_rate.achieved(point.reorder_point, 9.0, 6.0, std, name)
    below = fill_rate.achieved(point.reorder_point - step, 9.0, 6.0, std, name)
    assert at[0] >= 0.97 - 1e-12
    assert below[0] < 0.97
    assert point.achieved_fill_rate[0] == at[0]


def test_a_large_lot_needs_a_negative_factor() -> None:
    """With Q = 20 sigma a stockout is rare even without safety stock: k < 0 is right, not an error."""
    point = fill_rate.reorder_point(50.0, 100.0, 2000.0, 0.95)
    assert point.safety_stock[0] / 100.0 == pytest.approx(-0.8994715612537587, rel=1e-9)


def test_missing_rows_stay_missing_beside_solved_ones() -> None:
    """A row without a spread is left alone, and leaves its neighbour alone."""
    both = fill_rate.reorder_point(np.array([50.0, 50.0]), np.array([np.nan, 20.0]), 60.0, 0.95)
    alone = fill_rate.reorder_point(50.0, 20.0, 60.0, 0.95)
    assert np.isnan(both.reorder_point[0])
    assert both.reorder_point[1] == alone.reorder_point[0]


@np.errstate(all="ignore")  # as the models that call these do
def test_solving_gives_up_after_many_steps_instead_of_hanging() -> None:
    """A shortage that never falls has no root; the answer is the last level tried."""

    def flat(level: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(rows.size, 2.0), np.zeros(rows.size)

    one = np.ones(1)
    assert solve_decreasing(flat, one, one, 0.0 * one, one)[0] > 100.0
    assert smallest_whole(lambda level, _: level < 0.0, one, -one)[0] == np.inf


@pytest.mark.parametrize("start", [-5.0, 0.0, 41.0, 42.0, 43.0, 5000.0])
def test_smallest_whole_level_is_found_from_any_guess(start: float) -> None:
    """The guess saves time and changes nothing."""
    found = smallest_whole(lambda level, _: level >= 42.0, np.array([start]), np.array([-1.0]))
    assert found.tolist() == [42.0]


def test_no_review_and_no_deviation_leave_the_plain_lead_time() -> None:
    """L sigma^2 alone; and a lot below a review's demand counts the whole review."""
    plain = lead_time_demand(100.0, 22.0, 4.0)
    assert (float(plain.mean), float(plain.std)) == (400.0, 44.0)
    small = lead_time_demand(100.0, 22.0, 4.0, None, 2.0, 100.0)
    assert float(small.mean) == 600.0
    assert float(small.std) == pytest.approx(22.0 * 6.0**0.5)
    large = lead_time_demand(100.0, 22.0, 4.0, None, 2.0, 200.0)
    assert float(large.mean) == 500.0
    assert float(large.std) == pytest.approx((5.0 * 484.0 + 200.0**2 / 12.0) ** 0.5)


@pytest.mark.parametrize("name", ["normal", "gamma", "poisson", "negative_binomial"])
@pytest.mark.parametrize("lead", [0.0, 2.0])
def test_order_up_to_by_fill_rate_delivers_it(name: str, lead: float) -> None:
    """1 - (n_(L+R)(S) - n_L(S))/(dR) is at least the target, and just so where S is continuous."""
    std = 3.0**0.5 if name == "poisson" else 2.5
    level = order_up_to(3.0, std, lead, 2.0, fill_rate=0.95, distribution_name=name)
    model = distribution.MODELS[distribution.WORDS[name]]
    short = model.tail_and_loss(level.order_up_to, level.protection_demand, level.protection_std)[1]
    if lead:
        early = lead_time_demand(np.array([3.0]), np.array([std]), np.array([lead]))
        short = short - model.tail_and_loss(level.order_up_to, early.mean, early.std)[1]
    reached = 1.0 - short[0] / 6.0
    assert reached >= 0.95 - 1e-9
    if name in ("normal", "gamma"):
        assert reached == pytest.approx(0.95, abs=1e-9)


def test_order_up_to_needs_a_target() -> None:
    """Without one there is no level to name."""
    with pytest.raises(ValueError, match="service_level or fill_rate"):
        order_up_to(100.0, 20.0, 2.0, 1.0)


def test_orders_exactly_on_the_trigger_and_above_it() -> None:
    """At the reorder point it orders, one above it waits; 0.1 + 0.2 is 0.3."""
    assert order_decision(120.0, 0.0, 0.0, 0.0, 120.0, 300.0).suggested == 300.0
    assert order_decision(121.0, 0.0, 0.0, 0.0, 120.0, 300.0).suggested == 0.0
    assert order_decision(0.1 + 0.2, 0.0, 0.0, 0.0, 0.3, 5.0).is_due


def test_a_deep_backlog_takes_as_many_lots_as_it_needs() -> None:
    """10,000 owed in lots of 300: 34 lots and one more to be above the trigger; the maximum splits them."""
    decision = order_decision(-10_000.0, 0.0, 0.0, 0.0, 120.0, 300.0, multiple=7.0, maximum=1000.0)
    assert (float(decision.suggested), float(decision.orders_needed)) == (994.0, 11.0)
    free = acceptable(np.array([5.0, 5.0]), np.array([4.0, np.nan]), None, np.array([6.0, 3.0]))
    assert [column.tolist() for column in free] == [[4.0, 3.0], [2.0, 2.0]]


def test_a_settled_choice_keeps_its_distribution_around_the_border() -> None:
    """The border is 10; with 11 a mean of 10.5 is still counted in pieces, with 9 one of 9.5 no longer."""
    mean, std = np.array([10.5, 9.5]), np.sqrt(np.array([10.5, 9.5]))
    chosen = distribution.choose(mean, std, np.array([True, True]), np.array([11.0, 9.0]))
    assert distribution.NAMES[chosen].tolist() == ["poisson", "normal"]
