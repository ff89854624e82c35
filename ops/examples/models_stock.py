"""The second half of the mapping: reorder points, history, classes and several items at once."""

import math

import numpy as np

from ops.examples.models import MODELS, WEEKS_PER_YEAR, Values, answers, model

__all__ = ["MODELS"]  # complete only once this module, too, has entered its own


@answers("reorder_point_normal")
def _normal(given: Values) -> Values:
    return _reorder_normal(
        given["demand_mean_per_period"],
        given["demand_sd_per_period"],
        given["lead_time_periods"],
        0.0,
        given["cycle_service_level"],
    )


@answers("reorder_point_leadtime_variability")
def _lead_time_variability(given: Values) -> Values:
    return _reorder_normal(
        given["demand_mean"],
        given["demand_sd"],
        given["lead_time_mean"],
        given["lead_time_sd"],
        given["cycle_service_level"],
    )


def _reorder_normal(demand: float, std: float, lead: float, lead_std: float, service: float) -> Values:
    over = model("lead_time:lead_time_demand")(demand, std, lead, lead_time_std=lead_std)
    found = model("normal:reorder_point")(over.mean, over.std, service)
    return {
        "lead_time_demand": over.mean,
        "lead_time_sd": over.std,
        "lead_time_demand_sd": over.std,
        "z": found.factor,
        "safety_stock": found.safety_stock,
        "reorder_point": found.reorder_point,
    }


@answers("reorder_point_poisson")
def _poisson(given: Values) -> Values:
    found = model("poisson:reorder_point")(given["lead_time_demand"], given["cycle_service_level"])
    return {
        "reorder_point": found.reorder_point,
        "safety_stock": found.safety_stock,
        "achieved_alpha": found.achieved,
    }


@answers("reorder_point_gamma")
def _gamma(given: Values) -> Values:
    found = model("gamma:reorder_point")(
        given["lead_time_demand"], given["lead_time_sd"], given["cycle_service_level"]
    )
    return {
        "shape": found.shape,
        "scale": found.scale,
        "reorder_point": found.reorder_point,
        "safety_stock": found.safety_stock,
    }


@answers("reorder_point_negbin")
def _negative_binomial(given: Values) -> Values:
    found = model("negative_binomial:reorder_point")(
        given["lead_time_demand"], given["lead_time_sd"], given["cycle_service_level"]
    )
    return {
        "r": found.size,
        "p": found.probability,
        "reorder_point": found.reorder_point,
        "achieved_alpha": found.achieved,
    }


@answers("reorder_point_fill_rate_normal")
def _fill_rate_normal(given: Values) -> Values:
    lead = given["lead_time_weeks"] / WEEKS_PER_YEAR
    over = model("lead_time:lead_time_demand")(given["annual_demand"], given["annual_sd"], lead)
    quantity, fill_rate = float(given["order_quantity"]), given["fill_rate"]
    target = quantity * (1.0 - fill_rate) / over.std
    first_order = model("normal:inverse_loss")(target)
    exact = model("fill_rate:reorder_point")(over.mean, over.std, quantity, fill_rate, "normal")
    return {
        "lead_time_demand": over.mean,
        "lead_time_sd": over.std,
        "G_target": target,
        "k_first_order": first_order,
        "reorder_point_first_order": over.mean + first_order * over.std,
        "k_exact": exact.safety_stock / over.std,
        "reorder_point_exact": exact.reorder_point,
    }


@answers("reorder_point_fill_rate_poisson")
def _fill_rate_poisson(given: Values) -> Values:
    mean = given["lead_time_demand"]
    found = model("fill_rate:reorder_point")(
        mean, math.sqrt(mean), float(given["order_quantity"]), given["fill_rate"], "poisson"
    )
    return {
        "reorder_point": found.reorder_point,
        "achieved_fill_rate": found.achieved_fill_rate,
        "cycle_service": found.achieved_service_level,
    }


@answers("periodic_review_RS")
def _periodic(given: Values) -> Values:
    found = model("periodic:order_up_to")(
        given["demand_mean"],
        given["demand_sd"],
        given["lead_time"],
        given["review_period"],
        service_level=given["cycle_service_level"],
    )
    return {
        "protection_demand": found.protection_demand,
        "protection_sd": found.protection_std,
        "order_up_to": found.order_up_to,
        "safety_stock": found.safety_stock,
    }


@answers("demand_from_monthly_history")
def _history(given: Values) -> Values:
    found = model("history:from_periods")(np.array([given["monthly"]], dtype=np.float64))
    lead = given["lead_time_days"] / given["days_per_month"]
    over = model("lead_time:lead_time_demand")(found.mean, found.std, lead)
    return {
        "annual_demand": found.annual_demand,
        "monthly_mean": found.mean,
        "monthly_sd_sample": found.std,
        "annual_sd": found.annual_std,
        "lead_time_demand": over.mean,
        "lead_time_sd": over.std,
    }


@answers("reorder_point_from_history")
def _reorder_from_history(given: Values) -> Values:
    found = model("history:from_periods")(np.array([given["monthly"]], dtype=np.float64))
    return _reorder_normal(
        found.mean, found.std, given["lead_time_months"], 0.0, given["cycle_service_level"]
    )


@answers("intermittent_forecast")
def _intermittent(given: Values) -> Values:
    found = model("intermittent:forecast")(
        np.array([given["demand"]], dtype=np.float64), alpha=given["alpha"]
    )
    return {
        "croston": found.croston,
        "sba": found.sba,
        "tsb": found.tsb,
        "mean": found.mean,
        "ADI": found.interval,
        "CV2": found.squared_cv,
        "SBC_class": found.kind,
    }


@answers("abc_classification")
def _classes(given: Values) -> Values:
    found = model("classify:share_classes")(_array(given["annual_value"]), a=given["A"], b=given["B"])
    return {"classes": list(found)}


@answers("multi_item_eoq_constraint")
def _shared_limit(given: Values) -> Values:
    found = model("portfolio:shared_limit")(
        *(_array(given[name]) for name in ("demand", "fixed_cost", "holding_cost", "resource_per_unit")),
        given["capacity"],
        average=given["average_stock"],
    )
    return {
        "Q": list(found.quantity),
        "lambda": found.multiplier,
        "total_cost": found.cost,
        "used": found.used,
        "unconstrained_cost": found.unconstrained_cost,
    }


@answers("exchange_curve_cycle_stock")
def _exchange(given: Values) -> Values:
    found = model("exchange:exchange_curve")(_array(given["annual_value"]), given["orders_per_year"])
    return {
        "total_avg_cycle_stock_value": found.stock_value,
        "order_value_per_item": list(found.order_value),
        "implied_A_over_r": found.cost_ratio,
        "identity_TACSxN": found.identity,
    }


@answers("joint_replenishment_opt")
def _joint(given: Values) -> Values:
    own, holding, demand = (
        _array(given[name]) for name in ("individual_fixed_costs", "holding_costs", "demand_rates")
    )
    found = model("joint:joint_replenishment")(given["shared_fixed_cost"], own, holding, demand)
    alone = model("eoq:eoq")(demand, own + given["shared_fixed_cost"], holding)
    return {
        "base_cycle": found.base_period,
        "multiples": list(found.multiples),
        "cost": found.cost,
        "independent_eoq_cost": alone.cost.sum(),
    }


def _array(values: list[float]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.array(values, dtype=np.float64)
