"""One raw column turned into one field's values, with a code for each cell that could not be read."""

from dataclasses import dataclass

import polars as pl

from core.inventory.fields import ITEM, Kind
from core.sheets.options import DateOrder, Decimal
from core.sheets.understanding import Column
from core.sheets.values import shares as share_cells
from core.sheets.values.breaks import price_breaks
from core.sheets.values.currencies import CURRENCY_ASSUMED, currency_codes
from core.sheets.values.dates import dates
from core.sheets.values.flags import flags
from core.sheets.values.number_cells import read_texts, scaled
from core.sheets.values.numbers import (
    IS_A_DATE,
    IS_A_FLAG,
    IS_EXCEL_ERROR,
    IS_NOT_FINITE,
    NOT_A_NUMBER,
    trimmed,
)
from core.sheets.values.ranges import OWN_UNIT, UNIT_MISSING, durations
from core.sheets.values.sku_cells import ERROR_TEXT, item_numbers, spoilt

SHARES = share_cells.SHARES
KEYS = frozenset({"sku", "location"})
LOWERED = frozenset({"period", "demand_std_period", "distribution", "policy", "discount"})
# How Lotwise and others write text that is no formula; full-width signs count in East Asia.
NEUTRALISED = r"^'([=+\-@\t\r\n" + "\uff1d\uff0b\uff0d\uff20])"
LONGEST_TEXT = 32_767  # what a spreadsheet cell can hold

HAS_NUL, TOO_LONG, NOT_A_FLAG, IS_A_TIME = "nul_character", "too_long", "not_a_flag", "is_a_time"

_LARGEST_WHOLE = 2.0**63  # below it whole numbers are written without an exponent


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Values of a field and, as long, the codes of unreadable cells and the cells as text.

    `values` has one series for most fields, two lists for price breaks. `warnings` are doubtful cells:
    positions and the code of what is doubted; their values stand.
    """

    values: tuple[pl.Series, ...]
    codes: pl.Series
    texts: pl.Series
    warnings: tuple[tuple[pl.Series, str], ...] = ()


def as_text(raw: pl.Series) -> pl.Series:
    """Cells as a person would type them: whole numbers without `.0`, dates as ISO."""
    if raw.dtype == pl.String:
        return raw
    if raw.dtype.is_float():
        whole = (raw == raw.round(0)) & (raw.abs() < _LARGEST_WHOLE)
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


def text_at(raw: pl.Series, at: int) -> str:
    """One cell as a person would type it, without what is blank around it; empty where there is nothing."""
    text: str | None = as_text(raw.slice(at, 1))[0]
    return (text or "").strip()


def read_cells(
    raw: pl.Series,
    is_number: pl.Series | None,
    column: Column,
    *,
    zeros: int | None = None,
    date_order: DateOrder | None = None,
) -> Cells:
    """Read one column.

    `is_number` tells which cells of a mixed column were typed as numbers; `zeros` to how many digits the
    spreadsheet shows item numbers; `date_order` how the column's dates are written.
    """
    name = column.field or ""
    if column.part is not None or name == "quantity":
        return _number(raw, is_number, column)
    if name == "date":
        days, codes = dates(raw, date_order)
        return Cells(values=(days,), codes=codes, texts=as_text(raw))
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
            return _text(raw, is_number, name, zeros)


def _no_codes(length: int) -> pl.Series:
    return pl.Series("code", [None], dtype=pl.String).new_from_index(0, length)


def _never(cells: pl.Series) -> pl.Series:
    return pl.Series(values=[False]).new_from_index(0, len(cells))


def _coded(where: pl.Series, code: str) -> pl.Series:
    return pl.select(pl.when(where).then(pl.lit(code))).to_series()


def _number(raw: pl.Series, is_number: pl.Series | None, column: Column) -> Cells:
    if raw.dtype.is_numeric():
        values, codes, texts = raw.cast(pl.Float64), _no_codes(len(raw)), raw
        if not values.is_finite().all():
            is_odd = (~values.is_finite()).fill_null(value=False)
            values, codes = values.set(is_odd, None), _coded(is_odd, IS_NOT_FINITE)
    elif raw.dtype == pl.String:
        texts = trimmed(raw)
        values, codes = read_texts(texts, is_number, column)
    else:
        texts = as_text(raw)
        values = pl.Series(values=[None], dtype=pl.Float64).new_from_index(0, len(raw))
        codes = _coded(raw.is_not_null(), _other_kind(raw.dtype))
    if column.field in SHARES:
        shown = texts if texts.dtype == pl.String else _no_codes(len(raw))
        values, codes, warnings = share_cells.shares(shown, values, codes, column)
        return Cells(values=(values,), codes=codes, texts=texts, warnings=_placed(warnings))
    values = scaled(values, column.factor)
    is_time = (column.field or "").endswith("_days")
    is_bare = values.is_not_null() if is_time and column.unit == OWN_UNIT else None
    if is_bare is not None and is_bare.any():
        values = values.set(is_bare, None)
        codes, texts = codes.set(is_bare, UNIT_MISSING), as_text(texts)
    if is_time and codes.null_count() < len(codes):
        return _durations(texts, values, codes, column)
    return Cells(values=(values,), codes=codes, texts=texts)


def _other_kind(dtype: pl.DataType) -> str:
    if dtype == pl.Boolean:
        return IS_A_FLAG
    if dtype in (pl.Date, pl.Datetime):
        return IS_A_DATE
    return IS_A_TIME if dtype.is_temporal() else NOT_A_NUMBER


def _placed(codes: pl.Series) -> tuple[tuple[pl.Series, str], ...]:
    """A column of warnings as positions by code."""
    if codes.null_count() == len(codes):
        return ()
    return tuple(((codes == code).arg_true(), code) for code in sorted(codes.drop_nulls().unique().to_list()))


def _durations(texts: pl.Series, values: pl.Series, codes: pl.Series, column: Column) -> Cells:
    """Times with a unit or a range in the cell, which are no plain numbers."""
    odd = (codes == NOT_A_NUMBER).fill_null(value=False).arg_true()
    decimal: Decimal = "," if column.decimal == "," else "."
    days, doubts = durations(texts.gather(odd), decimal, column.factor)
    warnings = _no_codes(len(texts)).scatter(odd, doubts)
    return Cells(
        values=(values.scatter(odd, days),),
        codes=codes.scatter(odd, codes.gather(odd).set(days.is_not_null(), None)),
        texts=texts,
        warnings=_placed(warnings),
    )


def _flag(raw: pl.Series) -> Cells:
    texts = trimmed(as_text(raw))
    values = flags(texts)
    codes = _coded(texts.is_not_null() & values.is_null(), NOT_A_FLAG)
    return Cells(values=(values,), codes=codes, texts=texts)


def _text(raw: pl.Series, is_number: pl.Series | None, name: str, zeros: int | None) -> Cells:
    texts = as_text(raw)
    warnings = _no_codes(0)
    codes = _no_codes(len(raw))
    if name == "sku":
        typed = raw.is_not_null() if raw.dtype.is_numeric() else is_number
        texts = item_numbers(texts, typed, zeros)
        codes, warnings = spoilt(texts, raw, is_number)
    texts = texts.str.strip_chars()
    if texts.str.starts_with("'").any():
        texts = texts.str.replace(NEUTRALISED, "$1")
    lengths = texts.str.len_bytes()
    if (lengths == 0).any():
        texts = pl.select(pl.when(lengths > 0).then(texts)).to_series()
    if name in LOWERED:
        texts = texts.str.to_lowercase()
    values = texts
    if name == "currency":
        values, is_assumed = currency_codes(texts)
        warnings = _coded(is_assumed, CURRENCY_ASSUMED)
    may_be_long = (lengths > LONGEST_TEXT).any()  # bytes, of which a character has one or more
    may_be_error = name in KEYS and texts.str.starts_with("#").any()
    has_nul = texts.str.contains("\x00", literal=True).fill_null(value=False)
    if may_be_long or may_be_error or has_nul.any():
        is_long = (texts.str.len_chars() > LONGEST_TEXT).fill_null(value=False)
        is_error = texts.str.contains(ERROR_TEXT).fill_null(value=False) if may_be_error else _never(texts)
        marks = pl.DataFrame({"nul": has_nul, "long": is_long, "error": is_error, "code": codes})
        codes = marks.select(
            pl.when("nul")
            .then(pl.lit(HAS_NUL))
            .when("long")
            .then(pl.lit(TOO_LONG))
            .when("error")
            .then(pl.lit(IS_EXCEL_ERROR))
            .otherwise("code")
        ).to_series()
    if codes.null_count() < len(codes):
        values = pl.select(pl.when(codes.is_null()).then(values)).to_series()
    return Cells(values=(values,), codes=codes, texts=texts, warnings=_placed(warnings))
