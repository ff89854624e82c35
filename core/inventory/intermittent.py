"""Demand that comes now and then: how it is classed, and forecasts that do not chase the last order."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Numbers, Words


@dataclass(frozen=True, slots=True)
class Border:
    """Where smooth demand ends: the average interval between sales and the squared variation of sizes."""

    interval: float
    squared_cv: float


# Syntetos, Boylan and Croston (2005), where Croston's and Boylan's forecasts have equal error.
SMOOTH = Border(1.32, 0.49)
_KINDS: Words = np.array(["smooth", "intermittent", "erratic", "lumpy"], dtype=object)


class Intermittent(NamedTuple):
    """Forecasts of a period's demand, and what class of demand it is."""

    croston: Numbers
    sba: Numbers
    tsb: Numbers
    mean: Numbers
    interval: Numbers
    squared_cv: Numbers
    kind: Words


@np.errstate(divide="ignore", invalid="ignore")
def forecast(demand: Numbers, alpha: float = 0.1) -> Intermittent:
    """Return forecasts of the demand of a period from past periods with many zeros.

    Use SBA for intermittent items, TSB for those that may be dying out. Do not use either for items sold
    every period: their mean is better.

    Parameters
    ----------
    demand : (n, periods) units, oldest first; NaN periods are skipped
    alpha : smoothing constant, in (0, 1)

    Returns
    -------
    croston : smoothed size over smoothed interval, both started from the first sale [units per period]; where
        the first period that counts is a sale, no interval led to it and the mean interval starts instead
    sba : croston (1 - alpha/2), which takes out Croston's bias
    tsb : smoothed probability of a sale times smoothed size, falling while nothing is sold
    mean : over all periods
    interval : ADI, periods per sale; squared_cv : of the sizes (sample variance); NaN without a sale
    kind : smooth, intermittent (ADI >= 1.32), erratic (CV^2 >= 0.49), lumpy (both)

    Source
    ------
    Croston (1972); Syntetos and Boylan (2005), doi 10.1016/j.ijforecast.2004.10.001; Teunter, Syntetos and
    Babai (2011).

    Example
    -------
    >>> result = forecast(np.array([[0.0, 0, 3, 0, 0, 0, 5, 0, 2, 0, 0, 4]]))
    >>> round(float(result.croston[0]), 6), round(float(result.sba[0]), 6), round(float(result.tsb[0]), 6)
    (1.060515, 1.007489, 1.145375)
    >>> float(result.interval[0]), round(float(result.squared_cv[0]), 6), result.kind[0]
    (3.0, 0.136054, 'intermittent')

    """
    items = demand.shape[0]
    zero = np.zeros(items)
    size, gap, probability, waited = zero, zero, zero, zero + 1.0
    tsb_size = zero
    sales, periods, total, squares = zero, zero, zero, zero
    mean_interval = (~np.isnan(demand)).sum(axis=1) / (demand > 0.0).sum(axis=1)
    for column in demand.T:
        counts = ~np.isnan(column)
        sold = counts & (column > 0.0)
        first = sold & (sales == 0.0)
        later = sold & ~first
        # Leading periods without a sale may have been left out; an interval of 1 would promise far too much.
        led_up = np.where(periods == 0.0, mean_interval, waited)
        probability = np.where(
            first,
            1.0 / led_up,
            np.where(counts & (sales > 0.0), probability + alpha * (sold - probability), probability),
        )
        size = np.where(first, column, np.where(later, size + alpha * (column - size), size))
        gap = np.where(first, led_up, np.where(later, gap + alpha * (waited - gap), gap))
        tsb_size = size
        waited = np.where(sold, 1.0, waited + counts)
        sales, periods = sales + sold, periods + counts
        total = total + np.where(counts, column, 0.0)
        squares = squares + np.where(sold, column * column, 0.0)
    sold_total = _positive_total(demand)
    average = sold_total / sales
    # The sample variance (n - 1), as in `history`; a single sale varies by nothing.
    variance = np.maximum(squares - sales * average * average, 0.0) / np.maximum(sales - 1.0, 1.0)
    squared_cv = variance / (average * average)
    interval = periods / sales
    croston = np.where(sales > 0.0, size / gap, 0.0)
    code = (interval >= SMOOTH.interval) * 1 + (squared_cv >= SMOOTH.squared_cv) * 2
    never = sales == 0.0
    kind = _KINDS[code]
    kind[never] = None
    return Intermittent(
        croston,
        croston * (1.0 - 0.5 * alpha),
        probability * tsb_size,
        total / periods,
        np.where(never, np.nan, interval),
        np.where(never, np.nan, squared_cv),
        kind,
    )


def _positive_total(demand: Numbers) -> Numbers:
    total = np.zeros(demand.shape[0])
    for column in demand.T:
        total = total + np.where(column > 0.0, column, 0.0)
    return total
