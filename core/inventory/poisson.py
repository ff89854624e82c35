"""Poisson lead-time demand: slow movers asked for one at a time."""

from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, ndtri, pdtr, pdtrc

from core.inventory.arrays import FloatLike, Mask, Numbers, Rows, columns
from core.inventory.solve import smallest_whole

_LARGEST_MEAN = 1e4


class DiscreteReorderPoint(NamedTuple):
    """A whole reorder point, its safety stock and the cycle service it really gives."""

    reorder_point: Numbers
    safety_stock: Numbers
    achieved: Numbers


def tail(x: Numbers, mean: Numbers) -> Numbers:
    """Return P(X > x) for any real x."""
    whole = np.floor(x)
    result: Numbers = np.where(whole < 0.0, 1.0, pdtrc(np.maximum(whole, 0.0), mean))
    return result


def tail_and_loss(x: Numbers, mean: Numbers, std: Numbers) -> tuple[Numbers, Numbers]:
    """Return P(X > x) and the mean of max(X - x, 0) = mu P(X > x - 1) - x P(X > x); `std` plays no part."""
    del std
    above = tail(x, mean)
    whole = np.floor(x)
    # P(X > x - 1) is P(X > x) and one term more; for large means its logarithm loses digits.
    further = above + np.exp(whole * np.log(mean) - mean - gammaln(whole + 1.0))
    large = mean > _LARGEST_MEAN
    if large.any():
        further = np.where(large, tail(x - 1.0, mean), further)
    return above, mean * np.where(whole < 0.0, 1.0, further) - x * above


def quantile(level: Numbers, mean: Numbers, std: Numbers) -> Numbers:
    """Return the smallest whole x with P(X <= x) >= level; `std` plays no part."""
    del std
    z = ndtri(level)
    start = mean + z * np.sqrt(mean) + (z * z - 1.0) / 6.0

    def enough(x: Numbers, rows: Rows) -> Mask:
        result: Mask = pdtr(x, mean[rows]) >= level[rows]
        return result

    return smallest_whole(enough, start, np.full(mean.size, -1.0))


def reorder_point(mean: FloatLike, service_level: FloatLike) -> DiscreteReorderPoint:
    """Return the smallest whole reorder point with at least the cycle service asked for.

    Use it for slow movers whose variance is about their mean. Do not use it when demand comes in bursts
    (`negative_binomial`) or the mean is large (`normal` is the same there and quicker).

    Parameters
    ----------
    mean : (n,) units, demand over the lead time, mu
    service_level : (n,) share of order cycles without a stockout, alpha, in (0, 1)

    Returns
    -------
    reorder_point : smallest R with F(R) >= alpha [units]
    safety_stock : R - mu [units]
    achieved : F(R)

    Source
    ------
    Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 5.4; Silver, Pyke and Thomas, 4th
    ed., 7.3.

    Example
    -------
    >>> point = reorder_point(12.0, 0.98)
    >>> float(point.reorder_point[0]), float(point.safety_stock[0]), round(float(point.achieved[0]), 6)
    (20.0, 8.0, 0.988402)

    """
    mu, level = columns(mean, service_level)
    point = quantile(level, mu, mu)
    return DiscreteReorderPoint(point, point - mu, pdtr(point, mu))
