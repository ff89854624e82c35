"""The usual lot of each item: the cheapest feasible one over all price tiers, and what it costs."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.inventory import all_units, incremental
from core.inventory.arrays import Numbers
from core.inventory.eoq import economic_quantity
from core.inventory.feasible import bounds, nearest
from core.inventory.price_breaks import Tiers
from core.inventory.rounding import ceil_guarded, floor_guarded
from core.inventory.terms import Terms

# Costs are flat around their minimum: within this share of the cheapest nobody needs to change a lot.
BAND = 1.05


class Lot(NamedTuple):
    """The lot of each row with its price, its holding cost h and the h to balance against ordering.

    `ideal` is the best lot if any quantity could be ordered; `lowest` and `highest` bound the feasible lots
    of the same price tier. `fee` is what an incremental discount adds to the fixed cost of an order.
    """

    ideal: Numbers
    quantity: Numbers
    lowest: Numbers
    highest: Numbers
    price: Numbers | None
    holding: Numbers
    relevant: Numbers
    fee: Numbers | None


class Costs(NamedTuple):
    """What ordering a quantity costs: price, h, ordering + cycle holding a year, the same with purchase."""

    price: Numbers | None
    holding: Numbers
    annual: Numbers
    total: Numbers


def solve(terms: Terms, price: Numbers | None, tiers: Tiers | None) -> Lot:
    """Return the cheapest feasible lot of each row; NaN where packs, minimum and maximum leave none."""
    if tiers is not None and price is None:
        price = np.full(terms.demand.size, np.nan)
    holding = terms.holding(price)
    relevant = terms.relevant(holding)
    ideal = economic_quantity(terms.demand, terms.order_cost, relevant)
    limits = bounds(terms.multiple, terms.minimum, terms.maximum)
    quantity = nearest(ideal, terms.multiple, limits)
    if tiers is None:
        return Lot(ideal, quantity, limits.lowest, limits.highest, price, holding, relevant, None)
    lowest = np.array(np.broadcast_to(limits.lowest, ideal.shape))
    highest = np.array(np.broadcast_to(limits.highest, ideal.shape))
    fee = np.zeros_like(ideal)
    for model, where in ((all_units, ~tiers.is_incremental), (incremental, tiers.is_incremental)):
        if not where.any():
            continue
        rows = tiers.rows[where]
        breaks, prices = tiers.breakpoints[where], tiers.unit_costs[where]
        these = terms.take(rows)
        choice = model.choose(these, breaks, prices)
        free = replace(these, multiple=None, minimum=None, maximum=None)
        ideal[rows] = model.choose(free, breaks, prices).quantity
        quantity[rows] = choice.quantity
        lowest[rows], highest[rows] = choice.limits
        if model is incremental:
            tier = choice.tier[:, None].astype(np.intp)
            fee[rows] = np.take_along_axis(incremental.surcharges(breaks, prices), tier, axis=1)[:, 0]
    costs = cost_of(terms, price, tiers, quantity)
    return Lot(
        ideal, quantity, lowest, highest, costs.price, costs.holding, terms.relevant(costs.holding), fee
    )


def price_at(price: Numbers | None, tiers: Tiers | None, quantity: Numbers) -> Numbers | None:
    """Return the price of a unit in an order of the given quantity; an average if incremental."""
    if tiers is None:
        return price
    result = np.full(quantity.size, np.nan) if price is None else price.copy()
    ordered = quantity[tiers.rows]
    paid = tiers.unit_costs[:, 0]
    fees = incremental.surcharges(tiers.breakpoints, tiers.unit_costs) if tiers.is_incremental.any() else None
    for tier in range(1, tiers.breakpoints.shape[1]):
        reached = ordered >= tiers.breakpoints[:, tier]
        average = tiers.unit_costs[:, tier]
        if fees is not None:
            average = average + np.where(tiers.is_incremental, fees[:, tier] / ordered, 0.0)
        paid = np.where(reached, average, paid)
    result[tiers.rows] = paid
    return result


def cost_of(terms: Terms, price: Numbers | None, tiers: Tiers | None, quantity: Numbers) -> Costs:
    """Return what ordering the given quantities costs, each at the price of its own tier.

    `total` leaves the purchase out where no price is known.
    """
    paid = price_at(price, tiers, quantity)
    holding = terms.holding(paid)
    annual = terms.order_cost * (terms.demand / quantity) + terms.relevant(holding) * quantity * 0.5
    if paid is None:
        return Costs(None, holding, annual, annual)
    return Costs(paid, holding, annual, np.where(np.isnan(paid), 0.0, paid * terms.demand) + annual)


def band(terms: Terms, lot: Lot) -> tuple[Numbers, Numbers]:
    """Return the feasible interval around each lot, in its price tier, that costs at most 1.05 times as much.

    A/q + Bq = c has the roots (c -/+ sqrt(c^2 - 4AB))/2B; the lower one as 2A/(c + ...), which does not
    cancel.
    """
    setup, relevant = terms.order_cost, lot.relevant
    if lot.fee is not None and lot.price is not None:
        # Of an incremental discount only the price of the further units grows with the lot.
        setup = setup + lot.fee
        relevant = terms.relevant(terms.holding(lot.price - lot.fee / lot.quantity))
    falling, rising = setup * terms.demand, relevant * 0.5
    most = BAND * (falling / lot.quantity + rising * lot.quantity)
    widest = most + np.sqrt(np.maximum(most * most - 4.0 * falling * rising, 0.0))
    low, high = 2.0 * falling / widest, widest / (2.0 * rising)
    if terms.multiple is not None:
        packed_low = ceil_guarded(low / terms.multiple) * terms.multiple
        packed_high = floor_guarded(high / terms.multiple) * terms.multiple
        free = np.isnan(terms.multiple)
        if free.any():
            packed_low, packed_high = np.where(free, low, packed_low), np.where(free, high, packed_high)
        low, high = packed_low, packed_high
    low = np.minimum(np.maximum(low, lot.lowest), lot.quantity)
    high = np.maximum(np.minimum(high, lot.highest), lot.quantity)
    return low, high


def average_stock(terms: Terms, holding: Numbers, quantity: Numbers) -> Numbers:
    """Return average cycle stock: Q/2, less where the lot arrives slowly or part of it is promised."""
    average = quantity * 0.5
    if terms.relief is not None:
        average = average * terms.relief
    if terms.backorder_cost is not None:
        covered = terms.backorder_cost / (holding + terms.backorder_cost)
        average = np.where(np.isnan(covered), average, average * covered * covered)
    return average
