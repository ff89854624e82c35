"""Numbers written as text: which decimal separator a column uses, and what its cells say."""

import re

import polars as pl

from core.errors import InvalidOption
from core.sheets.options import Decimal

_GAPS = "[ \u00a0\u2009\u202f'\u2019]"  # what people put between groups of three digits
_TRIM = " \t\r\n\u00a0\u2009\u202f\u200b"
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
EXCEL_ERROR = r"^#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!|GETTING_DATA|SPILL!|CALC!|N/A N/A)"

# How the reader writes the dates of a column that mixes them with text.
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?$"

NOT_A_NUMBER, IS_NOT_FINITE, IS_EXCEL_ERROR = "not_a_number", "not_finite", "excel_error"
IS_A_DATE = "is_a_date"


def _evidence(decimal: str) -> str:
    """Texts that can only be written with this decimal separator (digits, groups and one sign each)."""
    d, g = re.escape(decimal), "," if decimal == "." else r"\."
    return "|".join(
        (
            rf"^[0-9]{{1,3}}(?:{g}[0-9]{{3}})+{d}[0-9]*$",  # 1,234.5
            rf"^[0-9]{{1,3}}(?:{g}[0-9]{{3}}){{2,}}$",  # 1,234,567
            rf"^[0-9]{{1,3}}(?:{_GAPS}[0-9]{{3}})+{d}[0-9]*$",  # 1 234.5
            rf"^[0-9]*{d}(?:[0-9]{{0,2}}|[0-9]{{4,}})$",  # 1.5, 1.2345
            rf"^(?:[0-9]{{4,}}|0*){d}[0-9]{{3}}$",  # 1234.567, 0.125
            rf"^[0-9]+{d}[0-9]+[eE][+-]?[0-9]+$",  # 1.234E+12
        )
    )


_POINT, _COMMA = _evidence("."), _evidence(",")
_EITHER = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"


def trimmed(texts: pl.Series) -> pl.Series:
    """Without blanks around, an empty cell or a lone dash being no value."""
    stripped = texts.str.strip_chars(_TRIM)
    return stripped.set(stripped.is_in(["", "-", "\u2013", "\u2014"]).fill_null(value=False), None)


def decimal_of(texts: pl.Series, header: str, given: Decimal | None) -> Decimal:
    """The decimal separator of one column, inferred from all its texts together, never from one cell.

    Raises:
        InvalidOption: the texts do not tell, or contradict each other, and `given` is None.

    """
    if given is not None:
        return given
    separated = texts.filter(texts.str.contains("[.,]").fill_null(value=False)).unique()
    if separated.is_empty():
        return "."
    bare = separated.str.replace_all(r"^[+-]\s*|\s*%$|-$", "").str.replace_all(r"^[+-]\s*|\s*%$|-$", "")
    point, comma, either = (separated.filter(bare.str.contains(form)) for form in (_POINT, _COMMA, _EITHER))
    remedy = 'Say which with the option `decimal`: "." or ",".'
    if len(point) and len(comma):
        raise InvalidOption(
            f"Column '{header}' mixes decimal separators, for example "
            f"{point.sort()[0]!r} and {comma.sort()[0]!r}.",
            remedy=remedy,
        )
    if len(either) and not len(point) and not len(comma):
        example = either.sort()[0]
        digits = re.sub("[.,]", "", example)
        raise InvalidOption(
            f"Column '{header}' has {example!r}, which may be {digits} or {example.replace(',', '.')}; "
            "no other cell of the column tells.",
            remedy=remedy,
        )
    return "," if len(comma) else "."


def numbers(texts: pl.Series, decimal: Decimal, *, may_be_percent: bool) -> tuple[pl.Series, pl.Series]:
    """The numbers of trimmed texts, and a code where a text is none (both as long as `texts`)."""
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
    found = _worked_out(rest, decimal, may_be_percent=may_be_percent)
    unread = found.is_null()
    why = (
        pl.select(
            pl.when(rest.str.contains(EXCEL_ERROR))
            .then(pl.lit(IS_EXCEL_ERROR))
            .when(rest.str.contains(_NOT_FINITE) | rest.str.contains(r"^[+-]?[0-9][[0-9].]*[eE]\+?[0-9]+$"))
            .then(pl.lit(IS_NOT_FINITE))
            .when(rest.str.contains(DATE))
            .then(pl.lit(IS_A_DATE))
            .otherwise(pl.lit(NOT_A_NUMBER))
        )
        .to_series()
        .set(~unread, None)
    )
    return values.scatter(left, found), codes.scatter(left, why)


def _worked_out(texts: pl.Series, decimal: Decimal, *, may_be_percent: bool) -> pl.Series:
    """Texts with groups, a decimal comma, a trailing minus or a percent sign; null where it is no number."""
    is_percent = texts.str.ends_with("%")
    bare = texts.str.strip_suffix("%").str.strip_chars(_TRIM)
    minus_behind = bare.str.contains(r"^[0-9].*-$")
    bare = bare.str.strip_suffix("-")
    d, g = re.escape(decimal), ("," if decimal == "." else r"\.")
    whole = rf"(?:[0-9]+|[0-9]{{1,3}}(?:{g}[0-9]{{3}})+|[0-9]{{1,3}}(?:{_GAPS}[0-9]{{3}})+)"
    form = rf"^[+-]?\s?(?:{whole}(?:{d}[0-9]*)?|{d}[0-9]+)(?:[eE][+-]?[0-9]+)?$"
    fits = bare.str.contains(form)
    plain = bare.str.replace_all(rf"{_GAPS}|{g}", "").str.replace(d, ".")
    values = plain.set(~fits, None).cast(pl.Float64, strict=False)
    values = values.set(~values.is_finite().fill_null(value=False), None)
    values = pl.select(pl.when(minus_behind).then(-values).otherwise(values)).to_series()
    if may_be_percent:
        # numpy divides; polars multiplies by 0.01, which makes 0.9500000000000001 of 95 %.
        shares = pl.Series(values.fill_null(float("nan")).to_numpy() / 100.0, nan_to_null=True)
        return pl.select(pl.when(is_percent).then(shares).otherwise(values)).to_series()
    return values.set(is_percent, None)
