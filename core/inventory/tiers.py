"""Price tiers, whichever way the price falls: what is feasible within one, and the cheapest over all."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Codes, FloatLike, Numbers, columns
from core.inventory.feasible import Bounds, bounds
from core.inventory.rounding import ceil_guarded
from core.inventory.terms import Terms


class Discounted(NamedTuple):
    """The cheapest lot over all price tiers, its tier, price and total cost."""

    quantity: Numbers
    tier: Codes
    unit_cost: Numbers
    total_cost: Numbers


class Priced(NamedTuple):
    """The best lot within one tier, what it costs a year, and the feasible interval of the tier."""

    quantity: Numbers
    total_cost: Numbers
    limits: Bounds


class Choice(NamedTuple):
    """The cheapest lot, its tier, and the feasible interval of that tier."""

    quantity: Numbers
    tier: Codes
    total_cost: Numbers
    limits: Bounds


def tier_bounds(terms: Terms, breakpoints: Numbers, tier: int) -> Bounds:
    """Return the feasible interval within a tier, [b_j, b_(j+1)); a breakpoint is in the tier it opens."""
    start = breakpoints[:, tier]
    low = start if terms.minimum is None else np.maximum(start, terms.minimum)
    limits = bounds(terms.multiple, low, np.inf if terms.maximum is None else terms.maximum)
    if tier + 1 == breakpoints.shape[1]:
        return limits
    end = breakpoints[:, tier + 1]
    below = np.nextafter(end, 0.0)
    if terms.multiple is not None:
        packs_below = (ceil_guarded(end / terms.multiple) - 1.0) * terms.multiple
        below = np.where(np.isnan(terms.multiple), below, packs_below)
    return Bounds(limits.lowest, np.where(np.isnan(end), limits.highest, np.minimum(limits.highest, below)))


def cheapest(shape: tuple[int, ...], priced: Callable[[int], Priced]) -> Choice:
    """Return the cheapest of what `priced` says of each tier, by its number; `shape` is (n, tiers).

    NaN where no tier has a feasible lot.
    """
    size, tiers = shape
    best = np.full(size, np.inf)
    quantity, lowest, highest = np.full(size, np.nan), np.full(size, np.nan), np.full(size, np.nan)
    chosen = np.zeros(size, dtype=np.int8)
    for tier in range(tiers):
        lot, total, limits = priced(tier)
        better = total < best  # tiers ascend, so a tie keeps the smaller lot; NaN is never better
        best = np.where(better, total, best)
        quantity = np.where(better, lot, quantity)
        lowest, highest = np.where(better, limits.lowest, lowest), np.where(better, limits.highest, highest)
        chosen[better] = tier
    return Choice(quantity, chosen, best, Bounds(lowest, highest))


def as_terms(
    demand: FloatLike,
    order_cost: FloatLike,
    breakpoints: Numbers,
    unit_costs: Numbers,
    *optional: FloatLike | None,
) -> tuple[Terms, Numbers, Numbers]:
    """Return plain parameters as terms, breakpoints and prices of one length."""
    breaks, prices = np.atleast_2d(breakpoints), np.atleast_2d(unit_costs)
    filled = [np.nan if value is None else value for value in optional]
    first, *rest = columns(np.zeros(breaks.shape[0]), demand, order_cost, *filled)
    given = [None if value is None else column for value, column in zip(optional, rest[2:], strict=True)]
    rate, cost, multiple, minimum, maximum = given
    terms = Terms(
        demand=rest[0],
        order_cost=rest[1],
        holding_rate=rate,
        holding_cost=cost,
        multiple=multiple,
        minimum=minimum,
        maximum=maximum,
    )
    shape = (first.size, breaks.shape[1])
    return terms, np.broadcast_to(breaks, shape), np.broadcast_to(prices, shape)
