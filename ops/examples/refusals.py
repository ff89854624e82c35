"""Whether the engine's door refuses what an example says must be refused."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ops.examples.models import Values, model

# An example's name of an input -> the item field `decide` takes.
_ITEM_NAMES = {
    "demand_rate": "demand",
    "fixed_cost": "order_cost",
    "holding_cost": "holding_cost",
    "production_rate": "production_rate",
    "cycle_service_level": "service_level",
    "demand_sd": "demand_std",
}
HARMLESS = {
    "demand": 1300.0,
    "order_cost": 8.0,
    "holding_rate": 0.3,
    "unit_cost": 0.75,
    "lead_time_days": 7.0,
}
_NOT_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def is_refused(name: str, given: Values) -> bool:
    """Whether the engine's door refuses an item with these values, everything else of it being harmless.

    Values go in as the file writes them: "NaN" and "Infinity" are text in JSON. Infinity must be refused as a
    float, too. A float NaN is how an empty cell arrives, so it is refused where the field is needed.
    """
    return all(_is_refused(name, form) for form in _forms(given))


def _forms(given: Values) -> list[Values]:
    """The values as they stand, and again with the floats that "NaN" and "Infinity" mean."""
    forms = [given]
    for key, value in given.items():
        if isinstance(value, str) and value in _NOT_NUMBERS and (value != "NaN" or key == "demand_rate"):
            forms.append({**given, key: _NOT_NUMBERS[value]})
    return forms


def _is_refused(name: str, given: Values) -> bool:
    decide = model("decide:decide")
    defaults = model("defaults:Defaults")()
    items = {field: np.array([value]) for field, value in HARMLESS.items()}
    if _has_error(decide, items, defaults):
        raise AssertionError("the harmless item is refused already")
    for key, value in given.items():
        if key in _ITEM_NAMES:
            # An object column: neither text nor NaN may be converted on the way.
            items[_ITEM_NAMES[key]] = np.array([value], dtype=object)
    if "breakpoints" in given:
        items["price_breaks_min_qty"] = np.array([given["breakpoints"]], dtype=np.float64)
        items["price_breaks_unit_cost"] = np.array([given["unit_costs"]], dtype=np.float64)
        discount = "incremental" if "incremental" in name else "all_units"
        items["discount"] = np.array([discount], dtype=object)
    return _has_error(decide, items, defaults)


def _has_error(decide: Callable[..., Any], items: dict[str, Any], defaults: object) -> bool:
    decisions = decide(items, defaults=defaults, as_of=dt.date(2026, 1, 1))
    return any(problem.severity == "error" for problem in decisions.problems)
