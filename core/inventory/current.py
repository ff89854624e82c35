"""The policy used until now against the recommended one: what changing would bring."""

from typing import NamedTuple

import numpy as np

from core.inventory import distribution
from core.inventory.arrays import Codes, Mask, Numbers
from core.inventory.lot import Costs
from core.inventory.stock import Stock

# Less than this share of the present cost is within what anyone can plan; less than one order cost is not
# worth a planner's attention.
_LEAST_SHARE = 0.02


class Comparison(NamedTuple):
    """Present cost and what the recommendation saves; NaN (-1) where the row has no current quantity."""

    current_cost: Numbers
    annual_saving: Numbers
    purchase_saving: Numbers
    worth_changing: Codes


def compare(
    quantity: Numbers,
    now: Costs,
    then: Costs,
    *,
    demand: Numbers,
    order_cost: Numbers,
    low: Numbers,
    high: Numbers,
) -> Comparison:
    """Return what ordering the recommended lot saves, each quantity at the price of its own tier.

    `now` and `then` are the costs of the current and the recommended quantity. The safety stock stands
    apart: it buys service and is no saving.
    """
    saving = now.total - then.total
    purchase = np.zeros_like(saving)
    if now.price is not None and then.price is not None:
        purchase = np.where(np.isnan(now.price), 0.0, (now.price - then.price) * demand)
    worth = (
        (saving >= _LEAST_SHARE * now.annual)
        & (saving >= order_cost)
        & ((quantity < low) | (quantity > high))
    )
    known = ~np.isnan(saving)
    return Comparison(
        now.total, saving, np.where(known, purchase, np.nan), np.where(known, worth, -1).astype(np.int8)
    )


def service_level(reorder_point: Numbers, stock: Stock) -> Numbers:
    """Return the cycle service the current reorder point gives; NaN where the spread of demand is unknown."""
    spread = stock.spread
    result = np.full(reorder_point.size, np.nan)
    for code, model in distribution.MODELS.items():
        rows = np.flatnonzero((spread.code == code) & ~np.isnan(reorder_point))
        if rows.size:
            result[rows] = (
                1.0 - model.tail_and_loss(reorder_point[rows], spread.mean[rows], spread.std[rows])[0]
            )
    certain: Mask = (spread.code == distribution.DETERMINISTIC) & ~np.isnan(reorder_point)
    return np.where(certain, (reorder_point >= spread.mean) * 1.0, result)
