"""The exchange curve: how much stock fewer orders would take."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Numbers


class ExchangeCurve(NamedTuple):
    """Average cycle stock for a number of orders, each item's order value, and the cost ratio they imply."""

    stock_value: float
    order_value: Numbers
    cost_ratio: float
    identity: float


def exchange_curve(annual_value: Numbers, orders_per_year: float) -> ExchangeCurve:
    """Return the least average cycle stock for a total number of orders a year over all items.

    Use it to show what stock a given number of orders needs, before anyone has agreed on costs. Do not use
    it for one item, nor across currencies.

    Parameters
    ----------
    annual_value : (n,) money per year, D v
    orders_per_year : orders a year, N, over all items together

    Returns
    -------
    stock_value : average cycle stock, (sum sqrt(Dv))^2 / (2N) [money]
    order_value : (n,) sqrt(Dv) sum sqrt(Dv) / N [money per order]
    cost_ratio : the A/r that every item's EOQ then implies
    identity : stock value times orders, (sum sqrt(Dv))^2 / 2, the same everywhere on the curve

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 4.9.

    Example
    -------
    >>> curve = exchange_curve(np.array([92500.0, 402500.0, 68000.0]), 10.0)
    >>> round(curve.stock_value, 4), round(curve.identity, 4)
    (71920.2341, 719202.3407)

    """
    roots = np.sqrt(annual_value)
    total = float(roots.sum())
    identity = total * total / 2.0
    stock = identity / orders_per_year
    order_value = roots * (total / orders_per_year)
    return ExchangeCurve(stock, order_value, (total / orders_per_year) ** 2 / 2.0, identity)
