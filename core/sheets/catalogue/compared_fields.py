"""What of a decision a scenario is compared by; without polars, since the tables are made of it too."""

from typing import Final

NAMES: Final = ("sku", "location", "description", "supplier", "currency")
STATES: Final = ("status", "order_now")
# Numbers, in the order they are told.
OUTPUTS: Final = (
    "suggested_order",
    "order_quantity",
    "reorder_point",
    "order_up_to",
    "safety_stock",
    "average_stock_value",
    "annual_cost",
    "total_cost",
)
# What is added up over the items of a currency, in the order it is told.
AMOUNTS: Final = (
    "total_cost",
    "purchase",
    "annual_cost",
    "safety_stock_cost",
    "average_stock_value",
    "safety_stock_value",
    "excess_value",
    "order_value",
    "orders_per_year",
)
SIDES: Final = ("baseline", "scenario")
