"""Gamma distributed lead-time demand: erratic, never negative."""

from typing import NamedTuple

import numpy as np
from scipy.special import gammaincc, gammaincinv, gammaln

from core.inventory.arrays import FloatLike, Numbers, columns

_TWO_PI = 6.283185307179586
# From here on two terms of Stirling's series are exact to 1e-11.
_STIRLING_FROM = 50.0


class GammaReorderPoint(NamedTuple):
    """Reorder point, safety stock and the distribution's parameters."""

    reorder_point: Numbers
    safety_stock: Numbers
    shape: Numbers
    scale: Numbers


def parameters(mean: FloatLike, std: FloatLike) -> tuple[Numbers, Numbers]:
    """Return shape a = (mu/sigma)^2 and scale theta = sigma^2/mu."""
    return np.asarray(np.square(mean / std)), np.asarray(np.square(std) / mean)


def tail_and_loss(x: Numbers, mean: Numbers, std: Numbers) -> tuple[Numbers, Numbers]:
    """Return P(X > x) and the mean of max(X - x, 0) = mu(1 - F_(a+1)(x)) - x(1 - F_a(x)).

    F_(a+1) follows from F_a by one term, y^a e^-y / Gamma(a + 1), so the slow incomplete gamma function is
    evaluated once.
    """
    shape, scale = parameters(mean, std)
    y = np.maximum(x, 0.0) / scale
    above: Numbers = gammaincc(shape, y)
    result: Numbers = (mean - x) * above + mean * _term(shape, y)
    return above, np.maximum(result, 0.0)


def _term(shape: Numbers, y: Numbers) -> Numbers:
    # exp(a ln y - y - ln Gamma(a + 1)) cancels badly for large a; around its peak y = a it does not.
    away = (y - shape) / shape
    stirling = 1.0 / (12.0 * shape) - 1.0 / (360.0 * shape * shape * shape)
    small = shape < _STIRLING_FROM
    if small.any():
        few = np.where(small, shape, 1.0)
        exact = gammaln(few + 1.0) - (few * np.log(few) - few + 0.5 * np.log(_TWO_PI * few))
        stirling = np.where(small, exact, stirling)
    result: Numbers = np.exp(shape * (np.log1p(away) - away) - stirling) / np.sqrt(_TWO_PI * shape)
    return result


def quantile(level: Numbers, mean: Numbers, std: Numbers) -> Numbers:
    """Return x with P(X <= x) = level."""
    shape, scale = parameters(mean, std)
    result: Numbers = gammaincinv(shape, level) * scale
    return result


def reorder_point(mean: FloatLike, std: FloatLike, service_level: FloatLike) -> GammaReorderPoint:
    """Return the reorder point that avoids a stockout in a given share of the order cycles.

    Use it where the coefficient of variation of lead-time demand is above a half. Do not use it for slow
    movers counted in pieces (`poisson`, `negative_binomial`).

    Parameters
    ----------
    mean : (n,) units, demand over the lead time, mu
    std : (n,) units, its standard deviation, sigma > 0
    service_level : (n,) share of order cycles without a stockout, alpha, in (0, 1)

    Returns
    -------
    reorder_point : R with F(R) = alpha [units]
    safety_stock : R - mu [units]
    shape, scale : a = (mu/sigma)^2, theta = sigma^2/mu

    Source
    ------
    Burgin (1975), The gamma distribution and inventory control; Silver, Pyke and Thomas, 4th ed., section
    6.7.

    Example
    -------
    >>> point = reorder_point(100.0, 150.0, 0.98)
    >>> round(float(point.reorder_point[0]), 4), round(float(point.shape[0]), 4), float(point.scale[0])
    (572.7892, 0.4444, 225.0)

    """
    mu, sigma, level = columns(mean, std, service_level)
    shape, scale = parameters(mu, sigma)
    point = quantile(level, mu, sigma)
    return GammaReorderPoint(point, point - mu, shape, scale)
