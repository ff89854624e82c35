"""The terms a lot is chosen under: demand, costs and what the supplier accepts."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from core.inventory.arrays import Numbers, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Columns a lot depends on. None: no row has it; NaN: that row has none.

    `relief` is 1 - D/P, the share of a lot that ever lies in stock when it arrives at a finite rate. A row
    has a `holding_cost`, or else a `holding_rate` by which its price is multiplied.
    """

    demand: Numbers
    order_cost: Numbers
    holding_cost: Numbers | None = None
    holding_rate: Numbers | None = None
    relief: Numbers | None = None
    backorder_cost: Numbers | None = None
    multiple: Numbers | None = None
    minimum: Numbers | None = None
    maximum: Numbers | None = None

    def take(self, rows: Rows) -> "Terms":
        """Return the terms of some rows."""
        picked: dict[str, Any] = {
            field.name: None if (column := getattr(self, field.name)) is None else column[rows]
            for field in fields(self)
        }
        return replace(self, **picked)

    def holding(self, price: Numbers | None) -> Numbers:
        """Return the holding cost h of a unit for a year, given its price."""
        if self.holding_rate is None or price is None:
            assert self.holding_cost is not None  # noqa: S101 -- `costs` refuses rows with neither
            return self.holding_cost
        by_rate: Numbers = self.holding_rate * price
        if self.holding_cost is None:
            return by_rate
        return np.where(np.isnan(self.holding_cost), by_rate, self.holding_cost)

    def relevant(self, holding: Numbers) -> Numbers:
        """Return the holding cost to balance against ordering, H in g(Q) = KD/Q + HQ/2.

        A lot arriving while it is used, or partly promised before it arrives, lies in stock less: h(1 - rho)
        and h b/(h + b). So every model of this folder is the plain EOQ with another h.
        """
        relevant = holding if self.relief is None else holding * self.relief
        if self.backorder_cost is None:
            return relevant
        shared = relevant * (self.backorder_cost / (holding + self.backorder_cost))
        return np.where(np.isnan(self.backorder_cost), relevant, shared)
