"""Headers that name one period: Jan, 2025-01, Apr-24, W0, P12, KW 7/2025, a date."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from core.sheets.recognition.header_words import LONGEST, folded
from core.sheets.recognition.qualifiers import HARMLESS_WORDS, PERIOD_WORDS, currency_of
from core.sheets.recognition.synonyms.months import MONTHS, ORDINALS
from core.sheets.recognition.vocabulary import DEMAND_WORDS, SEVERAL_FIELDS

ALL_YEAR = 12
_WORD = 4  # letters of a word that is no code's first letters
_MONTH_OF = {folded(name): number for number, names in MONTHS.items() for name in names.split("|")}
_KIND_OF = {folded(word): kind for kind, words in ORDINALS.items() for word in words.split("|")}
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_QUANTITY = frozenset(key for key, fields in SEVERAL_FIELDS.items() if "demand" in fields)
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class PeriodHeader:
    """One header that is a period: its kind, the words before it, and either `part` (dated) or `number`.

    `number` counts within the sheet; of an undated month it is the month of the year.
    """

    kind: str
    prefix: str
    part: str = ""
    number: int = 0
    is_month_name: bool = False


@lru_cache(maxsize=65_536)
def period_of(text: str, *, is_date: bool = False) -> PeriodHeader | None:
    """What period a header names, or None.

    >>> period_of("Apr-24").part, period_of("2025-01").part, period_of("KW 7/2025").part
    ('2024-04', '2025-01', '2025-W07')
    >>> period_of("Demand Jan").number, period_of("W0").kind, period_of("Normalized 0")
    (1, 'week', None)
    """
    if is_date:
        return _day(text[:10], "")
    if not text or len(text) > LONGEST or currency_of(text)[1]:  # "Jan $" is money, no units
        return None
    plain = folded(text)
    dated = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[t ]\d{2}:\d{2}(?::\d{2})?)?", plain)
    if dated:
        return _day(plain[:10], "")
    pieces = _PIECES.findall(plain)
    prefix, rest = _split(pieces)
    return None if rest is None else _read(rest, prefix)


def _day(iso: str, prefix: str) -> PeriodHeader | None:
    try:
        dt.date.fromisoformat(iso)
    except ValueError:
        return None
    return PeriodHeader("day", prefix, part=iso)


def _split(pieces: list[str]) -> tuple[str, list[str] | None]:
    """The words of demand or of a quantity around a period; None where other words stand there."""
    around: list[str] = []
    inner: list[str] = []
    for piece in pieces:
        is_period = piece.isdigit() or piece in _MONTH_OF or piece in _KIND_OF
        (inner if is_period else around).append(piece)
    if not around:
        return "", inner
    key = "".join(around)
    bare = "".join(word for word in around if word not in HARMLESS_WORDS and word not in PERIOD_WORDS)
    if key in DEMAND_WORDS or key in _QUANTITY or not bare or bare in DEMAND_WORDS or bare in _QUANTITY:
        return bare, inner
    return "", None


def _read(rest: list[str], prefix: str) -> PeriodHeader | None:
    names = [piece for piece in rest if not piece.isdigit()]
    numbers = [int(piece) for piece in rest if piece.isdigit() and len(piece) <= 6]
    if len(numbers) + len(names) != len(rest):
        return None
    if len(names) == 1 and names[0] in _MONTH_OF and names[0] not in _KIND_OF:
        return _named_month(_MONTH_OF[names[0]], rest, prefix)
    if len(names) == 1 and names[0] in _KIND_OF:
        return _counted(_KIND_OF[names[0]], rest, prefix)
    if names == ["年", "月"] and len(numbers) == 2:
        return _month(numbers[0], numbers[1], prefix)
    if names:
        return None
    if len(numbers) == 1:
        return _alone(rest[0], prefix)
    if len(numbers) == 2:
        first, second = numbers
        if len(rest[0]) == 4:
            return _month(first, second, prefix)
        return _month(second, first, prefix) if len(rest[1]) == 4 else None
    if len(numbers) == 3 and len(rest[0]) == 4:
        return _day(f"{numbers[0]:04d}-{numbers[1]:02d}-{numbers[2]:02d}", prefix)
    return None


def _named_month(month: int, rest: list[str], prefix: str) -> PeriodHeader | None:
    years = [piece for piece in rest if piece.isdigit()]
    if not years:
        return PeriodHeader("month", prefix, number=month, is_month_name=True)
    if len(years) == 1 and len(years[0]) in (2, 4):
        year = int(years[0])
        return _month(year if len(years[0]) == 4 else _CENTURY + year, month, prefix)
    if len(years) == 2 and "1" in (years[0].lstrip("0"), years[1].lstrip("0")):  # "01-Jan-2025"
        year_text = next((text for text in years if len(text) == 4), "")
        return _month(int(year_text), month, prefix) if year_text else None
    return None


def _counted(kind: str, rest: list[str], prefix: str) -> PeriodHeader | None:
    """As in "W7", "KW 7/2025", "Q1 2025", "M01", "2025M01": a number, with a year where one stands there."""
    numbers = [piece for piece in rest if piece.isdigit()]
    if not numbers:
        return None
    years = [piece for piece in numbers if len(piece) == 4 and piece[:2] in ("19", "20")]
    counts = [piece for piece in numbers if len(piece) <= 3]
    if len(counts) != 1 or len(years) > 1 or len(counts) + len(years) != len(numbers):
        return None
    number = int(counts[0])
    if years:
        year = int(years[0])
        if kind == "month":
            return _month(year, number, prefix)
        if kind == "week":
            return PeriodHeader("week", prefix, part=f"{year}-W{number:02d}") if 1 <= number <= 53 else None
        if kind == "quarter":
            return PeriodHeader("quarter", prefix, part=f"{year}-Q{number}") if 1 <= number <= 4 else None
        return None
    return PeriodHeader(kind, f"{prefix} {kind}".strip() if prefix else prefix, number=number)


def _month(year: int, month: int, prefix: str) -> PeriodHeader | None:
    if not (1990 <= year <= 2079 and 1 <= month <= 12):
        return None
    return PeriodHeader("month", prefix, part=f"{year:04d}-{month:02d}")


def _alone(text: str, prefix: str) -> PeriodHeader | None:
    """A number alone: 202501 is a month, 2024 a year, 1 to 12 the months of a year."""
    if len(text) == 6:
        return _month(int(text[:4]), int(text[4:]), prefix)
    if len(text) == 4 and 1990 <= int(text) <= 2079:
        return PeriodHeader("year", prefix, part=text)
    is_demand = not prefix or prefix in DEMAND_WORDS or prefix in _QUANTITY
    if len(text) <= 2 and 1 <= int(text) <= ALL_YEAR and is_demand:
        return PeriodHeader("month", f"{prefix} bare".strip(), number=int(text))
    return None


def is_period_text(text: str) -> bool:
    """Whether a cell's text names a period or a date; of a number alone it cannot be told.

    >>> is_period_text("jan"), is_period_text("2014-01-31"), is_period_text("1/5/2014"), is_period_text("A-1")
    (True, True, True, False)
    """
    text = text.strip()
    if text.isdigit() and len(text) != 6:
        return False
    if re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?", text):
        return True
    found = period_of(text)
    if found is None:
        return False
    word = "".join(letter for letter in text if letter.isalpha())
    return bool(found.part) or found.is_month_name or len(word) >= _WORD  # "P001" is a code
