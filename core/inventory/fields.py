"""The vocabulary: every field an item may have and every field a decision has.

One table each, read by the engine, the importer, the database, the API and the glossary, so that a word
means the same in JSON, SQL, Python and sheet headers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """How a field's values are held: in columns (numpy), in PostgreSQL and in JSON."""

    NUMBER = "number"  # float64, NaN = absent; double precision; number or null
    FLAG = "flag"  # int8, -1 = absent; boolean; true, false or null
    TEXT = "text"  # object array of str or None; text; string or null
    DATE = "date"  # datetime64[D], NaT = absent; date; "YYYY-MM-DD" or null
    BREAKS = "breaks"  # two float64 arrays (n, tiers), NaN-padded; jsonb; [{min_qty, unit_cost}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One word of the vocabulary."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    symbol: str = ""


def _number(name: str, unit: str, meaning: str, symbol: str = "") -> Field:
    return Field(name=name, kind=Kind.NUMBER, unit=unit, meaning=meaning, symbol=symbol)


def _text(name: str, meaning: str) -> Field:
    return Field(name=name, kind=Kind.TEXT, meaning=meaning)


def _flag(name: str, meaning: str) -> Field:
    return Field(name=name, kind=Kind.FLAG, meaning=meaning)


def _date(name: str, meaning: str) -> Field:
    return Field(name=name, kind=Kind.DATE, meaning=meaning)


ITEM_FIELDS: tuple[Field, ...] = (
    _text("sku", "the item's number; with `location` the key of a row"),
    _text("location", "the warehouse or shop the stock lies in"),
    _text("description", "what the item is"),
    _text("supplier", "whom it is ordered from"),
    _text("currency", "ISO 4217 code of every money field of the row"),
    _text("unit", "the unit stock and demand are counted in"),
    _text("purchase_unit", "the unit the supplier sells in"),
    _number("units_per_purchase_unit", "units", "how many units one purchase unit holds"),
    _number("price_per", "units", "how many units `unit_cost` pays for (prices per 100)"),
    _number("demand", "units per `period`", "expected demand", "D"),
    _text("period", "the period `demand` is given for: day, week, month, quarter or year (the default)"),
    _number("demand_std", "units per `demand_std_period`", "standard deviation of demand", "sigma"),
    _text("demand_std_period", "the period `demand_std` is given for; default `period`"),
    _number("order_cost", "money per order", "fixed cost of placing one order", "K, A"),
    _number("unit_cost", "money per unit", "purchase price of a unit", "c, v"),
    _number("holding_rate", "per year", "holding cost as a share of `unit_cost` (0.25 = 25 %)", "i, r"),
    _number("holding_cost", "money per unit and year", "cost of holding a unit for a year", "h"),
    _number("lead_time_days", "days", "from order to receipt", "L"),
    _number("lead_time_std_days", "days", "standard deviation of the lead time", "sigma_L"),
    _number("service_level", "0..1", "cycle service: share of order cycles without a stockout", "alpha"),
    _number("fill_rate", "0..1", "share of the demanded units delivered from the shelf", "beta"),
    _text(
        "distribution", "distribution of lead-time demand: auto, normal, gamma, poisson, negative_binomial"
    ),
    _text("policy", "reorder_point (the default) or order_up_to (periodic review)"),
    _number("on_hand", "units", "stock in the warehouse; negative is backlog"),
    _number("on_order", "units", "ordered from the supplier, not yet received"),
    _number("backorders", "units", "promised to customers, not delivered"),
    _number("allocated", "units", "in the warehouse but reserved"),
    _number("current_order_qty", "units", "the quantity ordered until now"),
    _number("current_reorder_point", "units", "the reorder point used until now"),
    _number("min_order_qty", "units", "the supplier's minimum", "MOQ"),
    _number("order_multiple", "units", "pack: orders are whole multiples of it", "m"),
    _number("max_order_qty", "units", "the supplier's maximum per order"),
    _number("max_stock", "units", "most that may be in stock after a receipt"),
    _number("storage_capacity", "units", "most that fits the shelf"),
    _number("shelf_life_days", "days", "time until a unit expires"),
    _number("max_cover_days", "days", "most days of demand an order may cover"),
    _number("review_period_days", "days", "time between two looks at the stock", "T"),
    _number("production_rate", "units per `period`", "finite rate at which the lot arrives", "P"),
    _flag("allow_backorders", "whether planned backorders are allowed"),
    _number("backorder_cost", "money per unit and year", "cost of a backordered unit for a year", "p, b"),
    _number("lost_sale_cost", "money per unit", "margin lost when not stocked", "pi"),
    Field(name="price_breaks", kind=Kind.BREAKS, meaning="price per unit from `min_qty` on"),
    _text("discount", "how price breaks apply: all_units (the default) or incremental"),
    _number("unit_volume", "volume per unit", "space a unit takes"),
    _text("abc_class", "A, B or C by annual purchase value over the whole job"),
    _text("xyz_class", "X, Y or Z by variation of monthly demand over the whole job"),
)

DECISION_FIELDS: tuple[Field, ...] = (
    _text("status", "ok, warning, no_demand, do_not_stock, infeasible or error"),
    _flag("order_now", "whether to order today; absent when the stock or the lead time is unknown"),
    _number("suggested_order", "units", "what to order today"),
    _number("orders_needed", "orders", "into how many orders the maximum per order splits the suggestion"),
    _text("reason", "one plain sentence a planner can read aloud"),
    _number("order_quantity", "units", "the feasible usual lot", "Q"),
    _number("eoq", "units", "the unconstrained economic order quantity", "Q*"),
    _text("binding_constraint", "the constraint that moved the lot away from the EOQ"),
    _number("constraint_cost", "money per year", "what that constraint costs"),
    _number("quantity_low", "units", "smallest feasible lot within 5 % of the cost of `order_quantity`"),
    _number("quantity_high", "units", "largest feasible lot within 5 % of the cost of `order_quantity`"),
    _number("purchase_price", "money per unit", "price at `order_quantity`"),
    _number("annual_cost", "money per year", "ordering + cycle holding [+ backorder]", "g"),
    _number("safety_stock_cost", "money per year", "holding cost of the safety stock"),
    _number("total_cost", "money per year", "purchase + `annual_cost` + `safety_stock_cost`"),
    _number("average_stock_value", "money", "(Q/2 + safety stock) at the purchase price"),
    _number("orders_per_year", "per year", "orders placed in a year", "D/Q"),
    _number("cycle_days", "days", "time between two orders", "Q/D"),
    _number("max_backorder", "units", "deepest planned backorder of a cycle"),
    _text("distribution", "distribution of lead-time demand used"),
    _number(
        "lead_time_demand", "units", "expected demand over the lead time and half or all of the review", "mu"
    ),
    _number("safety_stock", "units", "stock kept against variation", "SS"),
    _number("reorder_point", "units", "order when the inventory position is at or below it", "R, s"),
    _number("order_up_to", "units", "level an order-up-to policy orders to", "S"),
    _number("achieved_service_level", "0..1", "cycle service the reorder point gives"),
    _number("achieved_fill_rate", "0..1", "fill rate the reorder point gives"),
    _number("inventory_position", "units", "on hand + on order - backorders - allocated", "IP"),
    _number("days_of_cover", "days", "how long the free stock lasts"),
    _date("stockout_date", "expected day the free stock is gone"),
    _date("latest_order_date", "last day on which an order still arrives in time"),
    _number("excess", "units", "stock above what the horizon needs"),
    _number("excess_value", "money", "`excess` at the unit cost"),
    _number("above_max", "units", "inventory position above reorder point + lot"),
    _number("cancellable", "units", "part of `on_order` not needed"),
    _number("will_expire", "units", "stock expected to expire before it is used"),
    _number("stock_value", "money", "stock on hand at the unit cost"),
    _number("current_cost", "money per year", "purchase + ordering + cycle holding at `current_order_qty`"),
    _number("annual_saving", "money per year", "`current_cost` minus the same at `order_quantity`"),
    _number("purchase_saving", "money per year", "the part of `annual_saving` that is lower prices paid"),
    _number("stock_release_value", "money", "average stock value now minus recommended, once"),
    _number("current_service_level", "0..1", "cycle service the current reorder point gives"),
    _number("safety_stock_change_value", "money", "safety stock recommended minus current, at cost"),
    _flag("worth_changing", "whether changing the current quantity is worth the effort"),
    _number("power_of_two_days", "days", "nearest power-of-two order interval", "T"),
    _text("abc_class", "A, B or C"),
    _text("xyz_class", "X, Y or Z"),
    _text("assumed", "fields filled from defaults, comma-separated"),
    _text("warnings", "what looks implausible, sentences joined by '; '"),
)

ITEM: Mapping[str, Field] = MappingProxyType({field.name: field for field in ITEM_FIELDS})
DECISION: Mapping[str, Field] = MappingProxyType({field.name: field for field in DECISION_FIELDS})
