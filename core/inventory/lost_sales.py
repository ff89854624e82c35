"""Stock it or not: an item whose upkeep costs more than its margin is better not stocked."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Mask, Numbers
from core.inventory.eoq import eoq


class Stocking(NamedTuple):
    """Whether to stock, the cheaper of both costs and the lot."""

    is_stocked: Mask
    cost: Numbers
    quantity: Numbers


def stock_or_not(
    demand: FloatLike, order_cost: FloatLike, holding_cost: FloatLike, lost_sale_cost: FloatLike
) -> Stocking:
    """Return whether stocking an item costs at most the margin its sales bring.

    With lost instead of backordered sales it is all or nothing: either no sale is lost, or the item is not
    kept. Do not use it for items kept for other reasons: spare parts, full ranges, contracts.

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per order, K, >= 0
    holding_cost : (n,) money per unit and year, h, > 0
    lost_sale_cost : (n,) margin lost per unit, pi, >= 0

    Returns
    -------
    is_stocked : sqrt(2KDh) <= pi D
    cost : the smaller of both [money per year]
    quantity : Q* where stocked, else 0 [units]

    Source
    ------
    Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.5 (remark); Zipkin (2000),
    section 3.3.

    Example
    -------
    >>> decision = stock_or_not(1300.0, 8.0, 0.225, 0.05)
    >>> bool(decision.is_stocked), float(decision.cost), float(decision.quantity)
    (False, 65.0, 0.0)

    """
    order = eoq(demand, order_cost, holding_cost)
    margin = np.asarray(lost_sale_cost * np.asarray(demand))
    is_stocked = order.cost <= margin
    return Stocking(is_stocked, np.minimum(order.cost, margin), np.where(is_stocked, order.quantity, 0.0))
