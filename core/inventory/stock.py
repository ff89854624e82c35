"""The reorder point or order-up-to level of each item, by its distribution and its target."""

from functools import partial
from typing import NamedTuple

import numpy as np

from core.inventory import distribution, fill_rate, periodic
from core.inventory.arrays import Codes, Mask, Numbers, Rows
from core.inventory.fixed import moved_from
from core.inventory.lead_time import lead_time_demand
from core.inventory.periods import DAYS_PER_YEAR
from core.inventory.rounding import ceil_guarded
from core.inventory.sheet import Sheet

# What `protect` reads of a sheet.
_NEEDED = (
    "demand",
    "demand_std",
    "lead_time_days",
    "lead_time_std_days",
    "review_period_days",
    "service_level",
    "fill_rate",
)


class Spread(NamedTuple):
    """Demand to protect against, and its distribution (a code of `distribution`)."""

    mean: Numbers
    std: Numbers
    lead_mean: Numbers
    lead_std: Numbers
    code: Codes


class Stock(NamedTuple):
    """The trigger level of each row (R, or S for order-up-to), its safety stock and what it achieves."""

    spread: Spread
    level: Numbers
    safety_stock: Numbers
    service_level: Numbers
    fill_rate: Numbers


def protect(
    sheet: Sheet,
    quantity: Numbers,
    is_whole: Mask,
    is_up_to: Mask | None,
    given: Codes | None,
    fixed: Numbers | None = None,
) -> Stock | None:
    """Return the trigger level of each row for the given lots; None where no row has a lead time.

    A safety factor below 0 plans no safety stock: the level is not below mean demand (its whole part, where
    the distribution counts pieces). Levels of whole-unit items are rounded up before anything is compared to
    them. `fixed` levels stand in place of those worked out, and what they achieve is told of them; one is
    known even of a row without a lead time.
    """
    if "lead_time_days" not in sheet.numbers and fixed is None:
        return None
    spread = _spread(sheet, quantity, is_whole, is_up_to, given)
    size = quantity.size
    level = spread.mean.copy()
    achieved, filled = np.full(size, np.nan), np.full(size, np.nan)
    targets = [sheet.numbers.get(name) for name in ("service_level", "fill_rate")]
    for code in distribution.MODELS:
        rows = np.flatnonzero(spread.code == code)
        if rows.size == 0:
            continue
        up_to = None if is_up_to is None or not is_up_to[rows].any() else is_up_to[rows]
        _protect_rows(code, rows, spread, quantity, targets, is_whole, up_to, fixed, level, achieved, filled)
    settled = spread.code <= distribution.DETERMINISTIC
    if settled.any():
        level = np.where(settled & is_whole, ceil_guarded(level), level)
        certain = spread.code == distribution.DETERMINISTIC
        achieved[certain], filled[certain] = 1.0, 1.0
    moved = moved_from(fixed, level)
    if fixed is not None and moved is not None:
        level, settled = np.where(moved, fixed, level), settled & ~moved
        certain = moved & (spread.code == distribution.DETERMINISTIC)
        achieved = np.where(certain, (level >= spread.mean) * 1.0, achieved)
        # Of demand that never varies, what the level lacks is short in every cycle.
        short = np.maximum(spread.mean - level, 0.0) / quantity
        filled = np.where(certain, np.maximum(1.0 - short, 0.0), filled)
    safety_stock = np.where(settled, 0.0, np.maximum(level - spread.mean, 0.0))
    safety_stock = np.where(np.isnan(level), np.nan, safety_stock)
    return Stock(spread, level, safety_stock, achieved, filled)


def renew(
    stock: Stock,
    sheet: Sheet,
    rows: Rows,
    quantity: Numbers,
    is_whole: Mask,
    is_up_to: Mask | None,
    given: Codes | None,
    fixed: Numbers | None = None,
) -> Stock:
    """Return the stock with the given rows worked out again, for lots that have changed."""
    part = Sheet(size=rows.size)
    for name in _NEEDED:
        if name in sheet.numbers:
            part.put(name, sheet.numbers[name][rows])
    fresh = protect(
        part,
        quantity[rows],
        is_whole[rows],
        None if is_up_to is None else is_up_to[rows],
        None if given is None else given[rows],
        None if fixed is None else fixed[rows],
    )
    assert fresh is not None  # noqa: S101 -- a lot only moves for its safety stock, so a lead time is known
    return Stock(
        Spread(*map(partial(_put, rows), stock.spread, fresh.spread)),
        *map(partial(_put, rows), stock[1:], fresh[1:]),
    )


def _put(rows: Rows, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    result = old.copy()
    result[rows] = new
    return result


def _spread(
    sheet: Sheet, quantity: Numbers, is_whole: Mask, is_up_to: Mask | None, given: Codes | None
) -> Spread:
    daily = sheet.numbers["demand"] / DAYS_PER_YEAR
    std = sheet.numbers.get("demand_std")
    daily_std = np.full_like(daily, np.nan) if std is None else std / np.sqrt(DAYS_PER_YEAR)
    lead = sheet.numbers.get("lead_time_days", np.full_like(daily, np.nan))
    lead_std = _filled(sheet, "lead_time_std_days")
    review = _filled(sheet, "review_period_days")
    # An order-up-to policy protects over the whole review, whatever its lot.
    lot = quantity if is_up_to is None else np.where(is_up_to, 0.0, quantity)
    mean, spread = lead_time_demand(daily, daily_std, lead, lead_std, review, lot)
    lead_mean, lead_spread = (
        (mean, spread) if review is None else lead_time_demand(daily, daily_std, lead, lead_std)
    )
    if np.isnan(mean).any():
        # A row that is not planned has no spread either.
        spread = np.where(np.isnan(mean), np.nan, spread)
    code = distribution.choose(mean, spread, is_whole)
    if given is not None:
        code = _as_given(given, code, mean, spread)
        poisson = code == distribution.POISSON
        if poisson.any():
            # Pieces asked for at random, but seen at reviews or after a varying lead time, vary more than
            # Poisson; a given standard deviation may say less, never more.
            seen = lead_time_demand(daily, np.sqrt(daily), lead, lead_std, review, lot).std
            seen = np.fmin(seen, np.maximum(spread, np.sqrt(mean)))
            bursts = (
                poisson & (given > distribution.NONE) & (seen > distribution.POISSON_HIGH * np.sqrt(mean))
            )
            code = np.where(bursts, distribution.NEGATIVE_BINOMIAL, code).astype(np.int8)
            spread = np.where(bursts, seen, np.where(poisson, np.sqrt(mean), spread))
            alike = np.where(bursts, seen * np.sqrt(lead_mean / mean), np.sqrt(lead_mean))
            lead_spread = np.where(poisson, alike, lead_spread)
    return Spread(mean, spread, lead_mean, lead_spread, code)


def _as_given(given: Codes, judged: Codes, mean: Numbers, std: Numbers) -> Codes:
    wanted = given > distribution.NONE
    impossible = (given == distribution.NEGATIVE_BINOMIAL) & ~(
        np.square(std) > mean * distribution.LEAST_BURST
    )
    asked = np.where(impossible, distribution.POISSON, given)
    # Poisson needs no standard deviation; any other needs one above 0.
    usable = (
        (asked == distribution.POISSON) & (mean > 0.0)
        | ((asked == distribution.DETERMINISTIC) & ~np.isnan(mean))
        | (std > 0.0)
    )
    result: Codes = np.where(wanted & usable, asked, judged).astype(np.int8)
    return result


def _protect_rows(
    code: int,
    rows: Rows,
    spread: Spread,
    quantity: Numbers,
    targets: list[Numbers | None],
    is_whole: Mask,
    up_to: Mask | None,
    fixed: Numbers | None,
    level: Numbers,
    achieved: Numbers,
    filled: Numbers,
) -> None:
    model = distribution.MODELS[code]
    mean, std, lot = spread.mean[rows], spread.std[rows], quantity[rows]
    if code == distribution.POISSON:
        std = np.sqrt(mean)
    # Without a target there is no safety stock: the level is mean demand, a whole one where pieces are
    # counted.
    point = ceil_guarded(mean) if code in distribution.DISCRETE else mean.copy()
    protection = periodic.Protection(mean, std, spread.lead_mean[rows], spread.lead_std[rows])
    for target, by_fill_rate in zip(targets, (False, True), strict=True):
        if target is None:
            continue
        wanted = np.flatnonzero(~np.isnan(target[rows]))
        if wanted.size == 0:
            continue
        share = target[rows[wanted]]
        if not by_fill_rate:
            point[wanted] = model.quantile(share, mean[wanted], std[wanted])
            continue
        least = np.floor(mean[wanted]) if code in distribution.DISCRETE else mean[wanted]
        point[wanted] = fill_rate.solve(code, share, lot[wanted], mean[wanted], std[wanted], least)
        if up_to is not None:
            periods = np.flatnonzero(up_to[wanted])
            these = wanted[periods]
            point[these] = periodic.solve(code, share[periods], protection.take(these))
    if code in distribution.DISCRETE:
        point = np.maximum(point, np.floor(mean))
    else:
        point = np.maximum(point, mean)
        point = np.where(is_whole[rows], ceil_guarded(point), point)
    if fixed is not None:
        point = np.where(np.isnan(fixed[rows]), point, fixed[rows])
    level[rows] = point
    tail, short = model.tail_and_loss(point, mean, std)
    achieved[rows] = 1.0 - tail
    share = 1.0 - (short - model.tail_and_loss(point + lot, mean, std)[1]) / lot
    if up_to is not None:
        share = np.where(up_to, periodic.fill_rate_of(code, point, protection), share)
    filled[rows] = np.minimum(np.maximum(share, 0.0), 1.0)


def _filled(sheet: Sheet, name: str) -> Numbers | None:
    column = sheet.numbers.get(name)
    return None if column is None else np.where(np.isnan(column), 0.0, column)
