"""The one door of the engine: columns of items in, columns of decisions out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import InvalidItem
from core.inventory import (
    complete,
    currencies,
    distribution,
    door,
    doubts,
    fixed,
    limits,
    medians,
    outcome,
    periods,
    plan,
    price_breaks,
    today,
)
from core.inventory import required as requirements
from core.inventory.arrays import Mask
from core.inventory.defaults import Defaults
from core.inventory.problems import Problem
from core.inventory.sheet import Sheet
from core.inventory.vocabulary import coded

_POLICIES = {"reorder_point": 0, "order_up_to": 1}
_NO_DEFAULTS = Defaults()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """A column for every decision field, and what was refused or doubted.

    Absent values are NaN, -1, NaT or None as `fields.Kind` says; no number is ever infinite.
    """

    columns: dict[str, npt.NDArray[np.generic]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A sheet with its policy; None where every row is refused."""

    sheet: Sheet
    policy: plan.Plan | None
    rest: outcome.Rest


def decide(
    items: Mapping[str, npt.NDArray[np.generic]],
    *,
    defaults: Defaults = _NO_DEFAULTS,
    as_of: dt.date,
) -> Decisions:
    """Return the decision of every item.

    Parameters
    ----------
    items : columns (n,) by the names of `fields.ITEM`; a missing column is absent in every row. Price breaks
        come as two arrays (n, tiers), `price_breaks_min_qty` and `price_breaks_unit_cost`, NaN-padded.
        `demand` is per `period`. Besides, the medians of the whole sheet (`medians.MEDIANS`), to doubt by,
        and what a person has fixed of some items (`fixed.FIXED`).
    defaults : what to assume where a row says nothing
    as_of : the day the stock figures are of, and the orders are placed

    Raises
    ------
    InvalidItem : a column is no item field, the columns have different lengths, or `as_of` is before 1900 or
        after 2999. A bad row is no exception but a `Problem` of the result.

    Each row's decision depends on that row alone: any chunking and any order give the same bits.

    >>> item = {"demand": [1300.0], "order_cost": [8.0], "holding_cost": [0.225]}
    >>> columns = {name: np.array(value) for name, value in item.items()}
    >>> decisions = decide(columns, as_of=dt.date(2026, 11, 22))
    >>> float(decisions.columns["order_quantity"][0]), round(float(decisions.columns["eoq"][0]), 2)
    (304.0, 304.05)

    """
    if not today.FIRST_DAY <= as_of <= today.LAST_DAY:
        raise InvalidItem(f"as_of is {as_of.isoformat()}.", remedy="Give a day of the years 1900 to 2999.")
    with np.errstate(all="ignore"):
        prepared = prepare(items, defaults)
        sheet, policy = prepared.sheet, prepared.policy
        if policy is None:
            return Decisions(columns=outcome.refused(sheet), problems=tuple(sheet.problems))
        columns = outcome.columns(sheet, policy, prepared.rest, defaults=defaults, as_of=as_of)
    return Decisions(columns=columns, problems=tuple(sheet.problems))


def prepare(items: Mapping[str, npt.NDArray[np.generic]], defaults: Defaults) -> Prepared:
    """Return the cleaned columns and the standing policy of every item, before today's stock comes in."""
    sheet = door.read(items)
    set_by_hand = fixed.take(sheet)
    limits.check(sheet)
    currencies.check(sheet)
    periods.to_years(sheet)
    prices = sheet.numbers.get("unit_cost")
    if prices is not None and "price_per" in sheet.numbers:
        per = sheet.numbers["price_per"]
        sheet.put("unit_cost", prices / np.where(np.isnan(per), 1.0, per))
    tiers = price_breaks.read(items, sheet)
    given = coded(sheet, "distribution", distribution.WORDS)
    is_up_to = _is_up_to(sheet)
    medians.check(sheet)
    assumed = complete.fill(sheet, defaults)
    requirements.check(sheet, tiers, is_up_to)
    doubts.check_items(sheet, tiers)
    refused = sheet.refused()
    if sheet.size == 0 or (refused is not None and refused.all()):
        return Prepared(sheet=sheet, policy=None, rest=outcome.Rest(refused, None, assumed))
    has_no_demand = _set_aside(sheet, refused)
    policy = plan.make(sheet, tiers, is_up_to, given, set_by_hand)
    doubts.check_plan(sheet, policy)
    if set_by_hand is not None:
        fixed.check(sheet, set_by_hand, policy.lot.quantity, policy.terms, policy.hard_maximum, is_up_to)
    return Prepared(sheet=sheet, policy=policy, rest=outcome.Rest(refused, has_no_demand, assumed))


def _is_up_to(sheet: Sheet) -> Mask | None:
    codes = coded(sheet, "policy", _POLICIES)
    if codes is None or not (codes == 1).any():
        return None
    result: Mask = codes == 1
    return result


def _set_aside(sheet: Sheet, refused: Mask | None) -> Mask | None:
    """Take the demand from rows that are not planned, so no model works on them; return those without any."""
    demand = sheet.numbers["demand"]
    idle = None
    if sheet.low("demand") <= 0.0:
        idle = demand == 0.0
        if refused is not None:
            idle &= ~refused
    if idle is not None or refused is not None:
        aside = np.zeros(sheet.size, dtype=np.bool_)
        for rows in (idle, refused):
            if rows is not None:
                aside |= rows
        sheet.numbers["demand"] = np.where(aside, np.nan, demand)
    return idle if idle is not None and idle.any() else None
