"""The cheapest lot a supplier accepts and a shelf can take: packs, minimum, maximum."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Mask, Numbers
from core.inventory.eoq import annual_cost, economic_quantity
from core.inventory.rounding import GUARD, ceil_guarded, floor_guarded

# Above what three roots and a division add, so that a tie stays a tie.
_TIE = 1.0 + 1e-13


class Feasible(NamedTuple):
    """The cheapest feasible lot, its cost, and whether there is one."""

    quantity: Numbers
    cost: Numbers
    is_feasible: Mask


class Bounds(NamedTuple):
    """The smallest and the largest feasible lot; there is none where lowest > highest."""

    lowest: Numbers
    highest: Numbers


def cheaper_packs(packs: Numbers) -> Numbers:
    """Round an ideal number of packs to the cheaper neighbour; a tie goes to the smaller lot.

    With x = Q*/m and n = floor(x), n + 1 packs cost less than n exactly when x^2 > n(n + 1): the geometric
    mean, not the middle, because the cost curve is steeper on the left.

    >>> cheaper_packs(np.array([1.41, 1.42, 2.4, 2.5])).tolist()
    [1.0, 2.0, 2.0, 3.0]
    """
    lower = np.floor(packs)
    result: Numbers = lower + (packs * packs > lower * (lower + 1.0) * _TIE)
    return result


def bounds(multiple: Numbers | None, minimum: FloatLike | None, maximum: FloatLike | None) -> Bounds:
    """Return the smallest and largest lot in whole packs; a multiple of NaN means any quantity."""
    low = np.asarray(0.0 if minimum is None else minimum)
    high = np.asarray(np.inf if maximum is None else maximum)
    if multiple is None:
        return Bounds(low, high)
    # 80 packs of 0.18 are 14.399999999999999: a bound that packs meet exactly is the bound itself.
    least = multiple
    if minimum is not None:
        least = np.maximum(np.maximum(ceil_guarded(low / multiple), 1.0) * multiple, low)
    most = high
    if maximum is not None:
        most = floor_guarded(high / multiple) * multiple
        most = np.where(most >= high * (1.0 - GUARD), high, most)
        # Both ends may be the same number of packs, of which only one is a bound met exactly.
        most = np.where(most >= least * (1.0 - GUARD), np.maximum(most, least), most)
    if np.isnan(multiple).any():
        free = np.isnan(multiple)
        least, most = np.where(free, low, least), np.where(free, high, most)
    return Bounds(least, most)


def nearest(ideal: Numbers, multiple: Numbers | None, limits: Bounds) -> Numbers:
    """Return the cheapest lot within the bounds, given the ideal one; NaN where there is none.

    The cost is convex in the lot, so the cheapest feasible lot is the ideal one moved to the nearest bound.
    """
    if multiple is None:
        quantity = ideal
    else:
        quantity = cheaper_packs(ideal / multiple) * multiple
        free = np.isnan(multiple)
        if free.any():
            quantity = np.where(free, ideal, quantity)
    quantity = np.maximum(quantity, limits.lowest)
    quantity = np.minimum(quantity, limits.highest)
    if np.all(limits.lowest <= limits.highest):
        return quantity
    result: Numbers = np.where(limits.lowest <= limits.highest, quantity, np.nan)
    return result


@np.errstate(divide="ignore", invalid="ignore")
def feasible_quantity(
    demand: FloatLike,
    order_cost: FloatLike,
    holding_cost: FloatLike,
    *,
    multiple: FloatLike | None = None,
    minimum: FloatLike | None = None,
    maximum: FloatLike | None = None,
) -> Feasible:
    """Return the cheapest lot that is a whole number of packs between the minimum and the maximum.

    Use it whenever a supplier sells in packs or sets a minimum or maximum. Do not use it where the price
    changes with the quantity: price and feasibility must then be solved together (`all_units`,
    `incremental`).

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per order, K, >= 0
    holding_cost : (n,) money per unit and year, h, > 0
    multiple : (n,) units per pack, m, > 0; NaN or None: any quantity
    minimum : (n,) units, MOQ, >= 0
    maximum : (n,) units, > 0

    Returns
    -------
    quantity : n packs, n = the cheaper neighbour of Q*/m (n + 1 if and only if x^2 > n(n + 1)), moved into
        [ceil(MOQ/m), floor(maximum/m)] [units]; NaN where the interval is empty
    cost : KD/Q + hQ/2 [money per year]
    is_feasible : whether there is such a lot

    Source
    ------
    Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, 4th ed., section 4.3 (cost
    rounding follows from their percentage cost penalty); guard against 1.1/0.1 = 11.000000000000002.

    Example
    -------
    >>> lot = feasible_quantity(1300.0, 8.0, 0.225, multiple=25.0)
    >>> float(lot.quantity), round(float(lot.cost), 4)
    (300.0, 68.4167)
    >>> bool(feasible_quantity(1300.0, 8.0, 0.225, multiple=120.0, minimum=501.0, maximum=590.0).is_feasible)
    False

    """
    packs = None if multiple is None else np.asarray(multiple, dtype=np.float64)
    limits = bounds(packs, minimum, maximum)
    quantity = nearest(economic_quantity(demand, order_cost, holding_cost), packs, limits)
    cost = annual_cost(demand, order_cost, holding_cost, quantity)
    return Feasible(quantity, cost, np.asarray(limits.lowest <= limits.highest))
