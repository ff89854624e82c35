"""All-units discounts: above each break, every unit of the order costs less."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Codes, FloatLike, Numbers, columns
from core.inventory.eoq import economic_quantity
from core.inventory.feasible import Bounds, bounds, nearest
from core.inventory.rounding import ceil_guarded
from core.inventory.terms import Terms


class Discounted(NamedTuple):
    """The cheapest lot over all price tiers, its tier, price and total cost."""

    quantity: Numbers
    tier: Codes
    unit_cost: Numbers
    total_cost: Numbers


class Choice(NamedTuple):
    """The cheapest lot, its tier, and the feasible interval of that tier."""

    quantity: Numbers
    tier: Codes
    total_cost: Numbers
    limits: Bounds


def tier_bounds(terms: Terms, breakpoints: Numbers, tier: int, *, is_open: bool) -> Bounds:
    """Return the feasible interval within a tier, [b_j, b_(j+1)); a breakpoint is in the tier it opens."""
    start = breakpoints[:, tier]
    low = start if terms.minimum is None else np.maximum(start, terms.minimum)
    limits = bounds(terms.multiple, low, np.inf if terms.maximum is None else terms.maximum)
    if not is_open or tier + 1 == breakpoints.shape[1]:
        return limits
    end = breakpoints[:, tier + 1]
    below = np.nextafter(end, 0.0)
    if terms.multiple is not None:
        packs_below = (ceil_guarded(end / terms.multiple) - 1.0) * terms.multiple
        below = np.where(np.isnan(terms.multiple), below, packs_below)
    return Bounds(limits.lowest, np.where(np.isnan(end), limits.highest, np.minimum(limits.highest, below)))


def choose(terms: Terms, breakpoints: Numbers, unit_costs: Numbers) -> Choice:
    """Return the cheapest feasible lot over all tiers; NaN where no tier has one."""
    size, tiers = breakpoints.shape
    best = np.full(size, np.inf)
    quantity, lowest, highest = np.full(size, np.nan), np.full(size, np.nan), np.full(size, np.nan)
    chosen = np.zeros(size, dtype=np.int8)
    for tier in range(tiers):
        price = unit_costs[:, tier]
        relevant = terms.relevant(terms.holding(price))
        limits = tier_bounds(terms, breakpoints, tier, is_open=True)
        lot = nearest(economic_quantity(terms.demand, terms.order_cost, relevant), terms.multiple, limits)
        ordering = np.where(terms.order_cost == 0.0, 0.0, terms.order_cost * (terms.demand / lot))
        total = price * terms.demand + ordering + relevant * lot * 0.5
        better = total < best  # tiers ascend, so a tie keeps the smaller lot; NaN is never better
        best = np.where(better, total, best)
        quantity = np.where(better, lot, quantity)
        lowest, highest = np.where(better, limits.lowest, lowest), np.where(better, limits.highest, highest)
        chosen[better] = tier
    return Choice(quantity, chosen, best, Bounds(lowest, highest))


@np.errstate(divide="ignore", invalid="ignore")
def all_units_discount(
    demand: FloatLike,
    order_cost: FloatLike,
    breakpoints: Numbers,
    unit_costs: Numbers,
    *,
    holding_rate: FloatLike | None = None,
    holding_cost: FloatLike | None = None,
    multiple: FloatLike | None = None,
    minimum: FloatLike | None = None,
    maximum: FloatLike | None = None,
) -> Discounted:
    """Return the lot of least total cost when a larger order lowers the price of all its units.

    Price and feasibility are solved together: in every tier the tier's own EOQ is moved to the nearest whole
    number of packs the tier, the minimum and the maximum allow, and the cheapest of these wins. Do not use
    it for prices that fall only for the units above the break (`incremental`).

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per order, K, >= 0
    breakpoints : (n, tiers) units, b_j, strictly increasing, NaN-padded; (tiers,) for one item
    unit_costs : (n, tiers) money per unit, c_j, > 0
    holding_rate : (n,) per year, i: h_j = i c_j
    holding_cost : (n,) money per unit and year, h, the same in every tier; goes before the rate
    multiple, minimum, maximum : (n,) units, as in `feasible_quantity`

    Returns
    -------
    quantity : the lot [units]; NaN where none is feasible
    tier : its tier j, from 0
    unit_cost : c_j
    total_cost : c_j D + KD/Q + h_j Q/2 [money per year]

    Source
    ------
    Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.4.2, examples 3.5 and 3.6;
    Hadley and Whitin (1963).

    Example
    -------
    >>> breaks, prices = np.array([0.0, 400.0, 800.0]), np.array([0.75, 0.72, 0.68])
    >>> lot = all_units_discount(1300.0, 8.0, breaks, prices, holding_rate=0.3)
    >>> float(lot.quantity[0]), int(lot.tier[0]), round(float(lot.total_cost[0]), 2)
    (800.0, 2, 978.6)

    """
    terms, breaks, prices = as_terms(
        demand, order_cost, breakpoints, unit_costs, holding_rate, holding_cost, multiple, minimum, maximum
    )
    choice = choose(terms, breaks, prices)
    price = np.take_along_axis(prices, choice.tier[:, None].astype(np.intp), axis=1)[:, 0]
    return Discounted(choice.quantity, choice.tier, price, choice.total_cost)


def as_terms(
    demand: FloatLike,
    order_cost: FloatLike,
    breakpoints: Numbers,
    unit_costs: Numbers,
    *optional: FloatLike | None,
) -> tuple[Terms, Numbers, Numbers]:
    """Return plain parameters as terms, breakpoints and prices of one length."""
    breaks, prices = np.atleast_2d(breakpoints), np.atleast_2d(unit_costs)
    filled = [np.nan if value is None else value for value in optional]
    first, *rest = columns(np.zeros(breaks.shape[0]), demand, order_cost, *filled)
    given = [None if value is None else column for value, column in zip(optional, rest[2:], strict=True)]
    rate, cost, multiple, minimum, maximum = given
    terms = Terms(
        demand=rest[0],
        order_cost=rest[1],
        holding_rate=rate,
        holding_cost=cost,
        multiple=multiple,
        minimum=minimum,
        maximum=maximum,
    )
    shape = (first.size, breaks.shape[1])
    return terms, np.broadcast_to(breaks, shape), np.broadcast_to(prices, shape)
