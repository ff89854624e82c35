"""Shares: holding rates and service levels, written as 25, 25 %, 0.25 or 2 % a month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from core.sheets.options import Decimal, SheetOptions
from core.sheets.questions import Choice, Question
from core.sheets.understanding import Column
from core.sheets.values.numbers import NOT_A_NUMBER, numbers

SHARES = frozenset({"holding_rate", "service_level", "fill_rate"})
NEGATIVE, NOT_BELOW_ONE, OUT_OF_RANGE, MIXED_SHARE = (
    "negative",
    "not_below_one",
    "out_of_range",
    "mixed_share",
)
IMPLAUSIBLE, PERIOD = "implausible", "period"

PERCENT = 0.01
_LARGEST_RATE = 5.0  # 500 % a year: beyond it the column holds money
# Nobody plans safety stock by a factor above 4, and nobody a service below 4 %.
_LARGEST_FACTOR = 4.0
_A_YEAR = {
    "day": 365.0, "d": 365.0, "tag": 365.0, "jour": 365.0,
    "week": 365.0 / 7.0, "wk": 365.0 / 7.0, "woche": 365.0 / 7.0, "semaine": 365.0 / 7.0,
    "month": 12.0, "mo": 12.0, "mth": 12.0, "m": 12.0, "monat": 12.0, "mois": 12.0, "mes": 12.0, "mês": 12.0,
    "quarter": 4.0, "qtr": 4.0, "quartal": 4.0, "trimestre": 4.0,
    "year": 1.0, "yr": 1.0, "y": 1.0, "a": 1.0, "annum": 1.0, "jahr": 1.0, "an": 1.0, "año": 1.0, "ano": 1.0,
}  # fmt: skip
_PER = r"(?i)^(.*[0-9]\s*%?)\s*(?:/\s*|per |a |pro |par |por |je |p\.?\s?)(\p{L}+)\.?$"


@dataclass(frozen=True, slots=True)
class Shares:
    """How many positive numbers without a percent sign are above one and how many are not, with examples.

    Numbers that can only be safety factors (service levels from 1 to 4) count for neither. `signed` counts
    the cells with a percent sign.
    """

    above: int = 0
    below: int = 0
    signed: int = 0
    above_example: str = ""
    below_example: str = ""


def shares_of(texts: Mapping[str, int], column: Column) -> Shares:
    """What the texts of a column (trimmed, with how often each occurs) tell, its decimal being known."""
    frame = pl.DataFrame(
        {"text": list(texts), "count": list(texts.values())}, schema={"text": pl.String, "count": pl.Int64}
    ).sort("count", "text", descending=[True, False])
    is_signed = frame["text"].str.contains("%", literal=True)
    values, _ = numbers(frame["text"], "," if column.decimal == "," else ".", may_be_percent=False)
    limit = 1.0 if column.field == "holding_rate" else _LARGEST_FACTOR
    above = frame.filter((values > limit).fill_null(value=False))
    below = frame.filter(((values > 0.0) & (values <= 1.0)).fill_null(value=False))
    return Shares(
        above=int(above["count"].sum()),
        below=int(below["count"].sum()),
        signed=int(frame.filter(is_signed)["count"].sum()),
        above_example=above["text"][0] if above.height else "",
        below_example=below["text"][0] if below.height else "",
    )


def with_percent(
    column: Column, found: Shares, options: SheetOptions, *, is_shown: bool
) -> tuple[Column, Question | None]:
    """The column with its numbers read as percent (25 is a quarter) or as shares; a suggestion if doubtful.

    `is_shown`: the spreadsheet shows its numbers with a percent sign, so 0.25 is what is stored. The column's
    factor is kept where it says a period (a rate a month: 12).
    """
    given = options.units.get(column.key) or options.units.get(column.header)
    if given in ("percent", "fraction"):
        told = _as(column, "as the options say", is_percent=given == "percent")
        return replace(told, unit=given), None
    if is_shown:
        return _as(column, "shown as percent by the spreadsheet", is_percent=False), None
    if not found.above and not found.below:
        return _as(column, "by their % signs" if found.signed else "", is_percent=False), None
    is_percent = found.above > found.below
    usual = found.above_example if is_percent else found.below_example
    known = _as(column, f"most numbers are like {usual}", is_percent=is_percent)
    is_mixed = bool(found.above and found.below)
    is_odd = not is_percent and ("%" in column.header or bool(found.signed))
    return known, _suggested(known, found, is_percent=is_percent) if is_mixed or is_odd else None


def _as(column: Column, why: str, *, is_percent: bool) -> Column:
    base = column.factor / PERCENT if column.factor < 1.0 else column.factor
    words = "read as percent (25 is 25 %)" if is_percent else "read as shares (0.25 is 25 %)"
    return replace(
        column,
        factor=round(base * PERCENT, 12) if is_percent else round(base, 12),
        reason=f"{column.reason}, {words}: {why}" if why else column.reason,
    )


def _suggested(column: Column, found: Shares, *, is_percent: bool) -> Question:
    examples = tuple(example for example in (found.above_example, found.below_example) if example)
    shown = " and ".join(examples)
    return Question(
        id=f"percent:{column.key}",
        about="percent",
        text=f"'{column.header or column.key}' has numbers like {shown}: are they percent?",
        choices=(
            Choice(
                value="percent",
                label=", ".join(f"{example} is {example} %" for example in examples),
                options={"units": {column.key: "percent"}},
            ),
            Choice(
                value="fraction",
                label=f"shares: 0.25 is 25 % ({shown} as they stand)",
                options={"units": {column.key: "fraction"}},
            ),
        ),
        column=column.header or column.key,
        examples=examples,
        taken="percent" if is_percent else "fraction",
    )


def shares(
    texts: pl.Series, values: pl.Series, codes: pl.Series, column: Column
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """The shares of cells: values, codes and warnings, all as long as `texts`.

    `values` are numbers as written, those with a percent sign divided by a hundred already.
    """
    is_signed = texts.str.contains("%", literal=True).fill_null(value=False)
    times = pl.Series(values=[1.0]).new_from_index(0, len(texts))
    odd = (codes == NOT_A_NUMBER).fill_null(value=False).arg_true()
    if len(odd) and column.field == "holding_rate":
        decimal: Decimal = "," if column.decimal == "," else "."
        read, periods = _per_period(texts.gather(odd), decimal)
        values, times = values.scatter(odd, read), times.scatter(odd, periods.fill_null(1.0))
        codes = codes.scatter(odd, codes.gather(odd).set(read.is_not_null(), None))
    # In numpy's division: polars would multiply by 0.01, which makes 0.9500000000000001 of 95 %.
    is_percent = column.factor < 1.0
    factor = column.factor / PERCENT if is_percent else column.factor
    read_as = values.fill_null(float("nan")).to_numpy()
    whole = pl.Series(read_as / 100.0 if is_percent else read_as, nan_to_null=True)
    found = values.zip_with(is_signed, whole) * times * round(factor, 12)
    frame = pl.DataFrame(
        {"value": found, "plain": values, "is_signed": is_signed, "times": times, "code": codes}
    )
    return _judged(frame, column, is_percent=is_percent)


def _per_period(texts: pl.Series, decimal: Decimal) -> tuple[pl.Series, pl.Series]:
    """Rates like "2 %/month" and "24 % p.a.": the number, and how many such periods a year has."""
    plain = texts.str.replace(r"(?i)\s*p\.?\s?a\.?$", " per a").str.replace(r"(?i)\s*p\.?\s?m\.?$", " per m")
    number, unit = plain.str.extract(_PER, 1).str.strip_chars(), plain.str.extract(_PER, 2).str.to_lowercase()
    singular = unit.str.strip_suffix("s")
    a_year = pl.select(
        pl.coalesce(
            part.replace_strict(_A_YEAR, default=None, return_dtype=pl.Float64) for part in (unit, singular)
        )
    ).to_series()
    values, _ = numbers(number, decimal, may_be_percent=True)
    return values.set(a_year.is_null(), None), a_year


def _judged(
    frame: pl.DataFrame, column: Column, *, is_percent: bool
) -> tuple[pl.Series, pl.Series, pl.Series]:
    value, plain, never = pl.col("value"), pl.col("plain"), pl.lit(value=False)
    is_plain = ~pl.col("is_signed")
    is_rate = column.field == "holding_rate"
    too_small = (plain < 1.0) if is_rate else (plain <= 1.0)
    is_mixed = is_plain & (plain > 0.0) & too_small if is_percent and column.unit is None else never
    is_factor = is_plain & (plain > 1.0) & (plain <= _LARGEST_FACTOR)
    is_out = value > _LARGEST_RATE if is_rate else is_factor | (value > 1.0)
    judged = frame.with_columns(
        pl.coalesce(
            "code",
            pl.when(value < 0.0).then(pl.lit(NEGATIVE)),
            pl.when(is_mixed).then(pl.lit(MIXED_SHARE)),
            pl.when(is_out).then(pl.lit(OUT_OF_RANGE)),
            pl.when(never if is_rate else value == 1.0).then(pl.lit(NOT_BELOW_ONE)),
        ).alias("code")
    )
    is_good = pl.col("code").is_null()
    doubted = judged.select(
        pl.when(is_good).then(value).alias("value"),
        pl.when(is_good & (value > 1.0))
        .then(pl.lit(IMPLAUSIBLE))
        .when(is_good & (pl.col("times") != 1.0))
        .then(pl.lit(PERIOD))
        .alias("warning"),
    )
    return doubted["value"], judged["code"], doubted["warning"]
