"""One raw column turned into one field's values, with a code for each cell that could not be read."""

from dataclasses import dataclass

import polars as pl

from core.inventory.fields import ITEM, Kind
from core.sheets.breaks import price_breaks
from core.sheets.numbers import DATE, IS_A_DATE, NOT_A_NUMBER, numbers, trimmed
from core.sheets.options import Decimal
from core.sheets.understanding import Column

SHARES = frozenset({"holding_rate", "service_level", "fill_rate"})
LOWERED = frozenset({"period", "demand_std_period", "distribution", "policy", "discount"})
NEUTRALISED = r"^'([=+\-@\t\r])"  # how Lotwise and others write text that is no formula
LONGEST_TEXT = 32_767  # what a spreadsheet cell can hold

HAS_NUL, TOO_LONG, NOT_A_FLAG = "nul_character", "too_long", "not_a_flag"

_TRUE = ["true", "yes", "y", "1", "ja", "j", "oui", "x", "1.0"]
_FALSE = ["false", "no", "n", "0", "nein", "non", "0.0"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Values of a field and, as long, the codes of unreadable cells and the cells as text.

    `values` has one series for most fields, two lists for price breaks.
    """

    values: tuple[pl.Series, ...]
    codes: pl.Series
    texts: pl.Series


def as_text(raw: pl.Series) -> pl.Series:
    """Cells as a person would type them: whole numbers without `.0`, dates as ISO."""
    if raw.dtype == pl.String:
        return raw
    if raw.dtype.is_float():
        whole = (raw == raw.round(0)) & (raw.abs() < 1e15)
        return pl.select(
            pl.when(whole)
            .then(raw.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(raw.cast(pl.String))
        ).to_series()
    if raw.dtype == pl.Datetime:
        days = raw.dt.strftime("%Y-%m-%d")
        return pl.select(
            pl.when(raw.dt.time() == pl.time(0, 0)).then(days).otherwise(raw.dt.strftime("%Y-%m-%d %H:%M:%S"))
        ).to_series()
    return raw.cast(pl.String, strict=False)


def read_cells(raw: pl.Series, is_number: pl.Series | None, column: Column) -> Cells:
    """Read one column; `is_number` tells which cells of a mixed column were typed as numbers."""
    name = column.field or ""
    match ITEM[name].kind:
        case Kind.NUMBER:
            return _number(raw, is_number, column)
        case Kind.FLAG:
            return _flag(raw)
        case Kind.BREAKS:
            texts = trimmed(as_text(raw))
            quantities, prices, codes = price_breaks(texts)
            return Cells(values=(quantities, prices), codes=codes, texts=texts)
        case Kind.TEXT | Kind.DATE:
            return _text(raw, name)


def _no_codes(length: int) -> pl.Series:
    return pl.Series("code", [None], dtype=pl.String).new_from_index(0, length)


def _number(raw: pl.Series, is_number: pl.Series | None, column: Column) -> Cells:
    if raw.dtype.is_numeric():
        values, codes, texts = raw.cast(pl.Float64), _no_codes(len(raw)), raw
    elif raw.dtype == pl.String:
        texts = trimmed(raw)
        values, codes = read_texts(texts, is_number, column)
    else:
        texts = as_text(raw)
        values = pl.Series(values=[None], dtype=pl.Float64).new_from_index(0, len(raw))
        code = IS_A_DATE if raw.dtype.is_temporal() else NOT_A_NUMBER
        codes = pl.select(pl.when(raw.is_not_null()).then(pl.lit(code))).to_series()
    return Cells(values=(scaled(values, column.factor),), codes=codes, texts=texts)


def read_texts(texts: pl.Series, is_number: pl.Series | None, column: Column) -> tuple[pl.Series, pl.Series]:
    """The numbers of trimmed texts in the sheet's unit, and the codes of those that are none."""
    decimal: Decimal = "," if column.decimal == "," else "."
    values, codes = numbers(texts, decimal, may_be_percent=column.field in SHARES)
    if is_number is None:
        return values, codes
    typed = texts.cast(pl.Float64, strict=False)
    both = pl.DataFrame({"values": values, "codes": codes, "typed": typed, "is_number": is_number}).select(
        pl.when("is_number").then("typed").otherwise("values").alias("values"),
        pl.when("is_number").then(None).otherwise("codes").alias("codes"),
    )
    return both["values"], both["codes"]


def scaled(values: pl.Series, factor: float) -> pl.Series:
    """Values times the factor; a factor below one divides (in numpy: polars would multiply after all)."""
    if factor == 1.0:
        return values
    plain = values.fill_null(float("nan")).to_numpy()
    return pl.Series(plain * factor if factor > 1.0 else plain / round(1.0 / factor), nan_to_null=True)


def _flag(raw: pl.Series) -> Cells:
    texts = trimmed(as_text(raw))
    words = texts.str.to_lowercase()
    values = pl.select(
        pl.when(words.is_in(_TRUE)).then(pl.lit(1)).when(words.is_in(_FALSE)).then(pl.lit(0)).cast(pl.Int8)
    ).to_series()
    codes = pl.select(pl.when(texts.is_not_null() & values.is_null()).then(pl.lit(NOT_A_FLAG))).to_series()
    return Cells(values=(values,), codes=codes, texts=texts)


def _text(raw: pl.Series, name: str) -> Cells:
    texts = as_text(raw).str.strip_chars().str.replace(NEUTRALISED, "$1")
    texts = pl.select(pl.when(texts.str.len_bytes() > 0).then(texts)).to_series()
    if name in LOWERED:
        texts = texts.str.to_lowercase()
    codes = pl.select(
        pl.when(texts.str.contains("\x00", literal=True))
        .then(pl.lit(HAS_NUL))
        .when(texts.str.len_chars() > LONGEST_TEXT)
        .then(pl.lit(TOO_LONG))
        .when(pl.lit(name == "sku") & texts.str.contains(DATE))
        .then(pl.lit(IS_A_DATE))
    ).to_series()
    values = (
        pl.select(pl.when(codes.is_null()).then(texts)).to_series()
        if codes.null_count() < len(codes)
        else texts
    )
    return Cells(values=(values,), codes=codes, texts=texts)
