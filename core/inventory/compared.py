"""The columns that hold the current policy against the recommended one."""

import numpy as np

from core.inventory import current, lot
from core.inventory.absent import Column
from core.inventory.arrays import Mask
from core.inventory.plan import Plan
from core.inventory.sheet import Sheet


def put_current(result: dict[str, Column], sheet: Sheet, policy: Plan, planned: Mask) -> None:
    """Put what is saved by the recommendation, for rows that have a plan."""
    nothing = np.full(sheet.size, np.nan)
    quantity = sheet.numbers.get("current_order_qty", nothing)
    reorder_point = sheet.numbers.get("current_reorder_point", nothing)
    quantity = np.where(planned, quantity, np.nan)
    reorder_point = np.where(planned, reorder_point, np.nan)
    now = lot.cost_of(policy.terms, policy.base_price, policy.tiers, quantity)
    low, high = lot.band(policy.terms, policy.lot)
    compared = current.compare(
        quantity,
        now,
        policy.costs,
        demand=policy.terms.demand,
        order_cost=policy.terms.order_cost,
        low=low,
        high=high,
    )
    result["current_cost"], result["annual_saving"] = compared.current_cost, compared.annual_saving
    result["worth_changing"] = compared.worth_changing
    price = policy.costs.price
    if price is not None:
        result["purchase_saving"] = compared.purchase_saving
    safety = old_safety = np.zeros(sheet.size)
    if policy.stock is not None:
        safety = old_safety = np.nan_to_num(policy.stock.safety_stock)
        mean = policy.stock.spread.mean
        # Without a lead time nobody knows what safety stock a reorder point holds: none is compared then.
        is_known = ~(np.isnan(reorder_point) | np.isnan(mean))
        old_safety = np.where(is_known, np.maximum(reorder_point - mean, 0.0), safety)
        result["current_service_level"] = current.service_level(reorder_point, policy.stock)
        if price is not None:
            change = (safety - old_safety) * price
            result["safety_stock_change_value"] = np.where(is_known, change, np.nan)
    if price is not None and now.price is not None:
        terms, chosen = policy.terms, policy.lot
        held = (lot.average_stock(terms, now.holding, quantity) + old_safety) * now.price
        then = lot.average_stock(terms, chosen.holding, chosen.quantity) + safety
        result["stock_release_value"] = held - then * price
