"""Negative binomial lead-time demand: slow movers asked for in bursts."""

from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaln, ndtri

from core.inventory.arrays import FloatLike, Mask, Numbers, Rows, columns
from core.inventory.solve import smallest_whole

# Beyond it the one-term step loses digits to the logarithm of the beta function.
_LARGEST_SIZE = 1e4


class NegativeBinomialReorderPoint(NamedTuple):
    """A whole reorder point, its safety stock, the service it gives and the distribution's parameters."""

    reorder_point: Numbers
    safety_stock: Numbers
    achieved: Numbers
    size: Numbers
    probability: Numbers


def _tail(x: Numbers, size: Numbers, probability: Numbers) -> Numbers:
    whole = np.floor(x)
    result: Numbers = np.where(
        whole < 0.0, 1.0, betainc(np.maximum(whole, 0.0) + 1.0, size, 1.0 - probability)
    )
    return result


def tail_and_loss(x: Numbers, mean: Numbers, std: Numbers) -> tuple[Numbers, Numbers]:
    """Return P(X > x) and the mean of max(X - x, 0).

    k P(X = k) is mu times the probability of k - 1 with one more success, so the partial mean is
    mu P(Y > x - 1), Y of size r + 1. That tail follows from P(X > x) by one term, q^k p^r (1/k + 1/r) / B(k,
    r), so the slow incomplete beta function is evaluated once.
    """
    size, probability = parameters(mean, std)
    above = _tail(x, size, probability)
    whole = np.maximum(np.floor(x), 1.0)
    term = whole * np.log1p(-probability) + size * np.log(probability) - betaln(whole, size)
    further = np.where(x >= 1.0, above + np.exp(term) * (1.0 / whole + 1.0 / size), 1.0)
    large = size > _LARGEST_SIZE
    if large.any():
        further = np.where(large, _tail(x - 1.0, size + 1.0, probability), further)
    return above, mean * further - x * above


def parameters(mean: FloatLike, std: FloatLike) -> tuple[Numbers, Numbers]:
    """Return size r = mu^2/(sigma^2 - mu) and success probability p = mu/sigma^2; sigma^2 must exceed mu."""
    variance = np.square(std)
    return np.asarray(np.square(mean) / (variance - mean)), np.asarray(mean / variance)


def quantile(level: Numbers, mean: Numbers, std: Numbers) -> Numbers:
    """Return the smallest whole x with P(X <= x) >= level."""
    size, probability = parameters(mean, std)
    z = ndtri(level)
    start = mean + z * std + (z * z - 1.0) / 6.0 * (2.0 - probability) / probability

    def enough(x: Numbers, rows: Rows) -> Mask:
        result: Mask = betainc(size[rows], x + 1.0, probability[rows]) >= level[rows]
        return result

    return smallest_whole(enough, start, np.full(mean.size, -1.0))


def reorder_point(mean: FloatLike, std: FloatLike, service_level: FloatLike) -> NegativeBinomialReorderPoint:
    """Return the smallest whole reorder point with at least the cycle service asked for.

    Use it for slow movers whose variance is well above their mean. It does not exist when the variance is at
    or below the mean (`poisson` there).

    Parameters
    ----------
    mean : (n,) units, demand over the lead time, mu
    std : (n,) units, its standard deviation, sigma > sqrt(mu)
    service_level : (n,) share of order cycles without a stockout, alpha, in (0, 1)

    Returns
    -------
    reorder_point : smallest R with F(R) >= alpha [units]
    safety_stock : R - mu [units]
    achieved : F(R)
    size, probability : r = mu^2/(sigma^2 - mu), p = mu/sigma^2

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 7.3; Agrawal and Smith (1996).

    Example
    -------
    >>> point = reorder_point(10.0, 5.0, 0.95)
    >>> float(point.reorder_point[0]), round(float(point.achieved[0]), 6), round(float(point.size[0]), 4)
    (19.0, 0.954298, 6.6667)

    """
    mu, sigma, level = columns(mean, std, service_level)
    size, probability = parameters(mu, sigma)
    point = quantile(level, mu, sigma)
    achieved = 1.0 - _tail(point, size, probability)
    return NegativeBinomialReorderPoint(point, point - mu, achieved, size, probability)
