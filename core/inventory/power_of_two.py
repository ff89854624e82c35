"""Order intervals that are a power of two of a base period: easy to plan, at most 6 % dearer."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Numbers
from core.inventory.eoq import economic_quantity
from core.inventory.sensitivity import cost_ratio

_ROOT_TWO = 1.4142135623730951


class PowerOfTwo(NamedTuple):
    """The interval in base periods and in the time unit, the lot it means and its cost over the optimum."""

    periods: Numbers
    interval: Numbers
    quantity: Numbers
    cost_ratio: Numbers


def periods(interval: FloatLike, base_period: FloatLike) -> Numbers:
    """Return 2^k base periods nearest in cost to an interval, k = ceil(log2(T/(sqrt2 T_B))).

    >>> periods(np.array([20.0, 23.0]), 1.0).tolist()
    [16.0, 32.0]
    """
    result: Numbers = np.exp2(np.ceil(np.log2(interval / (_ROOT_TWO * base_period))))
    return result


def power_of_two_interval(
    demand: FloatLike, order_cost: FloatLike, holding_cost: FloatLike, base_period: FloatLike
) -> PowerOfTwo:
    """Return the order interval of 2^k base periods that costs least.

    Use it to let many items share delivery days. Do not use it for an item ordered more than once a base
    period without looking at k: it may be negative.

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per order, K, > 0
    holding_cost : (n,) money per unit and year, h, > 0
    base_period : (n,) years, T_B, for example 1/52

    Returns
    -------
    periods : 2^k, k = ceil(log2(T*/(sqrt2 T_B)))
    interval : 2^k T_B [years]
    quantity : D T [units]
    cost_ratio : g(Q)/g*, at most 1.0607

    Source
    ------
    Roundy (1985); Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.3.

    Example
    -------
    >>> plan = power_of_two_interval(1000.0, 100.0, 18.0, 1.0 / 52.0)
    >>> float(plan.periods), round(float(plan.quantity), 4), round(float(plan.cost_ratio), 6)
    (4.0, 76.9231, 1.050038)

    """
    ideal = economic_quantity(demand, order_cost, holding_cost)
    count = periods(ideal / demand, base_period)
    interval = np.asarray(count * base_period)
    quantity = np.asarray(interval * demand)
    return PowerOfTwo(count, interval, quantity, cost_ratio(quantity, ideal))
