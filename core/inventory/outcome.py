"""The decision columns: what the stages found, as `fields.DECISION` names it."""

import datetime as dt
from typing import NamedTuple

import numpy as np

from core.inventory import caps, complete, distribution, lot, narrate, power_of_two
from core.inventory.absent import Column, blank, empty
from core.inventory.arrays import Codes, Mask, Numbers, Words
from core.inventory.compared import put_current
from core.inventory.defaults import Defaults
from core.inventory.periods import DAYS_PER_YEAR
from core.inventory.plan import Plan
from core.inventory.sheet import Sheet
from core.inventory.today import Today, Trigger, decide_today

STATUSES: Words = np.array(
    ["ok", "warning", "no_demand", "do_not_stock", "infeasible", "error"], dtype=object
)
OK, WARNING, NO_DEMAND, DO_NOT_STOCK, INFEASIBLE, ERROR = range(6)


class Rest(NamedTuple):
    """Rows that are not planned, and what was assumed for the others."""

    refused: Mask | None
    has_no_demand: Mask | None
    assumed: dict[str, Mask]


def refused(sheet: Sheet) -> dict[str, Column]:
    """Return the decisions of a sheet all of whose rows have an error."""
    columns = empty(sheet.size)
    columns["status"] = np.full(sheet.size, STATUSES[ERROR], dtype=object)
    columns["reason"] = sheet.messages("error", None)
    return _with_notes(columns, sheet)


def columns(
    sheet: Sheet, policy: Plan, rest: Rest, *, defaults: Defaults, as_of: dt.date
) -> dict[str, Column]:
    """Return every decision column."""
    result = empty(sheet.size)
    status = _status(sheet, policy, rest)
    _put_lot(result, policy, status)
    _put_stock(result, policy)
    is_stopped = None if policy.fixed is None else policy.fixed.is_stopped
    today = _today(sheet, policy, status, rest, defaults, as_of)
    if today is not None:
        _put_today(result, sheet, policy, today, rest)
    elif is_stopped is not None:
        result["order_now"] = np.where(is_stopped, 0, -1).astype(np.int8)
        result["suggested_order"] = np.where(is_stopped, 0.0, np.nan)
        result["orders_needed"] = np.where(is_stopped, 0.0, np.nan)
    if "current_order_qty" in sheet.numbers or "current_reorder_point" in sheet.numbers:
        put_current(result, sheet, policy, status <= WARNING)
    if rest.assumed:
        result["assumed"] = complete.names(rest.assumed, sheet.size)
    blank(result, rest.refused, status == DO_NOT_STOCK)
    result["status"] = STATUSES[status]
    result["reason"] = narrate.reasons(
        sheet, policy, status, policy.terms.demand / policy.lot.quantity, today
    )
    return _with_notes(result, sheet)


def _status(sheet: Sheet, policy: Plan, rest: Rest) -> Codes:
    status = np.zeros(sheet.size, dtype=np.int8)
    for problem in sheet.problems:
        if problem.severity == "warning":
            status[problem.rows] = WARNING
    without_lot = np.isnan(policy.lot.quantity)
    if without_lot.any():
        status[without_lot] = INFEASIBLE
    if "lost_sale_cost" in sheet.numbers:
        stock = policy.stock
        upkeep = policy.costs.annual
        if stock is not None:
            upkeep = upkeep + policy.lot.holding * np.nan_to_num(stock.safety_stock)
        margin = sheet.numbers["lost_sale_cost"] * policy.terms.demand
        status[upkeep > margin] = DO_NOT_STOCK
    if rest.has_no_demand is not None:
        status[rest.has_no_demand] = NO_DEMAND
    if rest.refused is not None:
        status[rest.refused] = ERROR
    return status


def _put_lot(result: dict[str, Column], policy: Plan, status: Codes) -> None:
    chosen, costs, terms = policy.lot, policy.costs, policy.terms
    quantity = chosen.quantity
    orders = terms.demand / quantity
    low, high = lot.band(terms, chosen)
    if policy.is_up_to is not None:
        low, high = np.where(policy.is_up_to, np.nan, low), np.where(policy.is_up_to, np.nan, high)
    safety = None if policy.stock is None else policy.stock.safety_stock
    result["eoq"] = chosen.ideal
    result["order_quantity"] = quantity
    result["quantity_low"], result["quantity_high"] = low, high
    result["annual_cost"] = costs.annual
    result["orders_per_year"] = orders
    result["cycle_days"] = DAYS_PER_YEAR / orders
    result["power_of_two_days"] = _power_of_two(chosen.ideal, terms.demand)
    if costs.price is not None:
        result["purchase_price"] = costs.price
        total = costs.annual + costs.price * terms.demand
        average = lot.average_stock(policy.terms, policy.lot.holding, quantity)
        if safety is not None:
            known = np.nan_to_num(safety)
            total, average = total + chosen.holding * known, average + known
        result["total_cost"], result["average_stock_value"] = total, average * costs.price
    if safety is not None:
        result["safety_stock_cost"] = chosen.holding * safety
    if policy.binding is None:
        result["constraint_cost"] = quantity * 0.0
    else:
        result["binding_constraint"] = caps.BINDING[policy.binding]
        free = lot.cost_of(terms, policy.base_price, policy.tiers, np.maximum(chosen.ideal, 1e-290))
        extra = np.maximum(costs.total - free.total, 0.0)
        extra = np.where(policy.binding == caps.NONE, 0.0, extra)
        result["constraint_cost"] = np.where(np.isnan(quantity), np.nan, extra)
    if terms.backorder_cost is not None:
        share = chosen.holding / (chosen.holding + terms.backorder_cost)
        arriving = quantity if terms.relief is None else quantity * terms.relief
        result["max_backorder"] = arriving * share
    stopped = status >= NO_DEMAND
    if stopped.any():
        result["eoq"] = np.where(status == NO_DEMAND, 0.0, chosen.ideal)


def _power_of_two(ideal: Numbers, demand: Numbers) -> Numbers:
    # A day is the shortest interval anyone plans in.
    return np.maximum(power_of_two.periods(ideal / demand * DAYS_PER_YEAR, 1.0), 1.0)


def _put_stock(result: dict[str, Column], policy: Plan) -> None:
    stock = policy.stock
    if stock is None:
        return
    result["distribution"] = distribution.NAMES[stock.spread.code]
    result["lead_time_demand"] = stock.spread.mean
    result["safety_stock"] = stock.safety_stock
    if policy.is_up_to is None:
        result["reorder_point"] = stock.level
    else:
        result["reorder_point"] = np.where(policy.is_up_to, np.nan, stock.level)
        result["order_up_to"] = np.where(policy.is_up_to, stock.level, np.nan)
    result["achieved_service_level"] = stock.service_level
    result["achieved_fill_rate"] = stock.fill_rate


def _today(
    sheet: Sheet, policy: Plan, status: Codes, rest: Rest, defaults: Defaults, as_of: dt.date
) -> Today | None:
    level = np.full(sheet.size, np.nan) if policy.stock is None else policy.stock.level
    idle = rest.has_no_demand
    # What is not stocked is only ordered for those it is owed to.
    if "lost_sale_cost" in sheet.numbers:
        dropped = status == DO_NOT_STOCK
        idle = dropped if idle is None else idle | dropped
    trigger = Trigger(
        level=level,
        quantity=policy.lot.quantity,
        multiple=policy.terms.multiple,
        minimum=policy.terms.minimum,
        maximum=policy.hard_maximum,
        is_up_to=policy.is_up_to,
        has_no_demand=idle,
        is_stopped=None if policy.fixed is None else policy.fixed.is_stopped,
    )
    return decide_today(sheet, trigger, as_of=as_of, excess_cover_days=defaults.excess_cover_days)


def _put_today(result: dict[str, Column], sheet: Sheet, policy: Plan, today: Today, rest: Rest) -> None:
    on_hand = np.maximum(sheet.numbers["on_hand"], 0.0)
    excess, expiring = today.excess, today.will_expire
    if rest.has_no_demand is not None:
        excess = np.where(rest.has_no_demand, on_hand, excess)
        if "shelf_life_days" in sheet.numbers:
            known = rest.has_no_demand & ~np.isnan(sheet.numbers["shelf_life_days"])
            expiring = np.where(known, on_hand, expiring)
    result["inventory_position"] = today.position
    result["order_now"] = today.is_due
    result["suggested_order"] = today.suggested
    result["orders_needed"] = today.orders_needed
    result["days_of_cover"] = today.days_of_cover
    result["stockout_date"] = today.stockout_date
    result["latest_order_date"] = today.latest_order_date
    result["above_max"], result["cancellable"] = today.above_max, today.cancellable
    result["excess"], result["will_expire"] = excess, expiring
    price = policy.base_price
    if policy.costs.price is not None:
        price = policy.costs.price if price is None else np.where(np.isnan(price), policy.costs.price, price)
    if price is not None:
        result["excess_value"], result["stock_value"] = excess * price, on_hand * price


def _with_notes(result: dict[str, Column], sheet: Sheet) -> dict[str, Column]:
    for name in ("abc_class", "xyz_class"):
        if name in sheet.words:
            result[name] = sheet.words[name]
    if any(problem.severity == "warning" for problem in sheet.problems):
        result["warnings"] = sheet.messages("warning", "; ")
    return result
