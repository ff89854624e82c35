"""Item numbers stay the text they are; what a spreadsheet has already spoilt is named."""

import polars as pl

from core.sheets.values.numbers import DATE

DATE_IN_SKU, PRECISION_LOST = "date_in_sku", "precision_lost"

# From here on a spreadsheet's numbers cannot tell neighbours apart.
_EXACT_BELOW = 2**53
_DIGITS = r"^[0-9]+$"
# A csv saved by a spreadsheet program: 8.99E+12 was a long number.
_ROUNDED = r"^[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}$"
_MONTHS = (
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mrz|Mär|Mai|Okt|Dez|janv|févr|mars|avr|juin|juil|août|sept|"
    "oct|nov|déc|ene|abr|ago|dic|fev|set|out|dez"
)
# As spreadsheet programs show dates: 01-Feb, Feb-01, 01/02/2026.
_SHOWN_DATE = (
    rf"^(?:[0-3]?[0-9]-(?:{_MONTHS})(?:-[0-9]{{2,4}})?|(?:{_MONTHS})-[0-9]{{2}}"
    r"|[0-3]?[0-9]/[0-3]?[0-9]/[0-9]{4})$"
)
# How every date and every rounded number begins; most sheets have no such item number at all.
_MAYBE_SPOILT = rf"^(?:[0-9]{{1,4}}[-/.,E]|(?:{_MONTHS})-)"
# As a csv shows them; stricter than for numbers, for an item number may well begin with #.
ERROR_TEXT = r"^#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|NV|WERT!|BEZUG!|ZAHL!|#{3,})$"
_AS_FORMULA = r'^="(.*)"$'  # how some programs keep zeros in a csv: ="00123"
_BLANKS = " \t\r\n\u00a0\u2007\u2009\u202f\u200b\u200e\u200f\u2060\u3000\ufeff"


def item_numbers(texts: pl.Series, is_number: pl.Series | None, zeros: int | None) -> pl.Series:
    """The item numbers as they were meant: blanks around taken off, zeros of the number format restored.

    `is_number` tells which cells were numbers (None: none was), `zeros` to how many digits the spreadsheet
    shows them ("00000": 5).

    >>> item_numbers(pl.Series([" 1.10 ", "123"]), pl.Series([False, True]), 5).to_list()
    ['1.10', '00123']
    """
    plain = texts.str.strip_chars(_BLANKS)
    if plain.str.starts_with("=").any():
        plain = plain.str.replace(_AS_FORMULA, "$1")
    if is_number is None or not zeros:
        return plain
    padded = plain.str.zfill(zeros)
    return padded.zip_with((is_number & plain.str.contains(_DIGITS)).fill_null(value=False), plain)


def spoilt(texts: pl.Series, raw: pl.Series, is_number: pl.Series | None) -> tuple[pl.Series, pl.Series]:
    """Codes of item numbers that are dates, and of those whose digits are gone (a warning)."""
    if raw.dtype == pl.String and is_number is None and not texts.str.contains(_MAYBE_SPOILT).any():
        none = pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
        return none.alias("code"), none.alias("warning")
    if raw.dtype.is_temporal():
        is_date = raw.is_not_null()
    else:
        is_date = (texts.str.contains(DATE) | texts.str.contains(_SHOWN_DATE)).fill_null(value=False)
    is_rounded = texts.str.contains(_ROUNDED).fill_null(value=False)
    if raw.dtype.is_numeric():
        is_rounded |= (raw.abs() >= _EXACT_BELOW).fill_null(value=False)
    elif is_number is not None:
        values = texts.set(~is_number.fill_null(value=False), None).cast(pl.Float64, strict=False)
        is_rounded |= (values.abs() >= _EXACT_BELOW).fill_null(value=False)
    frame = pl.DataFrame({"is_date": is_date, "is_rounded": is_rounded}).select(
        pl.when("is_date").then(pl.lit(DATE_IN_SKU)).alias("code"),
        pl.when(pl.col("is_rounded") & ~pl.col("is_date")).then(pl.lit(PRECISION_LOST)).alias("warning"),
    )
    return frame["code"], frame["warning"]
