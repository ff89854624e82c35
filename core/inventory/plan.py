"""The standing policy of each item: its lot and its stock, solved together with what limits both."""

from dataclasses import dataclass, replace

import numpy as np

from core.inventory import caps, lot, periods, stock, units
from core.inventory.arrays import Codes, Mask, Numbers
from core.inventory.feasible import bounds
from core.inventory.fixed import Fixed, moved_from
from core.inventory.fixed_lot import fix_lot
from core.inventory.lot import Costs, Lot
from core.inventory.order_now import acceptable
from core.inventory.price_breaks import Tiers
from core.inventory.sheet import Sheet
from core.inventory.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Lot, stock and what they were chosen under."""

    terms: Terms
    base_price: Numbers | None
    tiers: Tiers | None
    lot: Lot
    costs: Costs
    stock: stock.Stock | None
    is_up_to: Mask | None
    binding: Codes | None
    cap: Numbers | None
    hard_maximum: Numbers | None
    fixed: Fixed | None = None


def make(
    sheet: Sheet,
    tiers: Tiers | None,
    is_up_to: Mask | None,
    given: Codes | None,
    asked: Fixed | None = None,
) -> Plan:
    """Return the policy of each row.

    A soft cap limits lot and safety stock together, and a fill rate's safety stock depends on the lot: so
    the lot is solved without safety stock, then the stock, then the lot again under what is left, then the
    stock for that lot. A lot or a level that `asked` fixes stands in place of the solved one.
    """
    whole = units.is_whole(sheet)
    terms = _terms(sheet, whole)
    fixed = None if asked is None else asked.of_planned(terms.demand, is_up_to)
    lots, levels = (None, None) if fixed is None else (fixed.quantity, fixed.level)
    hard = terms.maximum
    price = sheet.numbers.get("unit_cost")
    soft = caps.soft_cap(sheet, terms.demand)
    room = None if soft is None else soft.most
    chosen, maximum = _choose(sheet, terms, price, tiers, is_up_to, room)
    solved, chosen = chosen, fix_lot(terms, price, tiers, chosen, lots)
    protection = stock.protect(sheet, chosen.quantity, whole, is_up_to, given, levels)
    if soft is not None and protection is not None:
        room = soft.most - np.where(np.isnan(protection.safety_stock), 0.0, protection.safety_stock)
        before = chosen.quantity
        chosen, maximum = _choose(sheet, terms, price, tiers, is_up_to, room)
        solved, chosen = chosen, fix_lot(terms, price, tiers, chosen, lots)
        moved = np.flatnonzero((chosen.quantity != before) & ~np.isnan(chosen.quantity))
        if moved.size:
            protection = stock.renew(
                protection, sheet, moved, chosen.quantity, whole, is_up_to, given, levels
            )
    return Plan(
        terms=terms if maximum is hard else replace(terms, maximum=maximum),
        base_price=price,
        tiers=tiers,
        lot=chosen,
        costs=lot.cost_of(terms, price, tiers, chosen.quantity),
        stock=protection,
        is_up_to=is_up_to,
        binding=_binding(terms, chosen, soft, room, is_up_to, moved_from(lots, solved.quantity)),
        cap=None if soft is None else soft.most,
        hard_maximum=hard,
        fixed=fixed,
    )


def _terms(sheet: Sheet, whole: Mask) -> Terms:
    numbers = sheet.numbers
    demand = numbers["demand"]
    relief = None
    if "production_rate" in numbers:
        rate = numbers["production_rate"]
        relief = np.where(np.isnan(rate), 1.0, (rate - demand) / rate)
    backorder_cost = None
    flags = sheet.flags.get("allow_backorders")
    if flags is not None and "backorder_cost" in numbers:
        backorder_cost = np.where(flags == 1, numbers["backorder_cost"], np.nan)
    minimum, maximum = numbers.get("min_order_qty"), numbers.get("max_order_qty")
    return Terms(
        demand=demand,
        order_cost=numbers["order_cost"],
        holding_cost=numbers.get("holding_cost"),
        holding_rate=numbers.get("holding_rate"),
        relief=relief,
        backorder_cost=backorder_cost,
        multiple=units.packs(sheet, whole),
        minimum=None if minimum is None else np.where(np.isnan(minimum), 0.0, minimum),
        maximum=None if maximum is None else np.where(np.isnan(maximum), np.inf, maximum),
    )


def _choose(
    sheet: Sheet,
    terms: Terms,
    price: Numbers | None,
    tiers: Tiers | None,
    is_up_to: Mask | None,
    room: Numbers | None,
) -> tuple[Lot, Numbers | None]:
    if room is not None:
        # A soft cap below what the supplier sells gives way to it.
        least = bounds(terms.multiple, terms.minimum, None).lowest
        # Safety stock alone may fill the room; then at least a unit is ordered.
        least = np.where((np.broadcast_to(least, room.shape) > 0.0) | (room > 0.0), least, 1.0)
        if tiers is not None:
            least[tiers.rows] = np.maximum(least[tiers.rows], tiers.breakpoints[:, 0])
        capped = np.maximum(room, least)
        hard = terms.maximum
        # The maximum per order stays hard: below the least lot there is none.
        terms = replace(terms, maximum=capped if hard is None else np.minimum(capped, hard))
    chosen = lot.solve(terms, price, tiers)
    review = sheet.numbers.get("review_period_days")
    if is_up_to is None or review is None:
        return chosen, terms.maximum
    reviewed = terms.demand * (np.nan_to_num(review) / periods.DAYS_PER_YEAR)
    usual = acceptable(reviewed, terms.multiple, terms.minimum, terms.maximum)[0]
    quantity = np.where(is_up_to & ~np.isnan(chosen.quantity), usual, chosen.quantity)
    costs = lot.cost_of(terms, price, tiers, quantity)
    chosen = chosen._replace(
        quantity=quantity,
        price=costs.price,
        holding=costs.holding,
        relevant=terms.relevant(costs.holding),
    )
    return chosen, terms.maximum


def _binding(
    terms: Terms,
    chosen: Lot,
    soft: caps.SoftCap | None,
    room: Numbers | None,
    is_up_to: Mask | None,
    is_fixed: Mask | None,
) -> Codes | None:
    """Return what moved the lot away from the ideal one, a code of `caps.BINDING`; None where nothing did."""
    ideal, size = chosen.ideal, chosen.ideal.size
    packed = terms.multiple is not None and bool((terms.multiple != 1.0).any())
    limits = (terms.minimum, terms.maximum, soft, is_up_to, is_fixed)
    if not packed and all(limit is None for limit in limits):
        return None
    code = np.full(size, caps.NONE, dtype=np.int8)
    if packed:
        assert terms.multiple is not None  # noqa: S101
        moved = np.abs(chosen.quantity - ideal) > 1e-9 * ideal
        code[moved & (terms.multiple > 0.0) & (terms.multiple != 1.0)] = caps.MULTIPLE
    if terms.maximum is not None:
        code[terms.maximum < ideal] = caps.MAXIMUM
    if soft is not None and room is not None:
        tighter = room < ideal
        if terms.maximum is not None:
            tighter &= room < terms.maximum
        code = np.where(tighter, soft.binding, code)
    if terms.minimum is not None:
        code[terms.minimum > ideal] = caps.MINIMUM
    if is_up_to is not None:
        code[is_up_to] = caps.REVIEW
    if is_fixed is not None:
        code[is_fixed] = caps.OVERRIDE
    code[np.isnan(chosen.quantity)] = caps.NONE
    return code
