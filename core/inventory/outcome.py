"""The decision columns: what the stages found, as `fields.DECISION` names it."""

import datetime as dt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.inventory import caps, complete, current, distribution, lot, narrate, power_of_two
from core.inventory.arrays import Codes, Mask, Numbers, Words
from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION, Kind
from core.inventory.periods import DAYS_PER_YEAR
from core.inventory.plan import Plan
from core.inventory.sheet import Sheet
from core.inventory.today import Today, Trigger, decide_today

STATUSES: Words = np.array(
    ["ok", "warning", "no_demand", "do_not_stock", "infeasible", "error"], dtype=object
)
OK, WARNING, NO_DEMAND, DO_NOT_STOCK, INFEASIBLE, ERROR = range(6)
_NUMBERS = tuple(name for name, field in DECISION.items() if field.kind is Kind.NUMBER)
# From here on joining the columns to look for infinity once costs more than looking at each.
_FEW = 64

Column = npt.NDArray[np.generic]


class Rest(NamedTuple):
    """Rows that are not planned, and what was assumed for the others."""

    refused: Mask | None
    has_no_demand: Mask | None
    assumed: dict[str, Mask]


def empty(size: int) -> dict[str, Column]:
    """Return every decision column without a value in it."""
    absent: dict[Kind, Column] = {
        Kind.NUMBER: np.full(size, np.nan),
        Kind.FLAG: np.full(size, -1, dtype=np.int8),
        Kind.TEXT: np.full(size, None, dtype=object),
        Kind.DATE: np.full(size, "NaT", dtype="datetime64[D]"),
    }
    return {name: absent[field.kind] for name, field in DECISION.items()}


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
    today = _today(sheet, policy, status, rest, defaults, as_of)
    if today is not None:
        _put_today(result, sheet, policy, today, rest)
    if "current_order_qty" in sheet.numbers or "current_reorder_point" in sheet.numbers:
        _put_current(result, sheet, policy, status)
    if rest.assumed:
        result["assumed"] = complete.names(rest.assumed, sheet.size)
    _blank(result, rest, status)
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
        average = _average_stock(policy, quantity)
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


def _average_stock(policy: Plan, quantity: Numbers) -> Numbers:
    """Return average cycle stock: Q/2, less where the lot arrives slowly or part of it is promised."""
    average = quantity * 0.5
    if policy.terms.relief is not None:
        average = average * policy.terms.relief
    if policy.terms.backorder_cost is not None:
        covered = policy.terms.backorder_cost / (policy.lot.holding + policy.terms.backorder_cost)
        average = np.where(np.isnan(covered), average, average * covered * covered)
    return average


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


def _put_current(result: dict[str, Column], sheet: Sheet, policy: Plan, status: Codes) -> None:
    nothing = np.full(sheet.size, np.nan)
    quantity = sheet.numbers.get("current_order_qty", nothing)
    reorder_point = sheet.numbers.get("current_reorder_point", nothing)
    planned = status <= WARNING
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
        old_safety = np.where(np.isnan(reorder_point), safety, np.maximum(reorder_point - mean, 0.0))
        result["current_service_level"] = current.service_level(reorder_point, policy.stock)
        if price is not None:
            change = (safety - old_safety) * price
            result["safety_stock_change_value"] = np.where(np.isnan(reorder_point), np.nan, change)
    if price is not None and now.price is not None:
        held = (_average_stock(policy, quantity) + old_safety) * now.price
        result["stock_release_value"] = held - (_average_stock(policy, policy.lot.quantity) + safety) * price


def _blank(result: dict[str, Column], rest: Rest, status: Codes) -> None:
    """Take out what must not leave: numbers of refused rows, plans that are not followed, infinity."""
    if rest.refused is not None:
        for name, field in DECISION.items():
            if field.kind is Kind.NUMBER:
                result[name] = np.where(rest.refused, np.nan, result[name])
            elif field.kind is Kind.FLAG:
                result[name] = np.where(rest.refused, np.int8(-1), result[name])
            elif field.kind is Kind.DATE:
                result[name] = np.where(rest.refused, np.datetime64("NaT", "D"), result[name])
            else:
                words = result[name].astype(object)
                words[rest.refused] = None
                result[name] = words
    dropped = status == DO_NOT_STOCK
    if dropped.any():
        for name in _PLANNED:
            result[name] = np.where(dropped, np.nan, result[name])
        result["order_quantity"] = np.where(dropped, 0.0, result["order_quantity"])
    if status.size <= _FEW and not np.isinf(np.concatenate([result[name] for name in _NUMBERS])).any():
        return
    for name in _NUMBERS:
        endless = np.isinf(result[name])
        if endless.any():
            result[name] = np.where(endless, np.nan, result[name])


_PLANNED = (
    "quantity_low",
    "quantity_high",
    "orders_per_year",
    "cycle_days",
    "safety_stock",
    "safety_stock_cost",
    "reorder_point",
    "order_up_to",
    "achieved_service_level",
    "achieved_fill_rate",
    "average_stock_value",
    "total_cost",
    "power_of_two_days",
    "max_backorder",
    "above_max",
    "cancellable",
)


def _with_notes(result: dict[str, Column], sheet: Sheet) -> dict[str, Column]:
    for name in ("abc_class", "xyz_class"):
        if name in sheet.words:
            result[name] = sheet.words[name]
    if any(problem.severity == "warning" for problem in sheet.problems):
        result["warnings"] = sheet.messages("warning", "; ")
    return result
