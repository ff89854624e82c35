"""The cost curve of one item, for a chart."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.errors import InvalidItem
from core.inventory import lot
from core.inventory.arrays import Numbers
from core.inventory.decide import prepare
from core.inventory.defaults import Defaults
from core.inventory.plan import Plan

_POINTS = 120
# The chart runs from a quarter to four times the range of lots it shows.
_WIDTH = 4.0
_NO_DEFAULTS = Defaults()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Annual costs over the lot, shape (points,), and where the EOQ and the recommended lot lie.

    `assumed` holds the values filled from defaults, by field; a standard deviation is that of a year.
    `purchase` and `total` are without the purchase where no price is known (NaN and ordering + holding).
    """

    quantity: Numbers
    ordering: Numbers
    holding: Numbers
    purchase: Numbers
    total: Numbers
    eoq: float
    order_quantity: float
    assumed: Mapping[str, float]


def cost_curve(
    items: Mapping[str, npt.NDArray[np.generic]],
    *,
    defaults: Defaults = _NO_DEFAULTS,
    points: int = _POINTS,
) -> Curve:
    """Return ordering, holding, purchase and total cost of one item over its lot, price breaks included.

    `items` are the columns of `decide` with one row. Raises InvalidItem where the item is refused, or has no
    lot to draw (no demand, nothing feasible).

    >>> item = {"demand": [1300.0], "order_cost": [8.0], "holding_cost": [0.225]}
    >>> item = {name: np.array(value) for name, value in item.items()}
    >>> curve = cost_curve(item)
    >>> round(float(curve.total.min()), 1), curve.order_quantity
    (68.4, 304.0)
    """
    with np.errstate(all="ignore"):
        prepared = prepare(items, defaults)
        if prepared.sheet.size != 1:
            raise InvalidItem("A cost curve is drawn for one item.")
        if prepared.policy is None:
            raise InvalidItem(str(prepared.sheet.messages("error", None)[0]))
        if np.isnan(prepared.policy.lot.quantity[0]):
            raise InvalidItem("There is no lot to draw: the item has no demand, or no order is feasible.")
        assumed = {
            name: float(prepared.sheet.numbers[name][0])
            for name, where in prepared.rest.assumed.items()
            if where[0]
        }
        return _draw(prepared.policy, points, assumed)


def _draw(policy: Plan, points: int, assumed: Mapping[str, float]) -> Curve:
    eoq, chosen = float(policy.lot.ideal[0]), float(policy.lot.quantity[0])
    shown = [eoq, chosen] if eoq > 0.0 else [chosen]
    quantity = np.geomspace(min(shown) / _WIDTH, max(shown) * _WIDTH, points)
    terms = policy.terms.take(np.zeros(points, dtype=np.intp))
    price = None if policy.base_price is None else np.repeat(policy.base_price, points)
    tiers = policy.tiers
    if tiers is not None:
        tiers = replace(
            tiers,
            rows=np.arange(points),
            breakpoints=np.repeat(tiers.breakpoints, points, axis=0),
            unit_costs=np.repeat(tiers.unit_costs, points, axis=0),
            is_incremental=np.repeat(tiers.is_incremental, points),
        )
    costs = lot.cost_of(terms, price, tiers, quantity)
    ordering = terms.order_cost * (terms.demand / quantity)
    purchase = np.full(points, np.nan) if costs.price is None else costs.price * terms.demand
    return Curve(
        quantity=quantity,
        ordering=ordering,
        holding=costs.annual - ordering,
        purchase=purchase,
        total=costs.total,
        eoq=eoq,
        order_quantity=chosen,
        assumed=assumed,
    )
