"""Demand over the lead time and the review interval: what the reorder point must cover."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Numbers


class LeadTimeDemand(NamedTuple):
    """Mean and standard deviation of demand until an order placed now can arrive."""

    mean: Numbers
    std: Numbers


def lead_time_demand(
    demand: FloatLike,
    demand_std: FloatLike,
    lead_time: FloatLike,
    lead_time_std: FloatLike | None = None,
    review_period: FloatLike | None = None,
    quantity: FloatLike = np.inf,
) -> LeadTimeDemand:
    """Return mean and standard deviation of the demand a reorder point has to cover.

    A stock that is looked at every T days is found somewhere below its reorder point, on average by dT/2,
    spread evenly. Leaving T out gives 87 % instead of 95 % at a nightly check, 30 % at a weekly one. A lot
    smaller than the demand of one review cannot catch up, so then the whole review counts.

    Parameters
    ----------
    demand : (n,) units per time unit, d
    demand_std : (n,) units, standard deviation of one time unit's demand, sigma_d
    lead_time : (n,) time units, L
    lead_time_std : (n,) time units, sigma_LT
    review_period : (n,) time units, T
    quantity : (n,) units, Q, which tells the two cases apart

    Returns
    -------
    mean : Q >= dT: d(L + T/2); else d(L + T)
    std : Q >= dT: sqrt((L + T/2) sigma_d^2 + (dT)^2/12 + d^2 sigma_LT^2); else sqrt((L + T) sigma_d^2 + d^2
        sigma_LT^2)

    Source
    ------
    Silver, Pyke and Thomas, 4th ed., section 6.10; variable lead time after Hadley and Whitin (1963); the
    undershoot dT/2 with variance (dT)^2/12 is a uniform distribution over one review.

    Example
    -------
    >>> protection = lead_time_demand(100.0, 22.0, 12.0, 3.0)
    >>> float(protection.mean), round(float(protection.std), 4)
    (1200.0, 309.5287)

    """
    if review_period is None:
        mean = np.asarray(demand * lead_time)
        variance = lead_time * np.square(demand_std)
    else:
        reviewed = demand * review_period
        catches_up = quantity >= reviewed
        covered = lead_time + np.where(catches_up, review_period * 0.5, review_period)
        mean = np.asarray(demand * covered)
        variance = covered * np.square(demand_std) + np.where(catches_up, np.square(reviewed) / 12.0, 0.0)
    if lead_time_std is not None:
        variance = variance + np.square(demand * lead_time_std)
    return LeadTimeDemand(mean, np.asarray(np.sqrt(variance)))
