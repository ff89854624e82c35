"""Lots that share a budget or a warehouse."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Numbers
from core.inventory.eoq import annual_cost

_STEPS = 200


class SharedLimit(NamedTuple):
    """Lots within a shared limit, the worth of one more unit of it, and costs with and without it."""

    quantity: Numbers
    multiplier: float
    cost: float
    used: float
    unconstrained_cost: float


def shared_limit(
    demand: Numbers,
    order_cost: Numbers,
    holding_cost: Numbers,
    resource_per_unit: Numbers,
    capacity: float,
    average: bool = False,
) -> SharedLimit:
    """Return the cheapest lots whose resource use together stays within a capacity.

    Use it for a budget (resource: unit cost) or a warehouse (resource: volume). `average` False limits the
    peak, every lot arriving at once, sum w Q; True limits the average, half of it. Do not use it across
    currencies.

    Parameters
    ----------
    demand, order_cost, holding_cost : (n,) as in `eoq`
    resource_per_unit : (n,) resource a unit takes, w, > 0
    capacity : resource there is, > 0
    average : whether the average rather than the peak is limited

    Returns
    -------
    quantity : Q = sqrt(2KD/(h + 2 lambda w)) [units] (for the average: h + lambda w)
    multiplier : lambda, what a further unit of resource saves a year; 0 where the limit does not bind
    cost, unconstrained_cost : sum of KD/Q + hQ/2 with and without the limit [money per year]
    used : resource used

    Source
    ------
    Nahmias and Olsen, Production and Operations Analysis, 7th ed., section 4.7; Hadley and Whitin (1963).
    lambda by halving a bracketing interval.

    Example
    -------
    >>> lots = shared_limit(
    ...     np.array([1850.0, 1150, 800]), np.array([100.0, 150, 50]), np.array([12.5, 87.5, 21.25]),
    ...     np.array([50.0, 350, 85]), 30000.0,
    ... )
    >>> lots.quantity.round(3).tolist(), round(lots.multiplier, 6)
    ([144.193, 52.627, 51.424], 0.052955)

    """
    weight = resource_per_unit * (0.5 if average else 1.0)

    def lots(multiplier: float) -> Numbers:
        result: Numbers = np.sqrt(2.0 * order_cost * demand / (holding_cost + 2.0 * multiplier * weight))
        return result

    def use(multiplier: float) -> float:
        return float((weight * lots(multiplier)).sum())

    multiplier = 0.0
    if use(0.0) > capacity:
        low, high = 0.0, 1.0
        while use(high) > capacity:
            high *= 2.0
        for _ in range(_STEPS):
            multiplier = 0.5 * (low + high)
            low, high = (multiplier, high) if use(multiplier) > capacity else (low, multiplier)
        multiplier = high
    quantity, free = lots(multiplier), lots(0.0)
    cost = float(annual_cost(demand, order_cost, holding_cost, quantity).sum())
    unconstrained = float(annual_cost(demand, order_cost, holding_cost, free).sum())
    return SharedLimit(quantity, multiplier, cost, use(multiplier), unconstrained)
