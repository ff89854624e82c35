"""What to do today: order or not, how much, and how long the stock lasts."""

import datetime as dt
from typing import NamedTuple

import numpy as np

from core.inventory.arrays import Codes, Dates, FloatLike, Mask, Numbers
from core.inventory.order_now import acceptable, inventory_position, is_at_or_below
from core.inventory.periods import DAYS_PER_YEAR
from core.inventory.rounding import floor_guarded
from core.inventory.sheet import Sheet

# Days outside are a slip of the pen, and a century around them must still fit a calendar.
FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2999, 12, 31)
# A date further off says nothing and may not fit a calendar: 100 years.
_FARTHEST_DAYS = 36_500.0


class Today(NamedTuple):
    """Today's decision and the state of the stock; `is_due` is -1 where stock or reorder point is unknown."""

    position: Numbers
    free_stock: Numbers
    is_due: Codes
    suggested: Numbers
    orders_needed: Numbers
    days_of_cover: Numbers
    stockout_date: Dates
    latest_order_date: Dates
    excess: Numbers
    above_max: Numbers
    cancellable: Numbers
    will_expire: Numbers


class Trigger(NamedTuple):
    """The level an item is ordered at, its lot, what the supplier accepts, whether it is ordered at all."""

    level: Numbers
    quantity: Numbers
    multiple: Numbers | None
    minimum: Numbers | None
    maximum: Numbers | None
    is_up_to: Mask | None
    has_no_demand: Mask | None
    is_stopped: Mask | None = None


def decide_today(sheet: Sheet, trigger: Trigger, *, as_of: dt.date, excess_cover_days: float) -> Today | None:
    """Return today's decision for every row; None where no row has a stock figure."""
    if "on_hand" not in sheet.numbers:
        return None
    on_hand = sheet.numbers["on_hand"]
    on_order, backorders, allocated = (
        _or_zero(sheet, name) for name in ("on_order", "backorders", "allocated")
    )
    position = inventory_position(on_hand, on_order, backorders, allocated)
    daily = sheet.numbers["demand"] / DAYS_PER_YEAR
    is_due, suggested, orders = _order(position, trigger)
    free = np.maximum(on_hand - allocated - backorders, 0.0)
    cover = np.where(daily > 0.0, free / daily, np.nan)
    slack = position - trigger.level
    wait = np.where(daily > 0.0, floor_guarded(slack / daily), np.nan)
    if trigger.is_up_to is not None:
        wait = np.where(trigger.is_up_to, np.nan, wait)
    if trigger.is_stopped is not None:
        wait = np.where(trigger.is_stopped, np.nan, wait)
    lot = trigger.quantity if trigger.is_up_to is None else np.where(trigger.is_up_to, 0.0, trigger.quantity)
    top = trigger.level + lot
    horizon = sheet.numbers["demand"] * (excess_cover_days / DAYS_PER_YEAR)
    above_max = np.maximum(position - top, 0.0)
    expiring = np.full_like(position, np.nan)
    if "shelf_life_days" in sheet.numbers:
        expiring = np.maximum(np.maximum(on_hand, 0.0) - daily * sheet.numbers["shelf_life_days"], 0.0)
    return Today(
        position=position,
        free_stock=free,
        is_due=is_due,
        suggested=suggested,
        orders_needed=orders,
        days_of_cover=cover,
        stockout_date=_date(as_of, np.floor(cover)),
        latest_order_date=_date(as_of, wait),
        excess=np.maximum(on_hand - np.fmax(top, horizon), 0.0),
        above_max=above_max,
        cancellable=np.minimum(on_order, above_max),
        will_expire=expiring,
    )


def _order(position: Numbers, trigger: Trigger) -> tuple[Codes, Numbers, Numbers]:
    level, lot = trigger.level, trigger.quantity
    due = is_at_or_below(position, level)
    wanted = (np.maximum(floor_guarded((level - position) / lot), 0.0) + 1.0) * lot
    unknown = np.isnan(position) | np.isnan(level) | np.isnan(lot)
    if trigger.is_up_to is not None:
        below = trigger.is_up_to & (position < level)
        due = np.where(trigger.is_up_to, below, due)
        wanted = np.where(trigger.is_up_to, level - position, wanted)
    if trigger.has_no_demand is not None:
        # Nothing is asked for any more, but what is owed is still delivered.
        idle = trigger.has_no_demand
        due = np.where(idle, position < 0.0, due)
        wanted = np.where(idle, -position, wanted)
        unknown = np.where(idle, np.isnan(position), unknown)
    if trigger.is_stopped is not None:
        # Whatever the stock is, and whether it is known or not.
        due, unknown = due & ~trigger.is_stopped, unknown & ~trigger.is_stopped
    suggested, orders = acceptable(wanted, trigger.multiple, trigger.minimum, trigger.maximum)
    is_due: Codes = np.where(unknown, -1, due).astype(np.int8)
    suggested = np.where(is_due == 1, suggested, np.where(unknown, np.nan, 0.0))
    return is_due, suggested, np.where(is_due == 1, orders, np.where(unknown, np.nan, 0.0))


def _date(as_of: dt.date, days: Numbers) -> Dates:
    known = np.abs(days) <= _FARTHEST_DAYS
    offsets = np.where(known, days, 0.0).astype(np.int64)
    dates = np.datetime64(as_of, "D") + offsets
    return np.where(known, dates, np.datetime64("NaT", "D"))


def _or_zero(sheet: Sheet, name: str) -> FloatLike:
    column = sheet.numbers.get(name)
    return 0.0 if column is None else np.where(np.isnan(column), 0.0, column)
