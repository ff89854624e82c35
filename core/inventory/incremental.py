"""Incremental discounts: only the units above each break cost less."""

import numpy as np

from core.inventory.arrays import FloatLike, Numbers
from core.inventory.feasible import nearest
from core.inventory.terms import Terms
from core.inventory.tiers import Choice, Discounted, Priced, as_terms, cheapest, tier_bounds


def surcharges(breakpoints: Numbers, unit_costs: Numbers) -> Numbers:
    """Return cbar_j, what a lot in tier j costs more than c_j a unit: sum_(k<j) c_k(b_(k+1) - b_k) - c_j b_j.

    >>> surcharges(np.array([[0.0, 400.0, 800.0]]), np.array([[0.75, 0.72, 0.68]])).round(6).tolist()
    [[0.0, 12.0, 44.0]]
    """
    result = np.zeros_like(breakpoints)
    paid = np.zeros(breakpoints.shape[0])
    for tier in range(1, breakpoints.shape[1]):
        paid = paid + unit_costs[:, tier - 1] * (breakpoints[:, tier] - breakpoints[:, tier - 1])
        result[:, tier] = paid - unit_costs[:, tier] * breakpoints[:, tier]
    return result


def choose(terms: Terms, breakpoints: Numbers, unit_costs: Numbers) -> Choice:
    """Return the cheapest feasible lot over all tiers; NaN where no tier has one."""
    extra = surcharges(breakpoints, unit_costs)
    relief = 1.0 if terms.relief is None else terms.relief

    def priced(tier: int) -> Priced:
        price, fee = unit_costs[:, tier], extra[:, tier]
        relevant = terms.relevant(terms.holding(price))
        limits = tier_bounds(terms, breakpoints, tier)
        setup = terms.order_cost + fee
        ideal = np.sqrt(2.0 * setup) * np.sqrt(terms.demand) / np.sqrt(relevant)
        lot = nearest(ideal, terms.multiple, limits)
        held_fee = 0.5 * relief * (terms.holding(price + fee / lot) - terms.holding(price)) * lot
        spread = np.where(setup == 0.0, 0.0, setup * (terms.demand / lot))
        total = price * terms.demand + held_fee + spread + relevant * lot * 0.5
        return Priced(lot, total, limits)

    return cheapest(breakpoints.shape, priced)


@np.errstate(divide="ignore", invalid="ignore")
def incremental_discount(
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
    """Return the lot of least total cost when a larger order lowers the price of its further units only.

    Prices must not rise. The optimum is never at a breakpoint unless packs, minimum or maximum put it there.
    Do not use it together with planned backorders while holding cost follows the price: that has no closed
    form.

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per order, K, >= 0
    breakpoints : (n, tiers) units, b_j, strictly increasing, NaN-padded; (tiers,) for one item
    unit_costs : (n, tiers) money per unit, c_j, > 0, not rising
    holding_rate : (n,) per year, i
    holding_cost : (n,) money per unit and year, h, the same in every tier; goes before the rate
    multiple, minimum, maximum : (n,) units, as in `feasible_quantity`

    Returns
    -------
    quantity : Q_j = sqrt(2(K + cbar_j)D/(i c_j)) of the best tier, made feasible [units]
    tier : its tier j, from 0
    unit_cost : average price paid, c_j + cbar_j/Q
    total_cost : c_j D + i cbar_j/2 + (K + cbar_j)D/Q + i c_j Q/2 [money per year]

    Source
    ------
    Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.4.3, example 3.7.

    Example
    -------
    >>> breaks, prices = np.array([0.0, 300.0, 600.0]), np.array([100.0, 90.0, 80.0])
    >>> lot = incremental_discount(2400.0, 150.0, breaks, prices, holding_rate=0.25)
    >>> round(float(lot.quantity[0]), 2), int(lot.tier[0]), round(float(lot.total_cost[0]), 2)
    (1481.89, 2, 222762.81)

    """
    terms, breaks, prices = as_terms(
        demand, order_cost, breakpoints, unit_costs, holding_rate, holding_cost, multiple, minimum, maximum
    )
    choice = choose(terms, breaks, prices)
    tier = choice.tier[:, None].astype(np.intp)
    price = np.take_along_axis(prices, tier, axis=1)[:, 0]
    fee = np.take_along_axis(surcharges(breaks, prices), tier, axis=1)[:, 0]
    average = np.where(fee == 0.0, price, price + fee / choice.quantity)
    return Discounted(choice.quantity, choice.tier, average, choice.total_cost)
