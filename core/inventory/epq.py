"""The economic production quantity: a lot that arrives at a finite rate while it is being used."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Numbers
from core.inventory.eoq import economic_quantity


class ProductionLot(NamedTuple):
    """The economic production lot and what follows from it."""

    quantity: Numbers
    cost: Numbers
    max_stock: Numbers
    run_time: Numbers
    cycle_time: Numbers


def epq(
    demand: FloatLike, order_cost: FloatLike, holding_cost: FloatLike, production_rate: FloatLike
) -> ProductionLot:
    """Return the economic production quantity of each item.

    Use it when the lot is made, or delivered in pieces, at a known rate. Do not use it when the whole lot
    arrives at once (`eoq`), nor when the machine is shared by many items and its capacity is short.

    Parameters
    ----------
    demand : (n,) units per year, D, > 0
    order_cost : (n,) money per set-up, K, >= 0
    holding_cost : (n,) money per unit and year, h, > 0
    production_rate : (n,) units per year, P > D

    Returns
    -------
    quantity : Q* = sqrt(2KD/(h(1 - rho))), rho = D/P [units]
    cost : sqrt(2KDh(1 - rho)) [money per year]
    max_stock : Q*(1 - rho) [units]
    run_time, cycle_time : Q*/P, Q*/D [years]

    Source
    ------
    Taft (1918); Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.6, problem 3.22.

    Example
    -------
    >>> lot = epq(200.0, 100.0, 5.0, 1000.0)
    >>> [round(float(value), 6) for value in lot]
    [100.0, 400.0, 80.0, 0.1, 0.5]

    """
    # (P - D)/P rather than 1 - D/P: exact where the rate is barely above demand.
    relief = (production_rate - demand) / production_rate
    relevant = holding_cost * relief
    quantity = economic_quantity(demand, order_cost, relevant)
    cost = np.sqrt(2.0 * order_cost) * np.sqrt(demand) * np.sqrt(relevant)
    return ProductionLot(
        quantity,
        cost,
        np.asarray(quantity * relief),
        np.asarray(quantity / production_rate),
        np.asarray(quantity / demand),
    )
