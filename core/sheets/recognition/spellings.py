"""What a header plainly says: the field, its unit as a factor, the period of a demand, the currency."""

import re
from dataclasses import replace
from functools import lru_cache

from core.inventory.fields import ITEM, Kind
from core.sheets.recognition.demand_spelling import demand_said
from core.sheets.recognition.header_words import LONGEST, in_and_out, joined, tokens
from core.sheets.recognition.qualifiers import (
    DAY_WORDS,
    HARMLESS_WORDS,
    PERCENT_WORDS,
    PERIOD_WORDS,
    Said,
    is_currency,
    said,
    says_nothing,
)
from core.sheets.recognition.scales import scale_of
from core.sheets.recognition.spelling import Spelling
from core.sheets.recognition.vocabulary import PLAIN, SELLING, SEVERAL_FIELDS

MONEY = frozenset(["order_cost", "unit_cost", "holding_cost", "backorder_cost", "lost_sale_cost"])
SHARES = frozenset(["holding_rate", "service_level", "fill_rate"])
A_YEAR = {"day": 365.0, "week": 365.0 / 7.0, "month": 12.0, "quarter": 4.0, "year": 1.0}
_RATE_PERIODS = frozenset(["month", "quarter", "year"])
_SLASH = re.compile(r"(?i)(price|cost)\s*/\s*(?=[a-z])")  # "Price/unit"
DOTTED = re.compile(r"\.\d+\.")  # "inventory.1.sku"
_WORKING = re.compile(r"(?i)\b(?:(?:working|business|work)[ -]?day|arbeitstag|werktag)\b")
_LINKS = frozenset(
    ["of", "de", "der", "des", "del", "della", "do", "da", "du", "in", "en", "em", "im", "dell"]
)
_COMMON = frozenset(
    [*PERCENT_WORDS, "of", "unit", "cost", "price", "value", "item", "inventory", "per", "year", "annum"]
)
_COMMON_PERCENT = _COMMON | {
    "in",
    "en",
    "em",
    "annual",
    "yearly",
    "p",
    "a",
    "pa",
    "yr",
    "the",
    "product",
    "du",
    "prix",
    "vom",
    "wert",
    "del",
}


def can_be_scaled(field: str) -> bool:
    """Whether a field's numbers may be thousands: quantities and money, but no times and no shares."""
    known = ITEM.get(field)
    return (
        known is not None
        and known.kind is Kind.NUMBER
        and not field.endswith("_days")
        and field not in SHARES
    )


def words(text: str) -> str:
    r"""The words of a header: lower case, one blank between, no punctuation.

    >>> words(" Lead_Time  [days]\n")
    'lead time days'
    """
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


@lru_cache(maxsize=65_536)
def spelled(header: str) -> Spelling | None:
    """The field a header plainly names, or None.

    >>> spelled("Lead time (weeks)").factor, spelled("Std_Dev_Daily_Demand").period
    (7.0, 'day')
    >>> spelled("Forecast 12M").field, spelled("Price per 100").price_per
    ('demand', 100.0)
    >>> spelled("Qty")
    """
    if not header or len(header) > LONGEST or header.isdigit():
        return None
    scale, rest = scale_of(header)
    if scale != 1.0:
        found = spelled(rest)
        if found is None or not can_be_scaled(found.field):
            return None
        return replace(found, factor=found.factor * scale, scale=scale)
    if _WORKING.search(header):
        found = spelled(_WORKING.sub("day", header))
        is_daily = found is not None and found.field == "demand" and found.period == "day"
        return replace(found, factor=found.factor * 5.0 / 7.0) if found and is_daily else None
    header = _SLASH.sub(r"\1 per ", DOTTED.sub(" ", header))
    if says_nothing(header):
        return None
    outside, inside = in_and_out(header)
    around = said(outside, inside)
    whole = PLAIN.get(joined(header))
    if whole is not None and not around.is_percent:
        field = whole.field
        return Spelling(
            field,
            period=whole.period,
            currency=around.currency if field in MONEY else None,
            has_unit=joined(header) == joined(field),
        )
    return (
        demand_said(around)
        or _named(outside, inside, around)
        or _stripped(around)
        or (_priced(around) if around.per != 1.0 else None)
    )


def _priced(around: Said) -> Spelling | None:
    """As in "Price per 100": a price for so many is one that is paid."""
    key = "".join(word for word in around.rest if not is_currency(word) and word not in HARMLESS_WORDS)
    if SEVERAL_FIELDS.get(key) != ("unit_cost",) or key in SELLING:
        return None
    return Spelling("unit_cost", currency=around.currency, price_per=around.per)


def _named(outside: str, inside: str, around: Said) -> Spelling | None:
    """A plain name outside the brackets, and inside them nothing but its unit."""
    entry = PLAIN.get(joined(outside))
    if entry is None:
        return None
    field, within = entry.field, tokens(inside)
    if field.endswith("_days"):
        return _timed(field, within)
    if ITEM.get(field) is not None and ITEM[field].kind is not Kind.NUMBER:
        return Spelling(field, period=entry.period)
    if around.is_percent:
        return _share(field, within)
    if field in MONEY:
        return _money(field, within, around)
    if field == "holding_rate" and not HARMLESS_WORDS.issuperset(within):
        return _rate(within, is_percent=False)
    if not all(word in HARMLESS_WORDS or word in PERIOD_WORDS or is_currency(word) for word in within):
        return None
    period = entry.period
    if field == "demand_std":
        period = next((PERIOD_WORDS[word] for word in within if word in PERIOD_WORDS), period)
    elif any(word in PERIOD_WORDS for word in within) and period is None:
        return None
    return Spelling(field, period=period)


def _share(field: str, within: tuple[str, ...]) -> Spelling | None:
    """A percentage: of the unit cost, not of something else."""
    if field == "holding_cost":
        field = "holding_rate"
    if field == "holding_rate" and not _COMMON_PERCENT.issuperset(within):
        return _rate(within, is_percent=True)
    if field not in SHARES or not _COMMON_PERCENT.issuperset(within):
        return None
    return Spelling(field, is_percent=True)


def _rate(within: tuple[str, ...], *, is_percent: bool) -> Spelling | None:
    """A holding rate of another period than the year: twelve times that of a month."""
    periods = {PERIOD_WORDS[word] for word in within if word in PERIOD_WORDS}
    left = [word for word in within if word not in PERIOD_WORDS and word not in _COMMON_PERCENT]
    if left or len(periods) != 1 or not periods <= _RATE_PERIODS:
        return None
    return Spelling("holding_rate", factor=A_YEAR[periods.pop()], is_percent=is_percent)


def _money(field: str, within: tuple[str, ...], around: Said) -> Spelling | None:
    """Money: a currency, "per unit", and of a holding cost another period than the year."""
    allowed = (
        HARMLESS_WORDS | PERIOD_WORDS.keys() | {"order", "bestellung", "commande", "pedido", "cycle", "setup"}
    )
    if not all(word in allowed or is_currency(word) or word == "100" for word in within):
        return None
    periods = {PERIOD_WORDS[word] for word in within if word in PERIOD_WORDS}
    factor = 1.0
    if periods - {"year"}:
        if field != "holding_cost" or len(periods) > 1:
            return None
        factor = A_YEAR[periods.pop()]
    if around.per != 1.0 and field != "unit_cost":
        return None
    return Spelling(field, factor=factor, currency=around.currency, price_per=around.per)


def _timed(field: str, within: tuple[str, ...]) -> Spelling | None:
    kept = tuple(
        word for word in within if word not in ("in", "en", "em", "w", "im", "cal") or len(within) == 1
    )
    if not kept:
        return Spelling(field)
    days = DAY_WORDS.get("".join(kept))
    return None if days is None else Spelling(field, factor=days, has_unit=True)


def _stripped(around: Said) -> Spelling | None:
    """A plain name with its unit, period, currency, average or deviation among its words."""
    rest = around.rest
    while rest and rest[0] in _LINKS:
        rest = rest[1:]
    for kept in range(len(rest), 0, -1):  # the unit stands behind: "lead time in weeks", "unit cost eur"
        base = _base(rest[:kept])
        if base is not None:
            return _read(base, rest[kept:], around)
    for first in range(1, len(rest)):  # or before: "monthly holding cost", "EUR unit cost"
        if not all(word in PERIOD_WORDS or is_currency(word) for word in rest[:first]):
            break
        base = _base(rest[first:])
        if base in MONEY or base == "holding_rate":
            return _read(base, rest[:first], around)
    return None


def _base(rest: tuple[str, ...]) -> str | None:
    key = "".join(rest)
    entry = PLAIN.get(key)
    if entry is not None and entry.period is None:
        return entry.field
    return None


def _read(field: str, behind: tuple[str, ...], around: Said) -> Spelling | None:
    if around.is_deviation:
        if field == "lead_time_days":
            return _timed("lead_time_std_days", behind)
        return None
    if around.is_average and field not in ("lead_time_days", "unit_cost"):
        return None
    if field.endswith("_days"):
        return _timed(field, behind)
    if around.is_percent:
        return _share(field, behind)
    if field in MONEY:
        return _money(field, behind, around)
    if ITEM.get(field) is None or ITEM[field].kind is not Kind.NUMBER or around.has_money:
        return None
    if field == "holding_rate" and not HARMLESS_WORDS.issuperset(behind):
        return _rate(behind, is_percent=False)
    if field == "demand_std":
        periods = {PERIOD_WORDS[word] for word in behind if word in PERIOD_WORDS}
        left = [word for word in behind if word not in PERIOD_WORDS and word not in HARMLESS_WORDS]
        return None if left or len(periods) > 1 else Spelling(field, period=next(iter(periods), None))
    return Spelling(field) if HARMLESS_WORDS.issuperset(behind) else None
