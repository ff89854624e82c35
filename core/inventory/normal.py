"""Normally distributed lead-time demand."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from core.inventory.arrays import FloatLike, Numbers, Rows, columns
from core.inventory.solve import solve_decreasing

_INVERSE_ROOT_TWO_PI = 0.3989422804014327


class NormalReorderPoint(NamedTuple):
    """Reorder point, safety stock and safety factor k."""

    reorder_point: Numbers
    safety_stock: Numbers
    factor: Numbers


def density(z: FloatLike) -> Numbers:
    """Return the standard normal density phi(z)."""
    result: Numbers = np.exp(-0.5 * np.square(z)) * _INVERSE_ROOT_TWO_PI
    return result


def loss(z: FloatLike) -> Numbers:
    """Return the standard normal loss function G(z) = phi(z) - z(1 - Phi(z)), the mean of max(Z - z, 0).

    Source: Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., appendix C; Silver, Pyke and
    Thomas, 4th ed., appendix II.

    >>> round(float(loss(0.0)), 10), round(float(loss(1.0)), 10), round(float(loss(-3.0)), 10)
    (0.3989422804, 0.0833154706, 3.0003821543)
    """
    result: Numbers = density(z) - z * ndtr(np.negative(z))
    return result


def tail_and_loss(x: Numbers, mean: Numbers, std: Numbers) -> tuple[Numbers, Numbers]:
    """Return P(X > x) and the mean of max(X - x, 0)."""
    z = (x - mean) / std
    tail: Numbers = ndtr(-z)
    return tail, (density(z) - z * tail) * std


def quantile(level: Numbers, mean: Numbers, std: Numbers) -> Numbers:
    """Return x with P(X <= x) = level."""
    result: Numbers = mean + ndtri(level) * std
    return result


def first_guess(share: Numbers, ratio: Numbers) -> Numbers:
    """Return a safety factor near the one that gives a fill rate: a start for solving, never a result.

    `share` is 1 - beta, `ratio` is Q/sigma. Rational approximation of the inverse loss function (Silver, Pyke
    and Thomas, 4th ed., appendix II), and never above Phi^-1(beta), which the exact factor cannot exceed.
    """
    target = share * ratio
    z = np.sqrt(np.log(25.0 / np.square(np.minimum(target, 1.0))))
    upper = -5.3925569 + z * (5.6211054 + z * (-3.8836830 + z * 1.0897299))
    lower = 1.0 + z * (-0.72496485 + z * (0.507326622 + z * (0.0669136868 - z * 0.00329129114)))
    guess = np.where(target < 1.0, upper / lower, -target)
    result: Numbers = np.minimum(guess, ndtri(1.0 - share))
    return result


def inverse_loss(value: FloatLike) -> Numbers:
    """Return z with G(z) = value, the safety factor of the first-order fill-rate rule (an endless lot).

    >>> round(float(inverse_loss(0.3989422804014327)[0]), 9) + 0.0
    0.0
    """
    (target,) = columns(value)

    def shortage(z: Numbers, rows: Rows) -> tuple[Numbers, Numbers]:
        del rows
        tail: Numbers = ndtr(-z)
        return density(z) - z * tail, tail

    start = first_guess(target * 1e-12, np.full_like(target, 1e12))
    return solve_decreasing(shortage, target, start, -target - 1.0, np.ones_like(target))


def reorder_point(mean: FloatLike, std: FloatLike, service_level: FloatLike) -> NormalReorderPoint:
    """Return the reorder point that avoids a stockout in a given share of the order cycles.

    Use it for demand that is the sum of many small orders. Do not use it for slow movers (`poisson`,
    `negative_binomial`) or where the coefficient of variation is above a half: a normal distribution then
    counts negative demand (`gamma`).

    Parameters
    ----------
    mean : (n,) units, demand over the lead time and review, mu
    std : (n,) units, its standard deviation, sigma, >= 0
    service_level : (n,) share of order cycles without a stockout, alpha, in (0, 1)

    Returns
    -------
    reorder_point : R = mu + k sigma; k may be negative [units]
    safety_stock : k sigma [units]
    factor : k = Phi^-1(alpha)

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 6.7; Snyder and Shen, 2nd ed., section 4.3.

    Example
    -------
    >>> point = reorder_point(15000.0, 500.0 * 6**0.5, 0.9)
    >>> round(float(point.reorder_point), 4), round(float(point.safety_stock), 4)
    (16569.5737, 1569.5737)

    """
    factor: Numbers = np.asarray(ndtri(service_level))
    stock = factor * std
    return NormalReorderPoint(np.asarray(mean + stock), np.asarray(stock), factor)
