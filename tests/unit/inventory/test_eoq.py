"""EOQ, its sensitivity and power-of-two intervals."""

import numpy as np
import pytest

from core.inventory.eoq import annual_cost, eoq
from core.inventory.power_of_two import power_of_two_interval
from core.inventory.sensitivity import cost_ratio, robustness_band


def test_extreme_sizes_neither_overflow_nor_vanish() -> None:
    """One root of 2KD/h would overflow here; three roots do not."""
    order = eoq(1e200, 1e200, 1e-100)
    assert float(order.quantity) == pytest.approx(2**0.5 * 1e250, rel=1e-14)
    assert float(eoq(1e-9, 1e-9, 1e12).quantity) == pytest.approx(2**0.5 * 1e-15, rel=1e-14)


def test_cost_at_the_optimum_is_the_minimal_cost() -> None:
    """Ordering and holding cost are equal at Q*, each half of sqrt(2KDh)."""
    order = eoq(1300.0, 8.0, 0.225)
    assert float(annual_cost(1300.0, 8.0, 0.225, order.quantity)) == pytest.approx(
        float(order.cost), rel=1e-14
    )


def test_an_order_that_costs_nothing_has_no_lot() -> None:
    """K = 0: nothing to spread over a lot, so Q* = 0 and it costs nothing."""
    order = eoq(1300.0, 0.0, 0.2)
    assert (float(order.quantity), float(order.cost)) == (0.0, 0.0)


def test_a_column_equals_single_calls_in_every_bit() -> None:
    """SIMD must not depend on the length: sizes around every register width."""
    random = np.random.default_rng(1)
    for size in (1, 2, 3, 7, 8, 9, 1000):
        demand, cost, holding = random.uniform(0.1, 1e6, (3, size))
        column = eoq(demand, cost, holding)
        for row in range(size):
            single = eoq(demand[row : row + 1], cost[row : row + 1], holding[row : row + 1])
            assert [value[0] for value in single] == [value[row] for value in column]


def test_band_and_ratio_agree() -> None:
    """Both ends of the 5 % band cost exactly 5 % more."""
    low, high = robustness_band(0.05)
    assert [round(float(cost_ratio(end, 1.0)), 12) for end in (low, high)] == [1.05, 1.05]


def test_power_of_two_never_costs_more_than_six_percent() -> None:
    """Roundy's bound, 1.0607, over two octaves of intervals."""
    plan = power_of_two_interval(np.geomspace(100.0, 10000.0, 500), 10.0, 1.0, 1.0 / 365.0)
    assert plan.cost_ratio.max() <= (2**0.5 + 2**-0.5) / 2 + 1e-12
