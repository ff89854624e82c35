"""The reorder point that delivers a given share of the demanded units from the shelf."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from core.inventory import distribution, normal
from core.inventory.arrays import FloatLike, Mask, Numbers, Rows, columns
from core.inventory.solve import smallest_whole, solve_decreasing

# The expansion goes wild beyond; as a start the plain factor is better there.
_MOST_SKEWNESS = 2.0


class FillRateReorderPoint(NamedTuple):
    """Reorder point, safety stock, and the fill rate and cycle service they give."""

    reorder_point: Numbers
    safety_stock: Numbers
    achieved_fill_rate: Numbers
    achieved_service_level: Numbers


def solve(
    code: int,
    fill_rate: Numbers,
    quantity: Numbers,
    mean: Numbers,
    std: Numbers,
    least: Numbers | None = None,
) -> Numbers:
    """Return the reorder point of each row, all of one distribution (a code of `distribution`).

    `least` is a level to stay at where it is enough; None: as low as the fill rate allows.
    """
    model = distribution.MODELS[code]
    share = 1.0 - fill_rate
    factor = normal.first_guess(share, quantity / std)
    if code == distribution.NORMAL:
        ratio = quantity / std

        def shortage_of_factor(k: Numbers, rows: Rows) -> tuple[Numbers, Numbers]:
            upper = k + ratio[rows]
            tail, far_tail = ndtr(-k), ndtr(-upper)
            short = (normal.density(k) - k * tail) - (normal.density(upper) - upper * far_tail)
            return short, tail - far_tail

        lowest = -mean / std - ratio if least is None else (least - mean) / std
        one = np.ones_like(std)
        return mean + std * solve_decreasing(shortage_of_factor, share * ratio, factor, lowest, one)
    # A skewed distribution needs more than the normal factor; Cornish and Fisher's first term is a good
    # start.
    skewness = 1.0 / std if code == distribution.POISSON else 2.0 * std / mean
    start = mean + std * (factor + (np.square(factor) - 1.0) * np.minimum(skewness, _MOST_SKEWNESS) / 6.0)
    if code == distribution.GAMMA:

        def shortage(level: Numbers, rows: Rows) -> tuple[Numbers, Numbers]:
            tail, short = model.tail_and_loss(level, mean[rows], std[rows])
            far_tail, far_short = model.tail_and_loss(level + quantity[rows], mean[rows], std[rows])
            return short - far_short, tail - far_tail

        return solve_decreasing(shortage, share * quantity, start, -quantity if least is None else least, std)

    def enough(level: Numbers, rows: Rows) -> Mask:
        mu, sigma, lot, wanted = mean[rows], std[rows], quantity[rows], fill_rate[rows]
        short = model.tail_and_loss(level, mu, sigma)[1]
        # What is short after the lot only helps: it is worked out where the rest does not suffice.
        result: Mask = 1.0 - short / lot >= wanted
        rest = np.flatnonzero(~result)
        if rest.size:
            later = model.tail_and_loss(level[rest] + lot[rest], mu[rest], sigma[rest])[1]
            result[rest] = 1.0 - (short[rest] - later) / lot[rest] >= wanted[rest]
        return result

    return smallest_whole(enough, start, (-np.ceil(quantity) if least is None else least) - 1.0)


def of(code: int, level: Numbers, quantity: Numbers, mean: Numbers, std: Numbers) -> Numbers:
    """Return the fill rate of a reorder point, beta = 1 - (n(R) - n(R + Q))/Q, rows of one distribution."""
    model = distribution.MODELS[code]
    short = model.tail_and_loss(level, mean, std)[1] - model.tail_and_loss(level + quantity, mean, std)[1]
    result: Numbers = 1.0 - short / quantity
    return result


def achieved(
    reorder_point: FloatLike,
    quantity: FloatLike,
    mean: FloatLike,
    std: FloatLike,
    distribution_name: str = "normal",
) -> Numbers:
    """Return the fill rate a reorder point gives, beta = 1 - (n(R) - n(R + Q))/Q.

    n is the loss function of lead-time demand: the mean shortage of an order cycle started at that level.

    >>> round(float(achieved(5.0, 5.0, 3.0, 3.0**0.5, "poisson")[0]), 10)
    0.9731527077
    """
    level, lot, mu, sigma = columns(reorder_point, quantity, mean, std)
    return of(distribution.WORDS[distribution_name], level, lot, mu, sigma)


@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def reorder_point(
    mean: FloatLike,
    std: FloatLike,
    quantity: FloatLike,
    fill_rate: FloatLike,
    distribution_name: str = "normal",
) -> FillRateReorderPoint:
    """Return the reorder point that delivers the given share of units from the shelf.

    Use it where the customer feels missing units, not missed cycles: most trade. Do not use it for a lot
    that has not been made feasible yet: a larger lot needs a lower reorder point.

    Parameters
    ----------
    mean : (n,) units, demand over the lead time, mu
    std : (n,) units, its standard deviation, sigma; ignored for Poisson
    quantity : (n,) units, the feasible lot, Q
    fill_rate : (n,) share of units delivered from the shelf, beta, in (0, 1)
    distribution_name : normal, gamma, poisson or negative_binomial

    Returns
    -------
    reorder_point : normal: R = mu + k sigma with the exact G(k) - G(k + Q/sigma) = Q(1 - beta)/sigma, not
        its first term alone; k may be negative. Gamma: the same equation with its own loss function.
        Discrete: the smallest whole R with at least that fill rate [units]
    safety_stock : R - mu [units]
    achieved_fill_rate, achieved_service_level : what R gives

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 6.8 and eq. (6.21); Axsater, Inventory Control, 3rd ed.,
    section 5.3.

    Example
    -------
    >>> point = reorder_point(105000.0 / 52.0, 9000.0 * (3.0 / 52.0) ** 0.5, 5000.0, 0.9)
    >>> round(float(point.reorder_point[0]), 4)
    2872.089

    """
    mu, sigma, lot, share = columns(mean, std, quantity, fill_rate)
    code = distribution.WORDS[distribution_name]
    if code == distribution.POISSON:
        sigma = np.sqrt(mu)
    point = solve(code, share, lot, mu, sigma)
    service = 1.0 - distribution.MODELS[code].tail_and_loss(point, mu, sigma)[0]
    return FillRateReorderPoint(point, point - mu, of(code, point, lot, mu, sigma), service)
