"""Numbers written as text: what the cells say once their column's decimal separator is known."""

import re
from typing import NamedTuple

import polars as pl

from core.sheets.options import Decimal
from core.sheets.values.currencies import BEFORE, BEHIND

# What people put between groups of three digits, beside the point and the comma.
GAPS = "[ \u00a0\u2007\u2009\u202f'\u2018\u2019\u02bc\u00b4`]"
_TRIM = " \t\r\n\u00a0\u2007\u2009\u202f\u200b\u200e\u200f\u2060\u3000\ufeff"
_DASHES = ["-", "--", "---", "\u2013", "\u2014", "\u2212"]
_NOTHING = ["n/a", "n.a.", "n.a", "na", "n/d", "n.d.", "k.a.", "null", "none", "nil"]
# Words and dashes that say "not known"; an error of the spreadsheet (#N/A) is not one of them.
MISSING = frozenset(
    [
        "",
        *_DASHES,
        "N/a",
        "k.A.",
        *(written for word in _NOTHING for written in (word, word.upper(), word.capitalize())),
    ]
)
_MISSING = sorted(MISSING)
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity|∞)$"
_OVERFLOW = r"^[+-]?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]{3,}$"
_FLAG = r"(?i)^(true|false|wahr|falsch|vrai|faux|verdadero|falso|vero|doğru|yanlış)$"  # noqa: RUF001
# #N/A in the languages of spreadsheet programs, and ##### as a csv shows a column that was too narrow.
EXCEL_ERROR = r"^#(N/A|N/D|NV|NE|NO DISP|GETTING_DATA|#+$|[^\s0-9#]*[!?]$|[^\s0-9#]*/0!$)"
# How the reader writes the dates of a column that mixes them with text.
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?$"

NOT_A_NUMBER, IS_NOT_FINITE, IS_EXCEL_ERROR = "not_a_number", "not_finite", "excel_error"
IS_A_DATE, IS_A_FLAG, IS_MONEY, OTHER_DECIMAL = "is_a_date", "is_a_flag", "is_money", "other_decimal"


class Bare(NamedTuple):
    """Texts without sign, percent and currency, and what was taken off.

    `is_sound` is false where a number has two signs.
    """

    texts: pl.Series
    is_negative: pl.Series
    is_percent: pl.Series
    is_money: pl.Series
    is_sound: pl.Series


def trimmed(texts: pl.Series) -> pl.Series:
    """Without blanks around; an empty cell, a lone dash or "n/a" is no value."""
    stripped = texts.str.strip_chars(_TRIM)
    return stripped.set(stripped.is_in(_MISSING).fill_null(value=False), None)


def bared(texts: pl.Series) -> Bare:
    """Take off what may stand around a number: `-5`, `5-`, `(5)`, `25 %`, `$5`, `R$ 5`, `EUR 5`, `5 €`."""
    if not texts.str.contains(r"[-+(%\x{2212}]").any():
        bare = _without_money(texts)
        never = pl.Series(values=[False]).new_from_index(0, len(texts))
        return Bare(bare, never, never, bare.str.len_bytes() < texts.str.len_bytes(), ~never)
    signs: list[pl.Series] = []
    bare = texts.str.replace_all("\u2212", "-", literal=True)
    is_percent = bare.str.ends_with("%")
    bare = bare.str.strip_suffix("%").str.strip_chars_end(_TRIM)
    bare = _unsigned(bare, signs)
    length = bare.str.len_bytes()
    is_bracketed = bare.str.contains(r"^\(|^[^0-9(]*\(.*\)[^0-9)]*$") & bare.str.contains(")", literal=True)
    bare = _without_money(bare)
    if is_bracketed.any():
        inner = bare.str.strip_prefix("(").str.strip_suffix(")").str.strip_chars(_TRIM)
        bare = bare.zip_with(is_bracketed.not_().fill_null(value=True), _without_money(inner))
        signs.append(is_bracketed)
        length = length.zip_with(is_bracketed.not_().fill_null(value=True), inner.str.len_bytes())
    is_money = bare.str.len_bytes() < length
    bare = _unsigned(bare, signs)
    marks = pl.DataFrame([mark.cast(pl.UInt8).alias(str(at)) for at, mark in enumerate(signs)])
    is_sound = marks.sum_horizontal() < 2
    is_positive = (texts.str.starts_with("+") | bare.str.starts_with("+")).fill_null(value=False)
    return Bare(bare, (marks.sum_horizontal() > 0) & ~is_positive, is_percent, is_money, is_sound)


def _unsigned(texts: pl.Series, signs: list[pl.Series]) -> pl.Series:
    signs += [texts.str.starts_with("-"), texts.str.starts_with("+"), texts.str.ends_with("-")]
    return texts.str.strip_suffix("-").str.replace(r"^[+-]", "").str.strip_chars(_TRIM)


def _without_money(texts: pl.Series) -> pl.Series:
    bare = texts.str.strip_prefix("$").str.strip_prefix("€").str.strip_suffix("€").str.strip_chars(_TRIM)
    # The many names of currencies are looked for only where something is left to explain.
    lettered = bare.str.contains(r"[^0-9.,()\s'\x{2019}-]").fill_null(value=False).arg_true()
    if lettered.is_empty():
        return bare
    named = texts.gather(lettered).str.replace(rf"^{BEFORE}\s*", "").str.replace(rf"\s*{BEHIND}$", "")
    return bare.scatter(lettered, named.str.strip_chars(_TRIM))


def numbers(
    texts: pl.Series, decimal: Decimal, *, may_be_percent: bool, may_be_money: bool = True
) -> tuple[pl.Series, pl.Series]:
    """The numbers of trimmed texts, and a code where a text is none (both as long as `texts`).

    A percent sign divides by a hundred. No text is ever read against the column's decimal separator.
    """
    is_plain = texts.str.contains(
        r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$" if decimal == "." else r"^[+-]?[0-9]+$"
    )
    values = texts.set(~is_plain.fill_null(value=False), None).cast(pl.Float64, strict=False)
    values = values.set(~values.is_finite().fill_null(value=False), None)
    left = (texts.is_not_null() & values.is_null()).arg_true()
    codes = pl.Series("code", [None], dtype=pl.String).new_from_index(0, len(texts))
    if left.is_empty():
        return values, codes
    rest = texts.gather(left)
    found = _worked_out(rest, decimal)
    bare = None
    if found.null_count():
        odd = found.is_null().arg_true()
        bare = bared(rest.gather(odd))
        read = _worked_out(bare.texts, decimal)
        read = _signed(read, bare, may_be_percent=may_be_percent, may_be_money=may_be_money)
        found = found.scatter(odd, read)
        bad = read.is_null().arg_true()
        why = _why(rest.gather(odd).gather(bad), Bare(*(part.gather(bad) for part in bare)), decimal)
        codes = codes.scatter(left.gather(odd.gather(bad)), why)
    return values.scatter(left, found), codes


def _signed(values: pl.Series, bare: Bare, *, may_be_percent: bool, may_be_money: bool) -> pl.Series:
    is_good = bare.is_sound & ~(bare.is_money & bare.is_percent)
    if not may_be_percent:
        is_good &= ~bare.is_percent
    if not may_be_money:
        is_good &= ~bare.is_money
    # numpy divides; polars multiplies by 0.01, which makes 0.9500000000000001 of 95 %.
    shares = pl.Series(values.fill_null(float("nan")).to_numpy() / 100.0, nan_to_null=True)
    plain = values.zip_with(~bare.is_percent, shares)
    return plain.zip_with(~bare.is_negative, -plain).set(~is_good, None)


def _form(decimal: str) -> str:
    """A number without sign: digits, groups of three of one kind (in India 1,23,456), and decimals."""
    d, g = re.escape(decimal), ("," if decimal == "." else r"\.")
    indian = "|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}" if decimal == "." else ""
    grouped = rf"[1-9][0-9]{{0,2}}(?:{g}[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?:{GAPS}[0-9]{{3}})+{indian}"
    return rf"^(?:(?:[0-9]+|{grouped})(?:{d}[0-9]*)?|{d}[0-9]+)$|^[0-9]+(?:{d}[0-9]*)?[eE][+-]?[0-9]+$"


_FORMS = {".": _form("."), ",": _form(",")}


def _worked_out(texts: pl.Series, decimal: Decimal) -> pl.Series:
    """Texts with groups and a decimal separator, without a sign; null where it is no number."""
    fits = texts.str.contains(_FORMS[decimal]).fill_null(value=False)
    plain = texts.set(~fits, None).str.replace_all("," if decimal == "." else ".", "", literal=True)
    if decimal == ",":
        plain = plain.str.replace(",", ".", literal=True)
    values = plain.cast(pl.Float64, strict=False)
    gapped = (fits & values.is_null()).arg_true()
    if len(gapped):
        values = values.scatter(
            gapped, plain.gather(gapped).str.replace_all(GAPS, "").cast(pl.Float64, strict=False)
        )
    return values.set(~values.is_finite().fill_null(value=False), None)


def _why(texts: pl.Series, bare: Bare, decimal: str) -> pl.Series:
    """Why texts are no numbers, one code each."""
    fits, other = _FORMS[decimal], _FORMS["," if decimal == "." else "."]
    return (
        pl.DataFrame({"text": texts, "bare": bare.texts, "is_money": bare.is_money})
        .select(
            pl.when(pl.col("text").str.contains(EXCEL_ERROR))
            .then(pl.lit(IS_EXCEL_ERROR))
            .when(pl.col("text").str.contains(_NOT_FINITE) | pl.col("text").str.contains(_OVERFLOW))
            .then(pl.lit(IS_NOT_FINITE))
            .when(pl.col("text").str.contains(DATE))
            .then(pl.lit(IS_A_DATE))
            .when(pl.col("text").str.contains(_FLAG))
            .then(pl.lit(IS_A_FLAG))
            .when(pl.col("is_money") & pl.col("bare").str.contains(fits))
            .then(pl.lit(IS_MONEY))
            .when(pl.col("bare").str.contains(other) & ~pl.col("bare").str.contains(fits))
            .then(pl.lit(OTHER_DECIMAL))
            .otherwise(pl.lit(NOT_A_NUMBER))
        )
        .to_series()
    )
