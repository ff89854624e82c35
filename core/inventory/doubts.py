"""What is possible but unlikely, seen by holding fields against each other: warned, never refused."""

import numpy as np

from core.inventory import fixed, texts, units
from core.inventory.arrays import Mask, Numbers, Words
from core.inventory.periods import DAYS_PER_YEAR
from core.inventory.plan import Plan
from core.inventory.price_breaks import Tiers
from core.inventory.sheet import Sheet

# An item with no more than these has nothing to hold against each other.
_PLAIN = frozenset({"demand", "order_cost", "holding_cost"})
_LONGEST_COVER_YEARS = 50.0
_LARGEST_MONTHLY_CV = 3.0
_LOW_RATE, _HIGH_RATE = 0.05, 0.6
_DISAGREEMENT = 0.01
_PACKS_OF_EOQ = 3.0
_TIGHT_PRODUCTION = 1.1
_ROOT_OF_MONTHS = np.sqrt(12.0)
_MONTHS = 12.0


def _doubt(
    sheet: Sheet,
    name: str,
    where: Mask,
    *says: str | Words,
    remedy: str = "check the number",
    code: str = "unusual",
) -> None:
    sheet.report(name, code, "warning", where, *says, remedy=remedy)


def check_items(sheet: Sheet, tiers: Tiers | None) -> None:
    """Report what looks wrong in the fields as given; every comparison is skipped where a field is absent."""
    numbers = sheet.numbers
    demand = numbers.get("demand")
    if tiers is None and numbers.keys() <= _PLAIN:
        return
    if demand is None:
        demand = np.full(sheet.size, np.nan)
    sells = demand > 0.0
    _check_stock(sheet, demand, sells)
    _check_costs(sheet, demand, sells)
    _check_limits(sheet, demand, sells)
    if tiers is not None:
        last = np.fmax.reduce(tiers.breakpoints, axis=1)
        beyond = np.zeros(sheet.size, dtype=np.bool_)
        beyond[tiers.rows] = (last > demand[tiers.rows]) & sells[tiers.rows]
        _doubt(sheet, "price_breaks", beyond, "has its last break above a year's demand")


def _check_stock(sheet: Sheet, demand: Numbers, sells: Mask) -> None:
    numbers = sheet.numbers
    if "demand_std" in numbers:
        erratic = numbers["demand_std"] * (_MONTHS / _ROOT_OF_MONTHS) > _LARGEST_MONTHLY_CV * demand
        _doubt(
            sheet,
            "demand_std",
            erratic & sells,
            "a year is more than three times the demand of a month, monthly",
        )
    if "on_hand" in numbers:
        held = numbers["on_hand"]
        _doubt(sheet, "on_hand", sells & (held > _LONGEST_COVER_YEARS * demand), "lasts more than 50 years")
        fractions = units.fractional_pieces(sheet)
        if fractions is not None:
            _doubt(sheet, "on_hand", fractions, "is a fraction of a piece")
        if "backorders" in numbers:
            twice = (held < 0.0) & (numbers["backorders"] > 0.0)
            _doubt(
                sheet,
                "on_hand",
                twice,
                "and backorders both tell of backlog; the larger counts",
                code="backlog_twice",
            )
        if "allocated" in numbers:
            _doubt(
                sheet,
                "allocated",
                numbers["allocated"] > np.maximum(held, 0.0),
                "is more than the stock on hand",
            )
    if "on_order" in numbers:
        _doubt(sheet, "on_order", sells & (numbers["on_order"] > demand), "is more than a year's demand")


def _check_costs(sheet: Sheet, demand: Numbers, sells: Mask) -> None:
    numbers = sheet.numbers
    price = numbers.get("unit_cost")
    holding = numbers.get("holding_cost")
    if price is not None:
        if "order_cost" in numbers:
            dear = sells & (numbers["order_cost"] > demand * price)
            _doubt(sheet, "order_cost", dear, "is more than a year's purchase value")
        if holding is not None:
            implied = holding / price
            odd = (implied < _LOW_RATE) | (implied > _HIGH_RATE)
            if odd.any():
                share = texts.numbers(np.where(odd, implied, 0.0) * 100.0)
                _doubt(sheet, "holding_cost", odd, "is ", share, " % of the unit cost a year")
            if "holding_rate" in numbers:
                rate = numbers["holding_rate"]
                apart = np.abs(holding - rate * price) > _DISAGREEMENT * holding
                _doubt(
                    sheet,
                    "holding_rate",
                    apart,
                    "disagrees with holding_cost, which is used",
                    code="disagrees",
                )
    if price is not None and "holding_rate" in numbers:
        by_rate = numbers["holding_rate"] * price
        holding = by_rate if holding is None else np.where(np.isnan(holding), by_rate, holding)
    for name in ("backorder_cost", "lost_sale_cost"):
        if name in numbers and holding is not None:
            _doubt(sheet, name, numbers[name] < holding, "is below the holding cost of a unit for a year")


def _check_limits(sheet: Sheet, demand: Numbers, sells: Mask) -> None:
    numbers = sheet.numbers
    multiple, minimum = numbers.get("order_multiple"), numbers.get("min_order_qty")
    if multiple is not None:
        _doubt(sheet, "demand", sells & (demand < multiple), "a year is less than one pack")
    if minimum is not None:
        _doubt(sheet, "min_order_qty", sells & (minimum > demand), "is more than a year's demand")
        if multiple is not None:
            packs = minimum / multiple
            _doubt(
                sheet,
                "min_order_qty",
                np.abs(packs - np.rint(packs)) > 1e-9 * packs,
                "is not a multiple of the pack",
            )
    if "current_order_qty" in numbers:
        current = numbers["current_order_qty"]
        _doubt(sheet, "current_order_qty", sells & (current > 2.0 * demand), "is more than two years' demand")
        if minimum is not None:
            _doubt(sheet, "current_order_qty", current < minimum, "is below the minimum order quantity")
    lead = numbers.get("lead_time_days")
    if lead is not None:
        if "lead_time_std_days" in numbers:
            _doubt(
                sheet,
                "lead_time_std_days",
                numbers["lead_time_std_days"] > lead,
                "is more than the lead time",
            )
        if "shelf_life_days" in numbers:
            _doubt(
                sheet, "shelf_life_days", numbers["shelf_life_days"] < lead, "is shorter than the lead time"
            )
        if "max_order_qty" in numbers:
            needed = demand * (lead / DAYS_PER_YEAR)
            short = sells & (numbers["max_order_qty"] < needed)
            _doubt(sheet, "max_order_qty", short, "is below the demand of one lead time")
    if "production_rate" in numbers:
        rate = numbers["production_rate"]
        _doubt(
            sheet,
            "production_rate",
            (rate > demand) & (rate < _TIGHT_PRODUCTION * demand),
            "a year is hardly above demand",
        )


def check_plan(sheet: Sheet, policy: Plan) -> None:
    """Report what only the plan shows: packs far above the EOQ, no spread or target, caps that gave way."""
    numbers = sheet.numbers
    if "order_multiple" in numbers:
        large = numbers["order_multiple"] > _PACKS_OF_EOQ * policy.lot.ideal
        _doubt(
            sheet,
            "order_multiple",
            large & (policy.lot.ideal > 0.0),
            "is more than three times the economic order quantity",
        )
    if policy.cap is not None:
        _check_cap(sheet, policy)
    if policy.stock is not None:
        planned = ~np.isnan(policy.stock.level)
        if policy.fixed is not None and policy.fixed.level is not None:
            planned &= np.isnan(policy.fixed.level)
        unknown = planned & (policy.stock.spread.code == 0)
        if unknown.any():
            _absent(
                sheet,
                "demand_std",
                unknown,
                "is missing, so no safety stock is planned",
                "give demand_std or a default demand_cv",
            )
        spread = planned & (policy.stock.spread.code > 1)
        targets = [numbers[name] for name in ("service_level", "fill_rate") if name in numbers]
        for target in targets:
            spread &= np.isnan(target)
        if spread.any():
            says = "is missing, and fill_rate too, so no safety stock is planned"
            _absent(sheet, "service_level", spread, says, "give service_level or fill_rate")


def _check_cap(sheet: Sheet, policy: Plan) -> None:
    assert policy.cap is not None  # noqa: S101 -- asked by check_plan
    safety = 0.0 if policy.stock is None else np.nan_to_num(policy.stock.safety_stock)
    over = policy.lot.quantity + safety - policy.cap
    # A solved lot may pass its cap by what its own safety stock grew: a fraction, not a conflict.
    beaten = over > np.maximum(1.0, 0.01 * policy.cap)
    if policy.fixed is not None:
        by_hand = beaten & policy.fixed.is_any
        fixed.check_room(sheet, by_hand, over)
        beaten &= ~by_hand
    if beaten.any():
        amount = texts.numbers(np.where(beaten, over, 0.0))
        sheet.report(
            "min_order_qty",
            "above_soft_cap",
            "warning",
            beaten,
            "or the pack makes the lot larger than shelf life, cover or storage allow: ",
            amount,
            " units are at risk",
            remedy="ask the supplier for a smaller lot",
            is_missing=True,
        )


def _absent(sheet: Sheet, name: str, where: Mask, says: str, remedy: str) -> None:
    sheet.report(name, "missing", "warning", where, says, remedy=remedy, is_missing=True)
