"""Lots that a person has fixed, in place of those chosen: priced, and bounded by what the supplier sells."""

import numpy as np

from core.inventory import lot
from core.inventory.arrays import Numbers
from core.inventory.feasible import bounds
from core.inventory.fixed import moved_from
from core.inventory.lot import Lot
from core.inventory.price_breaks import Tiers
from core.inventory.terms import Terms


def fix_lot(
    terms: Terms, price: Numbers | None, tiers: Tiers | None, chosen: Lot, fixed: Numbers | None
) -> Lot:
    """Return the lots with those fixed in place of those chosen, each at the price of its own tier."""
    moved = moved_from(fixed, chosen.quantity)
    if fixed is None or moved is None:
        return chosen
    quantity = np.where(moved, fixed, chosen.quantity)
    costs = lot.cost_of(terms, price, tiers, quantity)
    limits = bounds(terms.multiple, terms.minimum, terms.maximum)
    lowest, highest = (np.broadcast_to(end, quantity.shape) for end in limits)
    if tiers is not None:
        # Around a lot that no tier was chosen for no others are told.
        tiered = np.zeros(quantity.size, dtype=np.bool_)
        tiered[tiers.rows] = True
        lowest, highest = np.where(tiered, quantity, lowest), np.where(tiered, quantity, highest)
    return chosen._replace(
        quantity=quantity,
        lowest=np.where(moved, lowest, chosen.lowest),
        highest=np.where(moved, highest, chosen.highest),
        price=costs.price,
        holding=costs.holding,
        relevant=terms.relevant(costs.holding),
    )
