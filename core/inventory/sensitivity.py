"""How flat the cost curve is: what a lot away from the optimum costs."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Numbers


class Band(NamedTuple):
    """The lots within a given cost increase, as shares of the optimal one."""

    low: Numbers
    high: Numbers


def cost_ratio(quantity: FloatLike, optimal_quantity: FloatLike) -> Numbers:
    """Return cost over minimal cost, (e + 1/e)/2 with e = Q/Q*; purchase apart.

    Source: Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.2.3.

    >>> round(float(cost_ratio(5400.0, 6000.0)), 10)
    1.0055555556
    """
    excess = quantity / optimal_quantity
    result: Numbers = np.asarray((excess + 1.0 / excess) * 0.5)
    return result


def robustness_band(allowed_increase: FloatLike) -> Band:
    """Return the lots whose cost is at most a share above the minimum, (1 + eps) -/+ sqrt((1 + eps)^2 - 1).

    Source: Silver, Pyke and Thomas, 4th ed., section 4.3.

    >>> [round(float(value), 6) for value in robustness_band(0.1)]
    [0.641742, 1.558258]
    """
    centre = 1.0 + np.asarray(allowed_increase)
    width = np.sqrt(np.square(centre) - 1.0)
    high = centre + width
    return Band(1.0 / high, high)


def parameter_error(assumed: FloatLike, true: FloatLike) -> Numbers:
    """Return the cost ratio of planning with a wrong demand, order cost or (inverted) holding cost.

    The lot grows with the root of each, so e = sqrt(assumed/true): half as much again costs 2 %.

    >>> round(100.0 * (float(parameter_error(1500.0, 1000.0)) - 1.0), 4)
    2.0621
    """
    return cost_ratio(np.sqrt(assumed / np.asarray(true)), 1.0)
