"""One decision, as /eoq answers it."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.models.item import described
from core.inventory.fields import DECISION


def told(name: str) -> Any:  # noqa: ANN401 - as pydantic's own Field
    """The model field for a word of the decision vocabulary."""
    return Field(description=described(DECISION[name]))


class WarningOut(BaseModel):
    """Something that looks implausible; the decision was made all the same."""

    field: str
    code: str
    message: str


class DecisionOut(BaseModel):
    """What to order today, from whom, how much, why, and what it saves. What is not known is null."""

    status: str = told("status")
    order_now: bool | None = told("order_now")
    suggested_order: float | None = told("suggested_order")
    orders_needed: float | None = told("orders_needed")
    reason: str = told("reason")
    order_quantity: float | None = told("order_quantity")
    eoq: float | None = told("eoq")
    binding_constraint: str | None = told("binding_constraint")
    constraint_cost: float | None = told("constraint_cost")
    quantity_low: float | None = told("quantity_low")
    quantity_high: float | None = told("quantity_high")
    purchase_price: float | None = told("purchase_price")
    annual_cost: float | None = told("annual_cost")
    safety_stock_cost: float | None = told("safety_stock_cost")
    total_cost: float | None = told("total_cost")
    average_stock_value: float | None = told("average_stock_value")
    orders_per_year: float | None = told("orders_per_year")
    cycle_days: float | None = told("cycle_days")
    max_backorder: float | None = told("max_backorder")
    distribution: str | None = told("distribution")
    lead_time_demand: float | None = told("lead_time_demand")
    safety_stock: float | None = told("safety_stock")
    reorder_point: float | None = told("reorder_point")
    order_up_to: float | None = told("order_up_to")
    achieved_service_level: float | None = told("achieved_service_level")
    achieved_fill_rate: float | None = told("achieved_fill_rate")
    inventory_position: float | None = told("inventory_position")
    days_of_cover: float | None = told("days_of_cover")
    stockout_date: date | None = told("stockout_date")
    latest_order_date: date | None = told("latest_order_date")
    excess: float | None = told("excess")
    excess_value: float | None = told("excess_value")
    above_max: float | None = told("above_max")
    cancellable: float | None = told("cancellable")
    will_expire: float | None = told("will_expire")
    stock_value: float | None = told("stock_value")
    current_cost: float | None = told("current_cost")
    annual_saving: float | None = told("annual_saving")
    purchase_saving: float | None = told("purchase_saving")
    stock_release_value: float | None = told("stock_release_value")
    current_service_level: float | None = told("current_service_level")
    safety_stock_change_value: float | None = told("safety_stock_change_value")
    worth_changing: bool | None = told("worth_changing")
    power_of_two_days: float | None = told("power_of_two_days")
    abc_class: str | None = told("abc_class")
    xyz_class: str | None = told("xyz_class")
    assumed: list[str] = told("assumed")
    warnings: list[WarningOut] = told("warnings")


class CalculationOut(DecisionOut):
    """A decision that is on record under `calculation_id`."""

    calculation_id: UUID = Field(description="the id under which GET /calculations shows this call")
    engine_version: str = Field(description="version of the formulas")
    as_of: date = Field(description="the day the decision is for")
