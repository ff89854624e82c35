"""How people write the headers: normalised spelling -> field. The wide synonym table grows here."""

import re
from dataclasses import dataclass

from core.inventory.fields import ITEM, Kind
from core.sheets.options import NOT_INPUTS

PLAIN: dict[str, str] = {
    "sku": "sku|sku no|sku number|sku code|item|item no|item number|item code|part no|part number|part|"
    "product code|article|article no|article number|material|material number",
    "location": "location|warehouse|site|plant|store|depot",
    "description": "description|item description|product|product name|item name|name",
    "supplier": "supplier|supplier name|vendor|vendor name",
    "currency": "currency|currency code",
    "unit": "unit|unit of measure|uom",
    "purchase_unit": "purchase unit|purchase uom|order unit",
    "units_per_purchase_unit": "units per purchase unit",
    "price_per": "price per|price unit",
    "demand": "demand|usage|consumption",
    "demand_std_period": "demand std period",
    "order_cost": "order cost|ordering cost|cost per order|setup cost|fixed order cost",
    "unit_cost": "unit cost|unit price|purchase price|cost per unit|price per unit|standard cost|item cost",
    "holding_rate": "holding rate|holding cost rate|carrying rate|carrying cost rate|holding percent|"
    "holding cost percent|carrying cost percent",
    "holding_cost": "holding cost|carrying cost|holding cost per unit|carrying cost per unit|"
    "annual holding cost|annual holding cost per unit|holding cost per unit per year|"
    "holding cost per unit and year",
    "lead_time_days": "lead time|delivery time|lt|supplier lead time",
    "lead_time_std_days": "lead time std|lead time std dev|lead time stdev|lead time standard deviation|"
    "lead time deviation",
    "service_level": "cycle service level|csl",
    "on_hand": "on hand|stock on hand|quantity on hand|qty on hand|soh|qoh|on hand stock|on hand qty|"
    "on hand quantity|current stock|stock",
    "on_order": "on order|qty on order|quantity on order|open po|open purchase orders|in transit",
    "backorders": "backorders|backorder|back orders|backordered|backorder qty|backorder quantity",
    "allocated": "allocated|reserved|allocated qty|allocated quantity",
    "current_order_qty": "current order qty|current order quantity|current lot|current lot size|"
    "present order quantity|current roq",
    "current_reorder_point": "current reorder point|current reorder level|current rop",
    "min_order_qty": "min order qty|min order quantity|minimum order quantity|minimum order qty|moq|"
    "minimum order",
    "order_multiple": "order multiple|pack size|case pack|pack|pack qty|pack quantity|rounding value",
    "max_order_qty": "max order qty|max order quantity|maximum order quantity|maximum order qty",
    "max_stock": "max stock|maximum stock",
    "shelf_life_days": "shelf life",
    "max_cover_days": "max cover|maximum cover",
    "review_period_days": "review period|review interval",
    "backorder_cost": "backorder cost|cost of a backorder",
    "lost_sale_cost": "lost sale cost|cost of a lost sale",
}

DAYS = {"day": 1.0, "d": 1.0, "week": 7.0, "wk": 7.0, "w": 7.0, "month": 365.0 / 12.0, "mo": 365.0 / 12.0}
PERIODS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
    "yearly": "year",
    "annually": "year",
}
PERIODS |= {period: period for period in ("day", "week", "month", "quarter", "year")}
_DEMAND_WORDS = re.compile(
    r"^(?:(?P<before>annual|yearly|daily|weekly|monthly|quarterly) )?(?:demand|usage|consumption)"
    r"(?: (?:per|a|each) (?P<after>day|week|month|quarter|year)"
    r"|(?P<std> (?:std|std dev|stdev|standard deviation|deviation))"
    r"| (?P<last>daily|weekly|monthly|quarterly|yearly))?$"
)
# What may stand in brackets behind a number's name without changing what the number means.
HARMLESS = frozenset(
    [
        "unit",
        "units",
        "pc",
        "pcs",
        "piece",
        "pieces",
        "ea",
        "each",
        "qty",
        "quantity",
        "kg",
        "g",
        "l",
        "m",
        "eur",
        "usd",
        "gbp",
        "chf",
        "sek",
        "pln",
        "money",
        "currency",
        "per",
        "order",
        "item",
        "sku",
        "year",
        "annum",
        "p",
        "a",
        "and",
        "annual",
        "yearly",
        "optional",
        "cycle",
    ]
)
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a header says: the field, the unit as a factor, the period of a demand, whether percent."""

    field: str
    factor: float = 1.0
    period: str | None = None
    is_percent: bool = False


def words(text: str) -> str:
    r"""The words of a header: lower case, one blank between, no punctuation.

    >>> words(" Lead_Time  [days]\n")
    'lead time days'
    """
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _table() -> dict[str, str]:
    table = {words(name): name for name in ITEM if name not in NOT_INPUTS}
    for name, spellings in PLAIN.items():
        table |= dict.fromkeys(spellings.split("|"), name)
    return table


TABLE = _table()


def spelled(header: str) -> Spelling | None:
    """The field a header plainly names, or None.

    >>> spelled("Lead time (weeks)")
    Spelling(field='lead_time_days', factor=7.0, period=None, is_percent=False)
    >>> spelled("Monthly demand").period
    'month'
    >>> spelled("Qty")
    """
    inside = words(" ".join(_BRACKETS.findall(header)))
    outside = words(_BRACKETS.sub(" ", header))
    is_percent = "%" in header or "percent" in inside.split()
    found = _demand(outside, inside) or _plain(outside, inside, is_percent=is_percent)
    if found is None and inside:  # "Holding cost (per unit and year)": the bracket may belong to the name
        found = _plain(f"{outside} {inside}", "", is_percent=is_percent)
    return found


def _demand(outside: str, inside: str) -> Spelling | None:
    match = _DEMAND_WORDS.match(outside)
    if match is None:
        return None
    said = match["before"] or match["after"] or match["last"] or ""
    for word in inside.split():
        said = said or (word if word in PERIODS else "")
    if not (HARMLESS | PERIODS.keys()).issuperset(inside.split()):
        return None
    return Spelling("demand_std" if match["std"] else "demand", period=PERIODS.get(said))


def _plain(outside: str, inside: str, *, is_percent: bool) -> Spelling | None:
    name, factor = TABLE.get(outside), 1.0
    if name is None:
        head, _, last = outside.rpartition(" ")
        unit = DAYS.get(last.removesuffix("s")) if len(last) > 2 else None
        name = TABLE.get(head) if unit else None
        if name is None or not name.endswith("_days") or unit is None:
            return None
        factor = unit
    if name.endswith("_days") and inside:
        unit = DAYS.get(inside.removeprefix("in ").removesuffix("s"))
        if unit is None:
            return None  # hours, seconds, "max": not plainly days
        factor = unit
    elif ITEM[name].kind is Kind.NUMBER and not HARMLESS.issuperset(inside.split()) and not is_percent:
        return None  # "per month", "per 100": the number means something else
    if name == "holding_cost" and is_percent:
        name = "holding_rate"
    return Spelling(name, factor=factor, is_percent=is_percent)
