"""The words around a field's name: period, unit of time, average, deviation, percent, currency, "per 100"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from core.inventory.currencies import CODES
from core.sheets.recognition.header_words import folded, joined, tokens
from core.sheets.recognition.synonyms.times import AVERAGE, DAYS, DEVIATION, HARMLESS, PERCENT, PERIODS
from core.sheets.recognition.vocabulary import DEMAND_WORDS, KNOWN_WORDS

# Signs that stand for one currency only, and those that several share ("$").
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "₫": "VND", "zł": "PLN", "R$": "BRL", "US$": "USD"}
_LONGEST_SIGNS = sorted(SIGNS.items(), key=lambda pair: -len(pair[0]))
_SHARED = frozenset(
    ["rs", "rp", "kr", "tl", "lei", "kc", "ft", "円", "元", "euro", "euros", "dollar", "dollars"]
)
_NAMES = {"euro": "EUR", "euros": "EUR", "tl": "TRY", "円": "JPY", "rmb": "CNY", "rp": "IDR"}
_CODES = frozenset(code.casefold() for code in CODES) - {
    "all",
    "top",
    "try",
    "mop",
    "pen",
    "ron",
    "ang",
    "bam",
}
_WORDY = frozenset(["try", "pen", "ron", "pen", "all", "top"])  # currencies only when in capitals


def _phrases(words: Iterable[str], meaning: str) -> dict[str, str]:
    return {joined(phrase): meaning for row in words for phrase in row.split("|") if joined(phrase)}


PERIOD_WORDS = {key: period for period, words in PERIODS.items() for key in _phrases([words], period)}
DAY_WORDS = {key: days for days, words in DAYS.items() for key in _phrases([words], "")}
AVERAGE_WORDS = frozenset(_phrases([AVERAGE], ""))
DEVIATION_WORDS = frozenset(_phrases([DEVIATION], ""))
PERCENT_WORDS = frozenset(_phrases([PERCENT], ""))
HARMLESS_WORDS = frozenset(_phrases([HARMLESS], ""))
_GLUED = frozenset([*PERIOD_WORDS, *AVERAGE_WORDS, *DEMAND_WORDS, *DEVIATION_WORDS, *HARMLESS_WORDS])
_LATIN_GLUED = 4  # shorter pieces of a compound are found in any word
_LONGEST = 4  # words of the longest phrase looked for
_WINDOW = re.compile(r"^[lr]?(\d{1,3})(m|mo|mth|mths|months?|w|wk|wks|weeks?|d|days?|y|yr|yrs|years?)$")
_WINDOW_DAYS = {"m": 365.0 / 12.0, "w": 7.0, "d": 1.0, "y": 365.0}
_AMOUNTS = {
    **{amount: float(amount) for amount in ("10", "100", "1000", "10000")},
    **dict.fromkeys(("1k", "thousand", "tausend", "mille", "mil"), 1000.0),
    **dict.fromkeys(("hundred", "hundert"), 100.0),
}
_SLASH_AMOUNT = re.compile(r"/\s*(10{1,4})\b")
_PER = frozenset(["per", "je", "pro", "por", "par", "x", "pour", "each", "for", "na", "za", "毎", "voor"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands around the name. `rest` are the words left over; `window_days` what a total covers."""

    rest: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    days: tuple[float, ...] = ()
    is_average: bool = False
    is_deviation: bool = False
    is_percent: bool = False
    currency: str | None = None
    has_money: bool = False
    per: float = 1.0
    window_days: float | None = None


def currency_of(text: str) -> tuple[str | None, bool]:
    """The currency a header names, and whether it names money at all ("$" is shared by many).

    >>> currency_of("Price (EUR)"), currency_of("Unit cost ($)"), currency_of("Qty")
    (('EUR', True), (None, True), (None, False))
    """
    for sign, code in _LONGEST_SIGNS:
        if sign in text:
            return code, True
    for word in tokens(text):
        if word in _NAMES:
            return _NAMES[word], True
        if word in _CODES or (word in _WORDY and word.upper() in text):
            return word.upper(), True
        if word in _SHARED:
            return None, True
    return None, "$" in text or "¥" in text


def is_currency(word: str) -> bool:
    """Whether a word of a header is a currency's code or name."""
    return word in _CODES or word in _NAMES or word in _SHARED or word in _WORDY


@lru_cache(maxsize=16_384)
def pieces(word: str) -> tuple[str, ...]:
    """A compound's words, where it is made of nothing else: "jahresbedarf", "月平均需要".

    >>> pieces("jahresbedarf"), pieces("年間需要"), pieces("stockcode")
    (('jahres', 'bedarf'), ('年間', '需要'), ('stockcode',))
    """
    if word in _GLUED or len(word) > 40:
        return (word,)
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        for start in range(end):
            part = word[start:end]
            if start in best and part in _GLUED and (not part.isascii() or len(part) >= _LATIN_GLUED):
                found = (*best[start], part)
                if end not in best or len(found) < len(best[end]):
                    best[end] = found
    return best.get(len(word), (word,))


def windowed(words: tuple[str, ...]) -> tuple[tuple[str, ...], float | None]:
    """The words without "12m", "last 90 days", and how many days those are."""
    kept: list[str] = []
    days: float | None = None
    at = 0
    while at < len(words):
        match = _WINDOW.match(words[at])
        pair = _WINDOW.match("".join(words[at : at + 2])) if words[at].isdigit() else None
        if match or pair:
            found = match or pair
            assert found is not None  # noqa: S101
            days = float(found[1]) * _WINDOW_DAYS[found[2][0]]
            at += 1 if match else 2
            continue
        kept.append(words[at])
        at += 1
    return tuple(kept), days


def _without_per(words: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    for at, word in enumerate(words):
        if word in _AMOUNTS and at and words[at - 1] in _PER:
            return (*words[: at - 1], *words[at + 1 :]), _AMOUNTS[word]
    return words, 1.0


def said(outside: str, inside: str) -> Said:
    """Sort the words of a header (outside and inside its brackets) into what is known of them.

    >>> said("Avg daily usage", "units").rest, said("Price per 100", "EUR").per
    (('daily', 'usage', 'units'), 100.0)
    """
    whole = f"{outside} {inside}"
    currency, has_money = currency_of(whole)
    words = tuple(piece for word in tokens(f"{outside} {inside}") for piece in pieces(word))
    words, per = _without_per(words)
    behind = _SLASH_AMOUNT.search(whole)
    if per == 1.0 and behind is not None:
        words, per = tuple(word for word in words if word != behind[1]), float(behind[1])
    words, window = windowed(words)
    found = Said(currency=currency, has_money=has_money, per=per, window_days=window, is_percent="%" in whole)
    rest: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            key = "".join(words[at : at + length])
            sorted_in = _sorted_in(found, key)
            if sorted_in is not None:
                found, at = sorted_in, at + length
                break
        else:
            rest.append(words[at])
            at += 1
    return replace(found, rest=tuple(rest))


def _sorted_in(found: Said, key: str) -> Said | None:
    if key in DEVIATION_WORDS:
        return replace(found, is_deviation=True)
    if key in AVERAGE_WORDS:
        return replace(found, is_average=True)
    if key in PERCENT_WORDS:
        return replace(found, is_percent=True)
    return None


@lru_cache(maxsize=65_536)
def says_nothing(header: str) -> bool:
    """Whether no word of a header is in any table, so that nothing else need be tried.

    >>> says_nothing("Attribute 17"), says_nothing("Jahresbedarf"), says_nothing("Unit cost")
    (True, False, False)
    """
    words = tokens(header)
    if "".join(words) in KNOWN_WORDS:
        return False
    return not any(word in KNOWN_WORDS or len(pieces(word)) > 1 for word in words)


def unit_words(words: tuple[str, ...]) -> tuple[tuple[str, ...], Said]:
    """Take periods and harmless words out of what is left; the rest must be the name."""
    found = Said()
    rest = []
    for word in words:
        if word in PERIOD_WORDS:
            found = replace(found, periods=(*found.periods, PERIOD_WORDS[word]))
        elif word not in HARMLESS_WORDS and not is_currency(word):
            rest.append(word)
    return tuple(rest), found


def folded_year(word: str) -> bool:
    """Whether a word is a year people write demand for."""
    return len(word) == 4 and word.isdigit() and "1990" <= folded(word) <= "2079"
