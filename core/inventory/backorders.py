"""Planned backorders: letting customers wait a little at the end of each cycle, at a price."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Numbers
from core.inventory.eoq import economic_quantity


class BackorderedLot(NamedTuple):
    """The economic lot with planned backorders and what follows from it."""

    quantity: Numbers
    cost: Numbers
    max_backorder: Numbers
    short_fraction: Numbers


def planned_backorders(
    demand: FloatLike,
    order_cost: FloatLike,
    holding_cost: FloatLike,
    backorder_cost: FloatLike,
    production_rate: FloatLike | None = None,
) -> BackorderedLot:
    """Return the economic lot when waiting customers cost money but are not lost.

    Use it only where customers agree to wait and the cost of waiting is known. Do not use it to excuse
    stockouts: an unknown cost of waiting is a service level (`normal`, `fill_rate`).

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per order, K, >= 0
    holding_cost : (n,) money per unit and year, h, > 0
    backorder_cost : (n,) money per unit waiting a year, p (b), > 0
    production_rate : (n,) units per year, P > D; None: the whole lot arrives at once

    Returns
    -------
    quantity : Q* = sqrt(2KD(h + b)/(hb(1 - rho))) [units]
    cost : sqrt(2KDhb(1 - rho)/(h + b)) [money per year]
    max_backorder : Q*(1 - rho)h/(h + b) [units]
    short_fraction : h/(h + b), share of time without stock

    Source
    ------
    Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.5, example 3.8; with a finite
    rate Hax and Candea (1984).

    Example
    -------
    >>> lot = planned_backorders(1300.0, 8.0, 0.225, 5.0)
    >>> [round(float(value), 4) for value in lot]
    [310.8126, 66.9214, 13.3843, 0.0431]

    """
    total = np.asarray(holding_cost + backorder_cost)
    relief = 1.0 if production_rate is None else (production_rate - demand) / production_rate
    relevant = holding_cost * (backorder_cost / total) * relief
    quantity = economic_quantity(demand, order_cost, relevant)
    cost = np.sqrt(2.0 * order_cost) * np.sqrt(demand) * np.sqrt(relevant)
    short = holding_cost / total
    return BackorderedLot(quantity, cost, np.asarray(quantity * relief * short), np.asarray(short))
