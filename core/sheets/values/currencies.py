"""Signs and codes of currencies: beside amounts, and in a column of their own."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from core.inventory.currencies import CODES

# What each sign means where it stands alone. "$", "¥" and "Rs" are shared: the largest country's is taken,
# and said. Of "kr" and "Fr" none is, so they tell no currency.
SIGNS: Mapping[str, str | None] = {
    "€": "EUR", "$": "USD", "us$": "USD", "u$s": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD",
    "nz$": "NZD", "hk$": "HKD", "nt$": "TWD", "mx$": "MXN", "s$": "SGD", "r$": "BRL", "£": "GBP", "¥": "JPY",
    "￥": "JPY", "円": "JPY", "元": "CNY", "₹": "INR", "rs": "INR", "₽": "RUB", "₺": "TRY",
    "руб": "RUB",  # noqa: RUF001
    "tl": "TRY", "₩": "KRW", "₫": "VND", "đ": "VND", "₪": "ILS", "₱": "PHP", "฿": "THB", "₦": "NGN",
    "₵": "GHS", "₲": "PYG", "₡": "CRC", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₴": "UAH", "zł": "PLN",
    "kč": "CZK", "ft": "HUF", "rp": "IDR", "rm": "MYR", "лв": "BGN", "r": "ZAR", "kr": None, "fr": None,
}  # fmt: skip
_SHARED: Mapping[str, str] = {
    "$": "US dollars, though other dollars have the same sign",
    "¥": "Japanese yen, though the yuan has the same sign",
    "￥": "Japanese yen, though the yuan has the same sign",
    "rs": "Indian rupees, though other rupees have the same sign",
}
_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "FJD", "JMD"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
}
_WORDS: Mapping[str, str] = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "us dollar": "USD", "pound": "GBP",
    "pounds": "GBP", "sterling": "GBP", "yen": "JPY", "rupee": "INR", "rupees": "INR", "lira": "TRY",
    "franc": "CHF", "sfr": "CHF", "rmb": "CNY", "dong": "VND", "vnđ": "VND", "złoty": "PLN", "zloty": "PLN",
}  # fmt: skip


def _alternatives(words: Mapping[str, str | None]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) + (r"\.?" if word.isalpha() else "") for word in longest_first)


# An amount's currency, before the number or behind it. A lone R stands before ("R 100").
_ALWAYS = {sign: code for sign, code in SIGNS.items() if sign != "r"}
BEFORE = rf"(?i:{'|'.join(sorted(CODES))}|{_alternatives(SIGNS)})"
BEHIND = rf"(?i:{'|'.join(sorted(CODES))}|{_alternatives(_ALWAYS)})"
_FOUND = rf"^[+\-(]?\s*({BEFORE})\s*[(+\-]?\s*[0-9.,]|[0-9]\s*[)\-]?\s*({BEHIND})[)\-]?$"

CURRENCY_DIFFERS, CURRENCY_ASSUMED = "currency_differs", "currency_assumed"


@dataclass(frozen=True, slots=True)
class Signs:
    """How many amounts of a column carry which sign; adds up over batches."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Signs") -> "Signs":
        return Signs(dict(Counter(self.counts) + Counter(other.counts)))

    @property
    def currency(self) -> str | None:
        """The code most signs stand for; of equally many the first by name."""
        codes: Counter[str] = Counter()
        for sign, count in self.counts.items():
            code = _code(sign)
            if code is not None:
                codes[code] += count
        return min(codes, key=lambda code: (-codes[code], code)) if codes else None

    @property
    def note(self) -> str:
        """What was taken where a sign has several meanings, for the report; empty where nothing was."""
        said = [f"'{sign}' is read as {_SHARED[sign]}" for sign in sorted(self.counts) if sign in _SHARED]
        unknown = [
            f"'{sign}' may be several currencies, so none is taken"
            for sign in sorted(self.counts)
            if SIGNS.get(sign, "") is None
        ]
        if not said + unknown:
            return ""
        return f"{'; '.join(said + unknown)}. A column `currency` says it for sure."


def _code(sign: str) -> str | None:
    return SIGNS[sign] if sign in SIGNS else sign.upper()


def signs(texts: pl.Series) -> pl.Series:
    """The sign or code beside each amount, lower case ("$", "eur", "r$"); null where there is none."""
    pair = pl.DataFrame({"text": texts}).select(
        pl.col("text").str.extract(_FOUND, 1).alias("before"),
        pl.col("text").str.extract(_FOUND, 2).alias("behind"),
    )
    found = pair.select(pl.coalesce("before", "behind")).to_series()
    return found.str.to_lowercase().str.strip_suffix(".")


def signs_of(texts: pl.Series) -> Signs:
    """The evidence of one batch; nothing is looked for in a column without letters and signs."""
    lettered = texts.filter(texts.str.contains(r"[^0-9.,+\-\s]").fill_null(value=False))
    if lettered.is_empty():
        return Signs()
    counted = signs(lettered).drop_nulls().value_counts()
    return Signs(dict(zip(counted.to_series(0).to_list(), counted.to_series(1).to_list(), strict=True)))


def currency_codes(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """ISO 4217 codes of a column of currencies, and where a code is one of several a sign may mean.

    What is no currency stays as it is; the engine names it.
    """
    plain = texts.str.to_lowercase().str.strip_suffix(".")
    known = {sign: code for sign, code in SIGNS.items() if code is not None} | dict(_WORDS)
    known |= {code.lower(): code for code in CODES}
    codes = plain.replace_strict(known, default=None, return_dtype=pl.String)
    is_assumed = plain.is_in([*_SHARED, "dollar", "dollars"]).fill_null(value=False)
    return codes.zip_with(codes.is_not_null(), texts), is_assumed


def differing(texts: pl.Series, row_currency: pl.Series | None, currency: str | None) -> pl.Series:
    """Which amounts carry the sign of another currency than their row, or than the rest of their column.

    `row_currency` are the codes of a column of currencies, `currency` is the column's usual one. A sign
    several currencies share ("$", "kr") never contradicts a row's own code.
    """
    found = signs(texts)
    codes = found.replace_strict(
        {sign: code for sign, code in SIGNS.items() if code} | {code.lower(): code for code in CODES},
        default=None,
        return_dtype=pl.String,
    )
    if row_currency is None:
        return (codes != (currency or "")).fill_null(value=False)
    differs = (codes != row_currency).fill_null(value=False)
    for sign, several in _SEVERAL.items():
        differs &= ~((found == sign) & row_currency.is_in(several)).fill_null(value=False)
    return differs
