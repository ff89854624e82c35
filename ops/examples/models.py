"""Which engine function answers which model of the worked examples, and under which name each answer goes.

Nothing is calculated here that the engine should calculate: inputs are renamed, units converted as the
example's own convention says (52 weeks, months), and answers renamed. A model the engine lacks raises
`ModelMissing`.
"""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Values = Mapping[str, Any]
WEEKS_PER_YEAR = 52.0  # the examples' convention; `decide` counts days


MODELS: dict[str, Callable[[Values], Values]] = {}  # name of a model in the file -> what answers it


class ModelMissing(Exception):
    """The engine has no such model yet."""


def model(name: str) -> Callable[..., Any]:
    """The engine's function `module:function`, imported only when a case needs it."""
    module, function = name.split(":")
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(f"core.inventory.{module}"), function)
    except ModuleNotFoundError as error:
        if error.name != f"core.inventory.{module}":
            raise
        raise ModelMissing(name) from error
    except AttributeError as error:
        raise ModelMissing(name) from error
    return found


def answers(*names: str) -> Callable[[Callable[[Values], Values]], Callable[[Values], Values]]:
    """Enter the function in `MODELS` under these names."""

    def enter(function: Callable[[Values], Values]) -> Callable[[Values], Values]:
        MODELS.update(dict.fromkeys(names, function))
        return function

    return enter


@answers("eoq")
def _eoq(given: Values) -> Values:
    found = model("eoq:eoq")(given["demand_rate"], given["fixed_cost"], given["holding_cost"])
    status = "order_as_needed" if found.quantity == 0.0 and given["demand_rate"] > 0 else "ok"
    return {
        "Q": found.quantity,
        "cost": found.cost,
        "orders_per_year": found.orders_per_year,
        "cycle_time": found.cycle_years,
        "status": status,
    }


@answers("eoq_cost_at_quantity")
def _cost_at(given: Values) -> Values:
    inputs = given["demand_rate"], given["fixed_cost"], given["holding_cost"]
    cost = model("eoq:annual_cost")(*inputs, given["order_quantity"])
    best = model("eoq:eoq")(*inputs)
    ratio = model("sensitivity:cost_ratio")(given["order_quantity"], best.quantity)
    return {
        "cost": cost,
        "optimal_cost": best.cost,
        "annual_saving": cost - best.cost,
        "cost_ratio": ratio,
    }


@answers("eoq_sensitivity")
def _sensitivity(given: Values) -> Values:
    return {"cost_ratio": model("sensitivity:cost_ratio")(given["Q"], given["Q_opt"])}


@answers("eoq_robustness_band")
def _band(given: Values) -> Values:
    low, high = model("sensitivity:robustness_band")(given["allowed_cost_increase"])
    return {"Q_ratio_low": low, "Q_ratio_high": high}


@answers("eoq_parameter_error")
def _parameter_error(given: Values) -> Values:
    ratio = model("sensitivity:parameter_error")(given["assumed_D"], given["true_D"])
    return {"cost_penalty_pct": (ratio - 1.0) * 100.0}


@answers("power_of_two_interval")
def _power_of_two(given: Values) -> Values:
    found = model("power_of_two:power_of_two_interval")(
        given["demand_rate"],
        given["fixed_cost"],
        given["holding_rate"] * given["unit_cost"],
        given["base_period_years"],
    )
    return {
        "T_base_periods": found.periods,
        "Q": found.quantity,
        "cost_ratio_to_opt": found.cost_ratio,
    }


@answers("eoq_feasible_quantity")
def _feasible(given: Values) -> Values:
    inputs = given["demand_rate"], given["fixed_cost"], given["holding_cost"]
    found = model("feasible:feasible_quantity")(
        *inputs,
        multiple=given.get("pack_size", given.get("pack")),
        minimum=given.get("moq"),
        maximum=given.get("max_qty", given.get("maxq")),
    )
    if not found.is_feasible:
        return {"status": "infeasible"}
    best = model("eoq:eoq")(*inputs)
    ratio = model("sensitivity:cost_ratio")(found.quantity, best.quantity)
    return {"status": "ok", "Q": found.quantity, "cost": found.cost, "cost_penalty_pct": (ratio - 1.0) * 100}


@answers("epq")
def _epq(given: Values) -> Values:
    found = model("epq:epq")(
        given["demand_rate"], given["fixed_cost"], given["holding_cost"], given["production_rate"]
    )
    return {
        "Q": found.quantity,
        "cost": found.cost,
        "max_inventory": found.max_stock,
        "run_time": found.run_time,
        "cycle_time": found.cycle_time,
    }


@answers("eoq_backorders", "epq_backorders")
def _backorders(given: Values) -> Values:
    found = model("backorders:planned_backorders")(
        given["demand_rate"],
        given["fixed_cost"],
        given["holding_cost"],
        given["backorder_cost"],
        production_rate=given.get("production_rate"),
    )
    return {
        "Q": found.quantity,
        "cost": found.cost,
        "max_backorder": found.max_backorder,
        "stockout_fraction": found.short_fraction,
    }


@answers("eoq_lost_sales_stock_or_not")
def _lost_sales(given: Values) -> Values:
    found = model("lost_sales:stock_or_not")(
        given["demand_rate"],
        given["fixed_cost"],
        given["holding_cost"],
        given["lost_sale_penalty_per_unit"],
    )
    return {"stock_item": bool(found.is_stocked), "cost": found.cost, "Q": found.quantity}


def _discount(function: str) -> Callable[[Values], Values]:
    def discount(given: Values) -> Values:
        found = model(function)(
            given["demand_rate"],
            given["fixed_cost"],
            np.array(given["breakpoints"], dtype=np.float64),
            np.array(given["unit_costs"], dtype=np.float64),
            holding_rate=given["holding_rate"],
            multiple=given.get("pack_size"),
            minimum=given.get("moq"),
        )
        return {
            "Q": found.quantity,
            "tier": found.tier,
            "unit_cost": found.unit_cost,
            "total_cost": found.total_cost,
        }

    return discount


answers("eoq_all_units_discount")(_discount("all_units:all_units_discount"))
answers("eoq_incremental_discount")(_discount("incremental:incremental_discount"))


@answers("standard_normal_loss")
def _loss(given: Values) -> Values:
    return {"G": model("normal:loss")(given["z"])}


@answers("order_decision_r_nQ")
def _order_decision(given: Values) -> Values:
    found = model("order_now:order_decision")(
        *(float(given[name]) for name in ("on_hand", "on_order", "backorders", "allocated")),
        float(given["reorder_point"]),
        float(given["order_quantity"]),
        multiple=given["pack_size"],
        minimum=given["moq"],
    )
    return {
        "inventory_position": found.position,
        "order_now": bool(found.is_due),
        "suggested_qty": found.suggested,
    }


@answers("uom_round_up")
def _purchase_units(given: Values) -> Values:
    quantity = model("purchase_unit:round_up")(
        given["required_stock_units"],
        given["stock_units_per_purchase_unit"],
        decimals=given["purchase_uom_decimals"],
    )
    return {"purchase_qty": quantity}
