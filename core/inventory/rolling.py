"""Demand rolled forward: the last months of every item, as they stand on the day of a run."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Mask, Numbers, Words
from core.inventory.history import AUTO, judge, usable

_A_YEAR = 12.0
# Fewer months tell less than what somebody has written down.
FEWEST_MONTHS = 3


class Rolled(NamedTuple):
    """Demand and its standard deviation of a month, how it was forecast, and what to beware of.

    `is_known` is false where no month counts: nothing else of such a row means anything.
    """

    demand: Numbers
    demand_std: Numbers
    method: Words
    months: Numbers
    is_known: Mask
    doubts: dict[str, Mask]


def rolled(months: Numbers, sold_before: Mask, method: str = AUTO) -> Rolled:
    """Return the demand to plan with from the last months, oldest first, none of them partial.

    Parameters
    ----------
    months : (n, window) units sold less returned; NaN where nothing is known of an item
    sold_before : (n,) whether the item was sold before the window; else its demand begins with its first sale
    method : one of `history.METHODS`

    >>> months = np.array([[np.nan, 0.0, 4.0, 6.0, 5.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
    >>> found = rolled(months, np.array([False, True]), "mean")
    >>> found.demand.tolist(), found.months.tolist(), found.doubts["dead"].tolist()
    ([5.0, 0.0], [3.0, 5.0], [False, True])

    """
    counted = np.where(sold_before[:, None], months, usable(months))
    outlook = judge(counted, _A_YEAR, method)
    known: Numbers = (~np.isnan(counted)).sum(axis=1).astype(np.float64)
    is_known: Mask = known > 0.0
    doubts = {
        "short_history": outlook.is_short,
        "negative_history": outlook.has_negative,
        "dominated_history": outlook.is_dominated,
        "trend": outlook.has_trend,
        "dead": outlook.is_dead,
    }
    return Rolled(
        demand=outlook.annual_demand / _A_YEAR,
        demand_std=outlook.annual_std / np.sqrt(_A_YEAR),
        method=outlook.method,
        months=known,
        is_known=is_known,
        doubts={code: where & is_known for code, where in doubts.items()},
    )


def shifted(months: Numbers, first: int, window_first: int, window: int) -> Numbers:
    """Return rows of months that begin at month number `first` as a window that begins at `window_first`.

    >>> shifted(np.array([[1.0, 2.0, 3.0]]), 10, 11, 4).tolist()
    [[2.0, 3.0, nan, nan]]
    """
    result = np.full((months.shape[0], window), np.nan)
    at = first - window_first
    start, stop = max(at, 0), min(at + months.shape[1], window)
    if start < stop:
        result[:, start:stop] = months[:, start - at : stop - at]
    return result
