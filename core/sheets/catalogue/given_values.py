"""The values of rows sent into a catalogue, each by its field: taken as sent, or refused with the reason."""

import datetime as dt
import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from core.inventory.fields import ITEM, Kind
from core.sheets.options import NOT_INPUTS

_LONGEST: Final = 1_000  # characters of a text
_FIRST_DAY = dt.date(1900, 1, 1)
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


class BadValue(ValueError):
    """A value that cannot be taken: its code, what is wrong with it, what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


Parser = Callable[[object], Any]


def text(value: object) -> str:
    """A text that PostgreSQL can keep."""
    if not isinstance(value, str):
        raise BadValue("not_a_text", "is not a text", "Write it in quotes.")
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadValue("invalid_text", "holds a character that is none", "Remove the invisible character.")
    if len(value) > _LONGEST:
        raise BadValue("too_long", f"is longer than {_LONGEST:,} characters", "Shorten the text.")
    return value.strip()


def number(value: object) -> float:
    """A finite number, or its text with a decimal point."""
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise TypeError
        found = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadValue("not_a_number", "is not a number", "Write a number like 1234.5.") from error
    if not math.isfinite(found) or (isinstance(value, str) and "_" in value):
        raise BadValue("not_a_number", "is not a number", "Write a number like 1234.5.")
    return found


def flag(value: object) -> bool:
    """True or false, or a word for one."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise BadValue("not_a_flag", "is neither true nor false", "Write true or false.")


def breaks(value: object) -> list[dict[str, float]]:
    """Price breaks as a list of `min_qty` and `unit_cost`."""
    try:
        tiers = json.loads(value) if isinstance(value, str) else value
        if not isinstance(tiers, list):
            raise TypeError
        return [{name: number(tier[name]) for name in ("min_qty", "unit_cost")} for tier in tiers]
    except (TypeError, KeyError, ValueError, RecursionError) as error:
        raise BadValue(
            "not_price_breaks", "is no list of prices", 'Write it like [{"min_qty": 1, "unit_cost": 10}].'
        ) from error


def day_until(last: dt.date) -> Parser:
    """A parser of days up to `last`."""

    def day(value: object) -> str:
        try:
            if not isinstance(value, str):
                raise TypeError
            found = dt.date.fromisoformat(value.strip()[:10])
            if len(value.strip()) > len("2026-01-31"):
                dt.datetime.fromisoformat(value.strip())
        except (TypeError, ValueError) as error:
            raise BadValue("not_a_date", "is not a date", "Write it like 2026-01-31.") from error
        if found > last:
            raise BadValue(
                "future_date", f"lies ahead of {last}", "Send what has been sold, not what is expected."
            )
        if found < _FIRST_DAY:
            raise BadValue("too_old", "is before 1900", "Check the year.")
        return found.isoformat()

    return day


_OF_KIND: Final[Mapping[Kind, Parser]] = {
    Kind.TEXT: text,
    Kind.NUMBER: number,
    Kind.FLAG: flag,
    Kind.BREAKS: breaks,
}
KEY: Final[Mapping[str, Parser]] = {"sku": text, "location": text}
STOCK_FIELDS: Final[Mapping[str, Parser]] = {
    **KEY,
    **dict.fromkeys(("on_hand", "on_order", "backorders", "allocated"), number),
}
ITEM_FIELDS: Final[Mapping[str, Parser]] = {
    name: _OF_KIND[known.kind] for name, known in ITEM.items() if name not in NOT_INPUTS
}
NOT_NEGATIVE = frozenset({"on_order", "backorders", "allocated"})


def demand_fields(last: dt.date) -> Mapping[str, Parser]:
    """The fields of order lines, none of them after the day `last`."""
    return {**KEY, "date": day_until(last), "quantity": number, "line_id": text}
