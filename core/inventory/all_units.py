"""All-units discounts: above each break, every unit of the order costs less."""

import numpy as np

from core.inventory.arrays import FloatLike, Numbers
from core.inventory.eoq import economic_quantity
from core.inventory.feasible import nearest
from core.inventory.terms import Terms
from core.inventory.tiers import Choice, Discounted, Priced, as_terms, cheapest, tier_bounds


def choose(terms: Terms, breakpoints: Numbers, unit_costs: Numbers) -> Choice:
    """Return the cheapest feasible lot over all tiers; NaN where no tier has one."""

    def priced(tier: int) -> Priced:
        price = unit_costs[:, tier]
        relevant = terms.relevant(terms.holding(price))
        limits = tier_bounds(terms, breakpoints, tier)
        lot = nearest(economic_quantity(terms.demand, terms.order_cost, relevant), terms.multiple, limits)
        ordering = np.where(terms.order_cost == 0.0, 0.0, terms.order_cost * (terms.demand / lot))
        return Priced(lot, price * terms.demand + ordering + relevant * lot * 0.5, limits)

    return cheapest(breakpoints.shape, priced)


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
