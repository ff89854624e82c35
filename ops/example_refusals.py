"""Whether the engine's door refuses what an example says must be refused."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ops.example_models import Values, model

# An example's name of an input -> the item field `decide` takes.
_ITEM_NAMES = {
    "demand_rate": "demand",
    "fixed_cost": "order_cost",
    "holding_cost": "holding_cost",
    "production_rate": "production_rate",
    "cycle_service_level": "service_level",
    "demand_sd": "demand_std",
}
_NOT_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def is_refused(name: str, given: Values) -> bool:
    """Whether the engine's door refuses an item with these values, everything else of it being harmless."""
    decide = model("decide:decide")
    defaults = model("defaults:Defaults")()
    harmless = {
        "demand": 1300.0,
        "order_cost": 8.0,
        "holding_cost": 0.225,
        "unit_cost": 0.75,
        "lead_time_days": 7.0,
    }
    if "breakpoints" in given:
        del harmless["unit_cost"], harmless["holding_cost"]
        harmless["holding_rate"] = 0.3
    items: dict[str, Any] = {field: np.array([value]) for field, value in harmless.items()}
    if _errors(decide, items, defaults):
        raise AssertionError("the harmless item is refused already")
    for key, value in given.items():
        if key in _ITEM_NAMES:
            # As it stands in the file: an object column, so that neither text nor NaN is converted.
            items[_ITEM_NAMES[key]] = np.array([_NOT_NUMBERS.get(value, value)], dtype=object)
    if "breakpoints" in given:
        items["price_breaks_min_qty"] = np.array([given["breakpoints"]], dtype=np.float64)
        items["price_breaks_unit_cost"] = np.array([given["unit_costs"]], dtype=np.float64)
        if "incremental" in name:
            items["discount"] = np.array(["incremental"], dtype=object)
    return _errors(decide, items, defaults)


def _errors(decide: Callable[..., Any], items: dict[str, Any], defaults: object) -> bool:
    decisions = decide(items, defaults=defaults, as_of=dt.date(2026, 1, 1))
    return any(problem.severity == "error" for problem in decisions.problems)
