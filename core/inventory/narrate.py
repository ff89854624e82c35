"""Which sentence each row gets, and what it is made of."""

import numpy as np

from core.inventory import caps, facts, lot, reason, texts
from core.inventory.arrays import Codes, Mask, Numbers, Words
from core.inventory.plan import Plan
from core.inventory.sheet import Sheet
from core.inventory.today import Today

_NO_DEMAND, _DO_NOT_STOCK, _INFEASIBLE, _ERROR = 2, 3, 4, 5
_LIMIT_WORDS: Words = np.array(
    [
        None,
        "the minimum order quantity",
        "the maximum order quantity",
        "the shelf life",
        "the longest cover",
        "the storage capacity",
        "the maximum stock",
        None,
        None,
        None,
    ],
    dtype=object,
)


def reasons(
    sheet: Sheet,
    policy: Plan,
    status: Codes,
    orders_per_year: Numbers,
    today: Today | None,
) -> Words:
    """Return the reason of each row."""
    about = _about(policy, status, today)
    pack = _shown_packs(policy)
    other, share = _next_best(policy, about, pack)
    is_dropped = bool((status == _DO_NOT_STOCK).any())
    known = facts.Facts(
        about=about,
        quantity=policy.lot.quantity,
        orders_per_year=orders_per_year,
        suggested=None if today is None else today.suggested,
        position=None if today is None else today.position,
        is_stock_alone=_is_stock_alone(sheet),
        level=None if policy.stock is None else policy.stock.level,
        free_stock=None if today is None else today.free_stock,
        on_order=sheet.numbers.get("on_order"),
        days_of_cover=None if today is None else today.days_of_cover,
        latest_order_date=None if today is None else today.latest_order_date,
        orders_needed=None if today is None or policy.hard_maximum is None else today.orders_needed,
        pack=pack,
        other_quantity=other,
        other_share=share,
        binding_text=_binding_text(policy, about),
        is_dropped=(status == _DO_NOT_STOCK) if is_dropped else None,
        excess=None if today is None else np.maximum(sheet.numbers["on_hand"], 0.0),
        annual_cost=_upkeep(policy) if is_dropped else None,
        margin=sheet.numbers["lost_sale_cost"] * policy.terms.demand if is_dropped else None,
        infeasible_text=_infeasible_text(policy) if (status == _INFEASIBLE).any() else None,
        errors=sheet.messages("error", None) if (status == _ERROR).any() else None,
        stop=None if policy.fixed is None else policy.fixed.stop,
    )
    return reason.write(known)


def _about(policy: Plan, status: Codes, today: Today | None) -> Codes:
    no_lead_time = policy.stock is None
    if today is None:
        about = np.full(status.size, facts.NO_STOCK, dtype=np.int8)
        owed: Mask | bool = False
    else:
        unknown = np.where(np.isnan(today.position), facts.NO_STOCK, facts.NO_LEAD_TIME)
        up_to = False if policy.is_up_to is None or no_lead_time else policy.is_up_to
        order = np.where(up_to, facts.ORDER_UP_TO, facts.ORDER)
        wait = np.where(up_to, facts.WAIT_UP_TO, facts.WAIT)
        about = np.where(today.is_due == 1, order, np.where(today.is_due == 0, wait, unknown)).astype(np.int8)
        owed = today.is_due == 1
    if (status >= _NO_DEMAND).any():
        idle = status == _NO_DEMAND
        dropped = status == _DO_NOT_STOCK
        about[(idle | dropped) & owed] = facts.OWED
        about[idle & ~np.asarray(owed)] = facts.IDLE
        about[dropped & ~np.asarray(owed)] = facts.DO_NOT_STOCK
        about[status == _INFEASIBLE] = facts.INFEASIBLE
        about[status == _ERROR] = facts.ERROR
    is_stopped = None if policy.fixed is None else policy.fixed.is_stopped
    if is_stopped is not None:
        about[is_stopped & (status != _ERROR)] = facts.STOPPED
    return about


def _is_stock_alone(sheet: Sheet) -> Mask | None:
    others = [
        sheet.numbers[name] for name in ("on_order", "backorders", "allocated") if name in sheet.numbers
    ]
    if not others:
        return None
    alone = np.ones(sheet.size, dtype=np.bool_)
    for column in others:
        alone &= ~(column > 0.0)
    return alone


def _shown_packs(policy: Plan) -> Numbers | None:
    multiple = policy.terms.multiple
    if multiple is None or not (multiple != 1.0).any():
        return None
    return np.where(multiple == 1.0, np.nan, multiple)


def _next_best(policy: Plan, about: Codes, pack: Numbers | None) -> tuple[Numbers | None, Numbers | None]:
    """Return the lot one pack away on the other side of the EOQ, and what share more it costs."""
    if pack is None or policy.binding is None or not (about == facts.ORDER).any():
        return None, None
    chosen = policy.lot
    other = np.where(chosen.ideal < chosen.quantity, chosen.quantity - pack, chosen.quantity + pack)
    apart = (
        (policy.binding == caps.MULTIPLE)
        & (other >= chosen.lowest)
        & (other <= chosen.highest)
        & (other > 0.0)
    )
    other = np.where(apart, other, np.nan)
    costs = lot.cost_of(policy.terms, policy.base_price, policy.tiers, other)
    share = (costs.total - policy.costs.total) / policy.costs.annual
    return np.where(share > 0.0, other, np.nan), share


def _binding_text(policy: Plan, about: Codes) -> Words | None:
    if policy.binding is None:
        return None
    rows = np.flatnonzero(
        (policy.binding >= caps.MINIMUM) & (policy.binding <= caps.MAX_STOCK) & (about == facts.ORDER)
    )
    if rows.size == 0:
        return None
    result = np.full(about.size, "", dtype=object)
    result[rows] = texts.sentences(
        rows.size,
        "; ",
        _LIMIT_WORDS[policy.binding[rows]],
        " sets the lot of ",
        texts.numbers(policy.lot.quantity[rows]),
        ", ",
        texts.numbers(policy.lot.ideal[rows]),
        " would be cheapest",
    )
    return result


def _upkeep(policy: Plan) -> Numbers:
    if policy.stock is None:
        return policy.costs.annual
    result: Numbers = policy.costs.annual + policy.lot.holding * np.nan_to_num(policy.stock.safety_stock)
    return result


def _infeasible_text(policy: Plan) -> Words:
    terms = policy.terms
    size = policy.lot.quantity.size
    nothing = np.full(size, np.nan)
    least = nothing if terms.minimum is None else terms.minimum
    pack = nothing if terms.multiple is None else terms.multiple
    most = nothing if policy.hard_maximum is None else policy.hard_maximum
    has_minimum = least > 0.0
    packed = np.where(pack != 1.0, texts.sentences(size, " in packs of ", texts.numbers(pack)), "")
    one_pack = texts.sentences(size, "one pack of ", texts.numbers(pack))
    minimum = texts.sentences(size, "the minimum order quantity ", texts.numbers(least))
    wanted = np.where(has_minimum, minimum, one_pack)
    packed = np.where(has_minimum & ~np.isnan(pack), packed, "")
    return texts.sentences(
        size,
        "No feasible order: ",
        wanted,
        packed,
        " is above the maximum order quantity ",
        texts.numbers(most),
    )
