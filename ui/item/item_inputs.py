"""The inputs of one SKU: what is asked, in which unit, with which words."""

from dataclasses import dataclass
from typing import Final

PERIODS: Final = ("year", "quarter", "month", "week", "day")
SERVICE: Final = "service"  # one number; which field it is, is chosen beside it
SERVICE_KINDS: Final = {"of order cycles": "service_level", "of units": "fill_rate"}
DISCOUNTS: Final = {"the whole order": "all_units", "the units beyond it": "incremental"}
PERCENT: Final = frozenset({"holding_rate", SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One number asked for; `value` is what stands there at first, None is empty."""

    field: str
    label: str
    help: str
    value: float | None = None


DEMAND: Final = Input(
    field="demand",
    label="Demand (units)",
    value=1200.0,
    help="Expected demand in the period beside it. Symbol D.",
)
COSTS: Final = (
    Input(
        field="order_cost",
        label="Cost of one order",
        value=45.0,
        help="Money per order: fixed cost of placing one order, whatever its size. Symbol K.",
    ),
    Input(
        field="unit_cost",
        label="Price of a unit",
        value=12.5,
        help="Money per unit: purchase price. Symbol c.",
    ),
    Input(
        field="holding_rate",
        label="Holding (% a year)",
        value=20.0,
        help="Yearly cost of holding stock as a share of the price: capital, space, insurance. Symbol i.",
    ),
)
SUPPLY: Final = (
    Input(
        field="lead_time_days",
        label="Lead time (days)",
        value=14.0,
        help="Days from order to receipt. Symbol L.",
    ),
    Input(
        field="demand_std",
        label="Std. deviation",
        value=150.0,
        help="Units: standard deviation of demand in the same period. Symbol sigma. May stay empty.",
    ),
    Input(
        field=SERVICE,
        label="Service (%)",
        value=95.0,
        help="How seldom a stockout may be; what of is chosen below.",
    ),
)
STOCK: Final = (
    Input(
        field="on_hand",
        label="On hand (units)",
        value=40.0,
        help="Stock in the warehouse. Negative is backlog.",
    ),
    Input(
        field="on_order",
        label="On order (units)",
        value=0.0,
        help="Ordered from the supplier, not yet received.",
    ),
    Input(
        field="allocated", label="Reserved (units)", value=None, help="In the warehouse but already promised."
    ),
)
LIMITS: Final = (
    Input(field="min_order_qty", label="Minimum order", help="Units: the supplier's minimum. MOQ."),
    Input(field="order_multiple", label="Pack size", help="Units: orders are whole multiples of it."),
    Input(field="max_order_qty", label="Maximum order", help="Units: the supplier's maximum per order."),
    Input(field="max_stock", label="Most in stock", help="Units: most that may be in stock after a receipt."),
    Input(field="shelf_life_days", label="Shelf life (days)", help="Time until a unit expires."),
    Input(
        field="current_order_qty",
        label="Ordered until now",
        help="Units: the quantity you order today; the answer then says what a change is worth.",
    ),
)
NUMBERS: Final = (DEMAND, *COSTS, *SUPPLY, *STOCK, *LIMITS)
