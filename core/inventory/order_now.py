"""Whether to order today, and how much: the (r, nQ) rule on the inventory position."""

from typing import NamedTuple

import numpy as np

from core.inventory.arrays import FloatLike, Mask, Numbers
from core.inventory.rounding import GUARD, ceil_guarded, floor_guarded


class OrderDecision(NamedTuple):
    """Today's decision."""

    position: Numbers
    is_due: Mask
    suggested: Numbers
    orders_needed: Numbers


def inventory_position(
    on_hand: FloatLike, on_order: FloatLike, backorders: FloatLike, allocated: FloatLike
) -> Numbers:
    """Return what is or will be there for new demand: on hand + on order - backorders - allocated.

    Stock below 0 is backlog. Where backorders are given as well they tell of the same units, so only the
    larger of the two is subtracted.

    >>> float(inventory_position(10.0, 50.0, 30.0, 20.0)), float(inventory_position(-5.0, 0.0, 8.0, 0.0))
    (10.0, -8.0)
    """
    owed = np.maximum(backorders, np.maximum(np.negative(on_hand), 0.0))
    result: Numbers = np.maximum(on_hand, 0.0) + on_order - owed - allocated
    return result


def is_at_or_below(position: FloatLike, level: FloatLike) -> Mask:
    """Return whether a position is at or below a level, forgiving what binary fractions add.

    >>> bool(is_at_or_below(0.1 + 0.2, 0.3)), bool(is_at_or_below(121.0, 120.0))
    (True, False)
    """
    result: Mask = np.less_equal(position, level + GUARD * np.abs(level))
    return result


def acceptable(
    wanted: FloatLike, multiple: FloatLike | None, minimum: FloatLike | None, maximum: FloatLike | None
) -> tuple[Numbers, Numbers]:
    """Return a wanted quantity as the supplier accepts it, and into how many orders the maximum splits it."""
    quantity = np.asarray(wanted if minimum is None else np.maximum(wanted, minimum))
    most = np.asarray(np.inf if maximum is None else maximum)
    if multiple is not None:
        packed = ceil_guarded(quantity / multiple) * multiple
        quantity = np.where(np.isnan(multiple), quantity, packed)
        if maximum is not None:
            most = np.where(np.isnan(multiple), most, floor_guarded(most / multiple) * multiple)
    if maximum is None:
        return quantity, np.ones_like(quantity)
    return np.minimum(quantity, most), np.maximum(ceil_guarded(quantity / most), 1.0)


def order_decision(
    on_hand: FloatLike,
    on_order: FloatLike,
    backorders: FloatLike,
    allocated: FloatLike,
    reorder_point: FloatLike,
    order_quantity: FloatLike,
    *,
    multiple: FloatLike | None = None,
    minimum: FloatLike | None = None,
    maximum: FloatLike | None = None,
) -> OrderDecision:
    """Return whether an order is due today and how much to order.

    Ordering as many lots as bring the position above the reorder point keeps tomorrow's run from ordering
    again. Do not use it for order-up-to policies (`periodic`), nor with the stock on hand in place of the
    position.

    Parameters
    ----------
    on_hand, on_order, backorders, allocated : (n,) units
    reorder_point : (n,) units, R
    order_quantity : (n,) units, Q > 0
    multiple, minimum, maximum : (n,) units, as in `feasible_quantity`

    Returns
    -------
    position : IP = on hand + on order - backorders - allocated [units]
    is_due : IP <= R
    suggested : the pack-rounded max(nQ, MOQ), n the smallest with IP + nQ > R, at most the maximum; 0 where
        not due
    orders_needed : into how many orders the maximum splits it; 0 where not due

    Source
    ------
    Hadley and Whitin (1963), (nQ, r) policies; Axsater, Inventory Control, 3rd ed., section 3.2.3.

    Example
    -------
    >>> decision = order_decision(100.0, 0.0, 0.0, 0.0, 120.0, 35.0, multiple=12.0, minimum=40.0)
    >>> bool(decision.is_due), float(decision.suggested)
    (True, 48.0)

    """
    position = inventory_position(on_hand, on_order, backorders, allocated)
    is_due = is_at_or_below(position, reorder_point)
    lots = np.maximum(floor_guarded((reorder_point - position) / order_quantity), 0.0) + 1.0
    suggested, orders = acceptable(lots * order_quantity, multiple, minimum, maximum)
    return OrderDecision(position, is_due, np.where(is_due, suggested, 0.0), np.where(is_due, orders, 0.0))
