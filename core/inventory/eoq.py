"""The economic order quantity: the lot that balances ordering against holding."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Numbers


class EconomicOrder(NamedTuple):
    """The economic order quantity and what follows from it."""

    quantity: Numbers
    cost: Numbers
    orders_per_year: Numbers
    cycle_years: Numbers


def economic_quantity(demand: FloatLike, order_cost: FloatLike, holding_cost: FloatLike) -> Numbers:
    """Return the lot of least ordering and holding cost, Q* = sqrt(2KD/h).

    Computed as sqrt(2K) * sqrt(D) / sqrt(h): the one-root form overflows for large K and D.

    >>> round(float(economic_quantity(1300.0, 8.0, 0.225)), 2)
    304.05
    """
    result: Numbers = np.sqrt(2.0 * order_cost) * np.sqrt(demand) / np.sqrt(holding_cost)
    return result


def annual_cost(
    demand: FloatLike, order_cost: FloatLike, holding_cost: FloatLike, quantity: FloatLike
) -> Numbers:
    """Return ordering plus cycle holding cost of a lot, g(Q) = KD/Q + hQ/2.

    >>> round(float(annual_cost(1300.0, 8.0, 0.225, 250.0)), 3)
    69.725
    """
    result: Numbers = np.asarray(order_cost * (demand / quantity) + holding_cost * quantity * 0.5)
    return result


@np.errstate(divide="ignore", invalid="ignore")
def eoq(demand: FloatLike, order_cost: FloatLike, holding_cost: FloatLike) -> EconomicOrder:
    """Return the economic order quantity of each item.

    Use it when demand is steady and the whole lot arrives at once. Do not use it for a lot that arrives while
    it is being used up (`epq`), for prices that fall with the quantity (`all_units`, `incremental`), or for
    demand that changes a lot over the year.

    Parameters
    ----------
    demand : (n,) units per year, D, >= 0
    order_cost : (n,) money per order, K, >= 0; 0 means: order as needed, Q* = 0
    holding_cost : (n,) money per unit and year, h, > 0

    Returns
    -------
    quantity : Q* = sqrt(2KD/h) [units]
    cost : g* = sqrt(2KDh) = KD/Q* + hQ*/2 [money per year]
    orders_per_year : D/Q*
    cycle_years : Q*/D

    Source
    ------
    Harris (1913); Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., eq. (3.4), (3.5), example
    3.1.

    Example
    -------
    >>> order = eoq(1300.0, 8.0, 0.225)
    >>> round(float(order.quantity), 4), round(float(order.cost), 4), round(float(order.orders_per_year), 4)
    (304.0468, 68.4105, 4.2757)

    """
    quantity = economic_quantity(demand, order_cost, holding_cost)
    cost = np.sqrt(2.0 * order_cost) * np.sqrt(demand) * np.sqrt(holding_cost)
    return EconomicOrder(quantity, cost, np.asarray(demand / quantity), np.asarray(quantity / demand))
