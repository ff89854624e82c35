"""Dates of order lines, written in many ways; whether the day stands first is told by `date_order`."""

from collections.abc import Mapping

import polars as pl

from core.sheets.options import DateOrder
from core.sheets.values.numbers import trimmed

NOT_A_DATE = "not_a_date"

_EPOCH = pl.date(1899, 12, 30)  # day 0 of a spreadsheet's serial dates
_SERIALS = (10_000.0, 80_000.0)  # 1927 to 2119
_YEARS = (1900, 2100)
_CENTURY = 70  # a year of two digits below it is 20xx

_TIME = (
    r"[\sT,]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]+)?"
    r"\s*(?i:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$"
)
YEAR_FIRST = r"^([0-9]{4})\s?[-/.年]\s?([0-9]{1,2})(?:\s?[-/.月]\s?([0-9]{1,2})日?\.?|月)?$"
_COMPACT = r"^((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])$"
_PAIR = r"^([0-9]{1,2})\s?([-/.])\s?([0-9]{1,2})\s?[-/.]\s?([0-9]{4}|[0-9]{2})\.?$"
_DAY_NAME = r"^([0-9]{1,2})(?:st|nd|rd|th|\.)?[-\s/]*(\p{L}+)\.?[-,\s/]*([0-9]{4}|[0-9]{2})$"
_NAME_DAY = r"^(\p{L}+)\.?[-\s/]*([0-9]{1,2})(?:st|nd|rd|th)?[-,\s/]+([0-9]{4})$"
_SERIAL = r"^[1-7][0-9]{4}(?:[.,][0-9]+)?$"
_NAMES = (
    "jan january januar janvier janv enero ene janeiro gennaio gen oca ocak",
    "feb february februar février févr fevrier febrero fevereiro fev febbraio şub şubat",
    "mar march märz mrz mars marzo março mart",
    "apr april avril avr abril abr aprile nis nisan",
    "may mai mayo maio maggio mag mayıs",  # noqa: RUF001
    "jun june juni juin junio junho giugno giu haz haziran",
    "jul july juli juillet juil julio julho luglio lug tem temmuz",
    "aug august août aout agosto ago ağu ağustos",
    "sep sept september septembre septiembre setembro set settembre eyl eylül",
    "oct october oktober okt octobre octubre outubro out ottobre ott eki ekim",
    "nov november novembre noviembre novembro kas kasım",  # noqa: RUF001
    "dec december dezember dez décembre déc decembre diciembre dic dezembro dicembre ara aralık",  # noqa: RUF001
)
_MONTHS: Mapping[str, int] = {name: at for at, names in enumerate(_NAMES, start=1) for name in names.split()}


def dates(raw: pl.Series, order: DateOrder | None) -> tuple[pl.Series, pl.Series]:
    """The days of a column of dates, and a code where a cell is none; times of day are dropped.

    Spreadsheet serials (45992) and 20251201 count as dates. Without an order, 3/4/2026 is no date.
    """
    if raw.dtype.is_temporal() and raw.dtype != pl.Time:
        days = raw.cast(pl.Date)
    elif raw.dtype.is_numeric():
        days = _serials(raw.cast(pl.Float64))
    else:
        raw = trimmed(raw.cast(pl.String, strict=False))
        days_only = heads(raw)
        distinct = days_only.drop_nulls().unique()
        read = _read(distinct, order)
        days = days_only.replace_strict(distinct, read, default=None, return_dtype=pl.Date)
    is_far = ((days.dt.year() < _YEARS[0]) | (days.dt.year() > _YEARS[1])).fill_null(value=False)
    days = days.set(is_far, None)
    codes = pl.select(pl.when(raw.is_not_null() & days.is_null()).then(pl.lit(NOT_A_DATE))).to_series()
    return days, codes


def heads(texts: pl.Series) -> pl.Series:
    """The day without the time."""
    return texts.str.replace(_TIME, "")


def pairs(texts: pl.Series) -> pl.DataFrame:
    """The numbers of texts like 3/4/2026: a, sign, b, year; null where a text is none or may be 26-04-03."""
    parts = pl.DataFrame({"text": texts}).select(
        pl.col("text").str.extract(_PAIR, 1).cast(pl.Int32).alias("a"),
        pl.col("text").str.extract(_PAIR, 2).alias("sign"),
        pl.col("text").str.extract(_PAIR, 3).cast(pl.Int32).alias("b"),
        pl.col("text").str.extract(_PAIR, 4).alias("written"),
    )
    year = pl.col("written").cast(pl.Int32)
    is_short = pl.col("written").str.len_bytes() == 2
    full = pl.when(is_short).then(year + pl.when(year < _CENTURY).then(2000).otherwise(1900)).otherwise(year)
    is_clear = ~(is_short & (pl.col("sign") == "-") & (year <= 31))
    return parts.select(pl.when(is_clear).then(part).alias(part) for part in ("a", "sign", "b")).with_columns(
        parts.select(pl.when(is_clear).then(full).alias("year"))
    )


def _read(texts: pl.Series, order: DateOrder | None) -> pl.Series:
    """The days of distinct texts; null where a text is no day."""
    parts = pairs(texts)
    a, b = parts["a"], parts["b"]
    day, month = (b, a) if order == "month_first" else (a, b)
    if order is None:
        is_clear = (a == b).fill_null(value=False)
        day, month = day.set(~is_clear, None), month.set(~is_clear, None)
    frame = pl.DataFrame({"text": texts})
    readings = [_day(parts["year"], month, day)]
    for form, places in ((YEAR_FIRST, (1, 2, 3)), (_COMPACT, (1, 2, 3))):
        year_, month_, day_ = (
            frame.select(pl.col("text").str.extract(form, at).cast(pl.Int32)).to_series() for at in places
        )
        readings.append(_day(year_, month_, day_.fill_null(1)))
    for form, places in ((_DAY_NAME, (3, 2, 1)), (_NAME_DAY, (3, 1, 2))):
        year_, name, day_ = (frame.select(pl.col("text").str.extract(form, at)).to_series() for at in places)
        month_ = name.str.to_lowercase().replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)
        short = year_.cast(pl.Int32)
        year_ = short.zip_with((short >= 100).fill_null(value=True), short + 2000)
        readings.append(_day(year_, month_, day_.cast(pl.Int32)))
    serial = texts.set(~texts.str.contains(_SERIAL).fill_null(value=False), None).str.replace(
        ",", ".", literal=True
    )
    readings.append(_serials(serial.cast(pl.Float64, strict=False)))
    return pl.select(pl.coalesce(readings)).to_series()


def _day(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.Series:
    """Null where there is no such day (31 April)."""
    parts = [year.cast(pl.String), month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2)]
    texts = pl.select(pl.concat_str(parts, separator="-")).to_series()
    return texts.str.to_date("%Y-%m-%d", strict=False)


def _serials(values: pl.Series) -> pl.Series:
    least, most = _SERIALS
    is_serial = values.is_between(least, most)
    whole = values.set(~is_serial.fill_null(value=False), None).floor().cast(pl.Int32)
    days = pl.select(_EPOCH + pl.duration(days=pl.lit(whole))).to_series()
    compact = values.set(~values.is_between(19_000_101, 21_001_231).fill_null(value=False), None)
    written = compact.cast(pl.Int64).cast(pl.String).str.to_date("%Y%m%d", strict=False)
    return pl.select(pl.coalesce(days, written)).to_series()
