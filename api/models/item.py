"""One item, as /eoq takes it: the vocabulary's fields, strictly typed."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from core.inventory.fields import ITEM
from core.inventory.fields import Field as Word
from core.inventory.today import FIRST_DAY, LAST_DAY


def storable(text: str) -> str:
    """The text, if PostgreSQL can keep it: no NUL, no half of a surrogate pair."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("not_storable", "has characters that cannot be kept")
    return text


# Strict: a boolean or a text in place of a number is a mistake of the sender's, not a number.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
# So far that a stockout or an order a century before or after it is still a date.
AsOf = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Text = Annotated[str, Field(strict=True, max_length=500), AfterValidator(storable)]


class PriceBreak(BaseModel):
    """A price that holds from a quantity on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_qty: Number = Field(description="smallest quantity the price holds for [units]")
    unit_cost: Number = Field(description="price from that quantity on [money per unit]")


Breaks = Annotated[list[PriceBreak], Field(max_length=100)]


def described(word: Word) -> str:
    """What the field means, with its unit and textbook symbol."""
    unit = f" [{word.unit}]" if word.unit else ""
    symbol = f" ({word.symbol})" if word.symbol else ""
    return f"{word.meaning}{unit}{symbol}"


def given(name: str) -> Any:  # noqa: ANN401 - as pydantic's own Field
    """The model field for a word of the item vocabulary."""
    return Field(default=None, description=described(ITEM[name]))


class Item(BaseModel):
    """One item. It needs `demand`, `order_cost` and `holding_cost` (or `unit_cost` with `holding_rate`).

    With a lead time and the stock it also gets a reorder point and today's order; whatever else is known
    makes the decision better. What is not known is left out or null.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "sku": "A-100",
                    "demand": 1200,
                    "order_cost": 25,
                    "unit_cost": 4.5,
                    "holding_rate": 0.2,
                    "lead_time_days": 14,
                    "demand_std": 180,
                    "service_level": 0.95,
                    "on_hand": 40,
                    "on_order": 0,
                    "order_multiple": 10,
                }
            ]
        },
    )

    sku: Text | None = given("sku")
    location: Text | None = given("location")
    description: Text | None = given("description")
    supplier: Text | None = given("supplier")
    currency: Text | None = given("currency")
    unit: Text | None = given("unit")
    purchase_unit: Text | None = given("purchase_unit")
    units_per_purchase_unit: Number | None = given("units_per_purchase_unit")
    price_per: Number | None = given("price_per")
    demand: Number | None = given("demand")
    period: Text | None = given("period")
    demand_std: Number | None = given("demand_std")
    demand_std_period: Text | None = given("demand_std_period")
    order_cost: Number | None = given("order_cost")
    unit_cost: Number | None = given("unit_cost")
    holding_rate: Number | None = given("holding_rate")
    holding_cost: Number | None = given("holding_cost")
    lead_time_days: Number | None = given("lead_time_days")
    lead_time_std_days: Number | None = given("lead_time_std_days")
    service_level: Number | None = given("service_level")
    fill_rate: Number | None = given("fill_rate")
    distribution: Text | None = given("distribution")
    policy: Text | None = given("policy")
    on_hand: Number | None = given("on_hand")
    on_order: Number | None = given("on_order")
    backorders: Number | None = given("backorders")
    allocated: Number | None = given("allocated")
    current_order_qty: Number | None = given("current_order_qty")
    current_reorder_point: Number | None = given("current_reorder_point")
    min_order_qty: Number | None = given("min_order_qty")
    order_multiple: Number | None = given("order_multiple")
    max_order_qty: Number | None = given("max_order_qty")
    max_stock: Number | None = given("max_stock")
    storage_capacity: Number | None = given("storage_capacity")
    shelf_life_days: Number | None = given("shelf_life_days")
    max_cover_days: Number | None = given("max_cover_days")
    review_period_days: Number | None = given("review_period_days")
    production_rate: Number | None = given("production_rate")
    allow_backorders: Flag | None = given("allow_backorders")
    backorder_cost: Number | None = given("backorder_cost")
    lost_sale_cost: Number | None = given("lost_sale_cost")
    price_breaks: Breaks | None = given("price_breaks")
    discount: Text | None = given("discount")
    unit_volume: Number | None = given("unit_volume")
    abc_class: Text | None = given("abc_class")
    xyz_class: Text | None = given("xyz_class")


class ItemAsOf(Item):
    """One item and the day the decision is for."""

    as_of: AsOf | None = Field(default=None, description="the day the decision is for; default today (UTC)")
