"""Joint replenishment: items of one supplier that share the cost of an order."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Numbers


class JointPlan(NamedTuple):
    """A base period, every how many of them each item is ordered, and the cost."""

    base_period: float
    multiples: Numbers
    cost: float


def joint_replenishment(
    shared_cost: float, individual_costs: Numbers, holding_costs: Numbers, demand: Numbers
) -> JointPlan:
    """Return the cheapest strict-cycle plan: the supplier every T, each item every m_j T.

    Every set of multiples that is best for some base period is visited: as T falls, item j steps from m to m
    + 1 exactly at T^2 = 2k_j/(h_j D_j m(m + 1)). So the result is the optimum, not Silver's one pass, which
    misses it by 0.2 % on Silver's own data.

    Parameters
    ----------
    shared_cost : money per order to the supplier, K, > 0
    individual_costs : (n,) money an item adds to an order, k_j, >= 0
    holding_costs : (n,) money per unit and year, h_j, > 0
    demand : (n,) units per year, D_j, > 0

    Returns
    -------
    base_period : T = sqrt(2(K + sum k_j/m_j) / sum h_j D_j m_j) [years]
    multiples : m_j, the smallest with m(m + 1) >= 2k_j/(h_j D_j T^2)
    cost : sqrt(2(K + sum k_j/m_j) sum h_j D_j m_j) [money per year]

    Source
    ------
    Goyal (1974); Silver (1976); Silver, Pyke and Thomas, 4th ed., section 10.4.

    Example
    -------
    >>> costs, demand = np.array([1.87, 5.27, 7.94, 8.19, 8.87]), np.array([1736.0, 656, 558, 170, 142])
    >>> plan = joint_replenishment(10.0, costs, np.full(5, 0.2), demand)
    >>> round(plan.base_period, 6), plan.multiples.tolist(), round(plan.cost, 6)
    (0.245558, [1.0, 1.0, 2.0, 3.0, 3.0], 218.251586)

    """
    held = holding_costs * demand
    once = np.ones_like(held)
    period, best = _plan(shared_cost, individual_costs, held, once)
    multiples = once
    # Below this base period ordering from the supplier alone costs more than the best plan so far.
    points = _steps(individual_costs, held, shared_cost / best)
    for square in points:
        count = _multiples(individual_costs, held, square)
        interval, cost = _plan(shared_cost, individual_costs, held, count)
        if cost < best * (1.0 - 1e-15):
            period, best, multiples = interval, cost, count
    return JointPlan(period, multiples, best)


def _steps(individual_costs: Numbers, held: Numbers, least_period: float) -> list[float]:
    squares: set[float] = set()
    for ratio in (2.0 * individual_costs / held).tolist():
        count = 1
        while ratio > 0.0 and ratio / (count * (count + 1)) >= least_period * least_period:
            # Just below the border, where this item has taken its step.
            squares.add(ratio / (count * (count + 1)) * (1.0 - 1e-12))
            count += 1
    return sorted(squares, reverse=True)


def _multiples(individual_costs: Numbers, held: Numbers, square: float) -> Numbers:
    wanted = 2.0 * individual_costs / held / square
    # m(m + 1) >= wanted  <=>  m >= (sqrt(1 + 4 wanted) - 1)/2
    result: Numbers = np.maximum(np.ceil((np.sqrt(1.0 + 4.0 * wanted) - 1.0) / 2.0 - 1e-13), 1.0)
    return result


def _plan(
    shared_cost: float, individual_costs: Numbers, held: Numbers, multiples: Numbers
) -> tuple[float, float]:
    ordering = shared_cost + float((individual_costs / multiples).sum())
    holding = float((held * multiples).sum())
    return float(np.sqrt(2.0 * ordering / holding)), float(np.sqrt(2.0 * ordering * holding))
