"""Periodic review: at every look at the stock, order up to a level."""

from typing import NamedTuple

import numpy as np

from core.inventory import distribution, normal
from core.inventory.arrays import FloatLike, Mask, Numbers, Rows, columns
from core.inventory.lead_time import lead_time_demand
from core.inventory.solve import smallest_whole, solve_decreasing


class OrderUpTo(NamedTuple):
    """The order-up-to level, its safety stock and the demand it protects against."""

    order_up_to: Numbers
    safety_stock: Numbers
    protection_demand: Numbers
    protection_std: Numbers


class Protection(NamedTuple):
    """Demand over lead time and review, and over the lead time alone, of rows with one distribution."""

    mean: Numbers
    std: Numbers
    lead_mean: Numbers
    lead_std: Numbers

    def shortage(self, code: int, level: Numbers) -> tuple[Numbers, Numbers]:
        """Return the expected shortage that arises in one review, and how fast it falls with the level."""
        model = distribution.MODELS[code]
        tail, short = model.tail_and_loss(level, self.mean, self.std)
        # Nothing is asked for before the order arrives when the lead time is 0: the shortage then is what is
        # missing.
        lead_tail, lead_short = model.tail_and_loss(level, self.lead_mean, self.lead_std)
        at_once = self.lead_std == 0.0
        lead_short = np.where(at_once, np.maximum(self.lead_mean - level, 0.0), lead_short)
        lead_tail = np.where(at_once, (level < self.lead_mean) * 1.0, lead_tail)
        return short - lead_short, tail - lead_tail

    def take(self, rows: Rows) -> "Protection":
        """Return some rows."""
        return Protection(*(column[rows] for column in self))


def fill_rate_of(code: int, level: Numbers, protection: Protection) -> Numbers:
    """Return the fill rate of an order-up-to level, 1 - (n_(L+R)(S) - n_L(S))/(dR)."""
    result: Numbers = 1.0 - protection.shortage(code, level)[0] / (protection.mean - protection.lead_mean)
    return result


def solve(code: int, fill_rate: Numbers, protection: Protection) -> Numbers:
    """Return the order-up-to level that gives the fill rate, rows of one distribution."""
    reviewed = protection.mean - protection.lead_mean
    target = (1.0 - fill_rate) * reviewed
    start = protection.mean + protection.std * normal.first_guess(1.0 - fill_rate, reviewed / protection.std)
    if code in distribution.DISCRETE:

        def enough(level: Numbers, rows: Rows) -> Mask:
            result: Mask = fill_rate_of(code, level, protection.take(rows)) >= fill_rate[rows]
            return result

        return smallest_whole(enough, start, np.full(start.size, -1.0))

    def shortage(level: Numbers, rows: Rows) -> tuple[Numbers, Numbers]:
        return protection.take(rows).shortage(code, level)

    return solve_decreasing(shortage, target, start, np.zeros(start.size), protection.std)


@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def order_up_to(
    demand: FloatLike,
    demand_std: FloatLike,
    lead_time: FloatLike,
    review_period: FloatLike,
    *,
    service_level: FloatLike | None = None,
    fill_rate: FloatLike | None = None,
    lead_time_std: FloatLike = 0.0,
    distribution_name: str = "normal",
) -> OrderUpTo:
    """Return the level to order up to at every review.

    Use it where orders go out on fixed days. Do not use it where the stock is watched all the time: a
    reorder point needs less stock, because it protects over the lead time only. Give one of `service_level`
    and `fill_rate`.

    Parameters
    ----------
    demand : (n,) units per time unit, d
    demand_std : (n,) units, standard deviation of one time unit's demand, sigma_d
    lead_time, lead_time_std : (n,) time units, L, sigma_LT
    review_period : (n,) time units, R > 0
    service_level : (n,) share of review cycles without a stockout, alpha, in (0, 1)
    fill_rate : (n,) share of units delivered from the shelf, beta, in (0, 1)
    distribution_name : normal, gamma, poisson or negative_binomial

    Returns
    -------
    order_up_to : S = d(L + R) + k sqrt((L + R) sigma_d^2 + d^2 sigma_LT^2); by fill rate the S with
        1 - [n_(L+R)(S) - n_L(S)]/(dR) = beta [units]
    safety_stock : S - d(L + R) [units]; the average stock is that + dR/2
    protection_demand, protection_std : mean and standard deviation of demand over L + R [units]

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 6.9; Snyder and Shen, 2nd ed., section 4.3.2, example 4.4.

    Example
    -------
    >>> level = order_up_to(100.0, 20.0, 2.0, 1.0, service_level=0.95)
    >>> round(float(level.order_up_to[0]), 4), round(float(level.safety_stock[0]), 4)
    (356.9794, 56.9794)

    """
    target = service_level if fill_rate is None else fill_rate
    if target is None:
        raise ValueError("give service_level or fill_rate")
    d, std, lead, review, lead_std, share = columns(
        demand, demand_std, lead_time, review_period, lead_time_std, target
    )
    whole = lead_time_demand(d, std, lead, lead_std, review, 0.0)
    code = distribution.WORDS[distribution_name]
    if fill_rate is None:
        level = distribution.MODELS[code].quantile(share, whole.mean, whole.std)
    else:
        level = solve(code, share, Protection(*whole, *lead_time_demand(d, std, lead, lead_std)))
    return OrderUpTo(level, level - whole.mean, whole.mean, whole.std)
