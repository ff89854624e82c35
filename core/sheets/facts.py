"""Pass one: what only the whole sheet can tell (decimal separators, duplicates, ABC and XYZ ranks)."""

from dataclasses import replace

import numpy as np
import polars as pl

from core.inventory.classify import rank, xyz
from core.inventory.fields import ITEM, Kind
from core.sheets.cells import SHARES, read_cells
from core.sheets.numbers import decimal_of, trimmed
from core.sheets.options import SheetOptions
from core.sheets.source import Source, number_name, raw_name
from core.sheets.understanding import Column

_MONTHS_A_YEAR = 12.0
_PERIODS_A_YEAR = {"day": 365.0, "week": 365.0 / 7.0, "month": 12.0, "quarter": 4.0, "year": 1.0}


def settled(source: Source, options: SheetOptions) -> Source:
    """The source with every column's decimal separator and percent reading decided.

    Raises:
        InvalidOption: a column's texts may mean two numbers.

    """
    columns = []
    for column in source.columns:
        kind = ITEM[column.field].kind if column.field else Kind.TEXT
        raw = source.frame[raw_name(column.position)]
        known = column
        if kind is Kind.NUMBER and raw.dtype == pl.String:
            texts = trimmed(raw)
            companion = number_name(column.position)
            if companion in source.frame.columns:
                texts = texts.filter(~source.frame[companion])
            known = replace(known, decimal=decimal_of(texts, column.header, options.decimal))
        if column.field in SHARES and "%" in column.header:
            known = _percent_points(known, source)
        columns.append(known)
    return replace(source, columns=tuple(columns))


def _percent_points(column: Column, source: Source) -> Column:
    """A header with % over numbers that are all above one: 25 means a quarter. Otherwise as written."""
    values = _values(column, source)
    raw = source.frame[raw_name(column.position)]
    has_sign = raw.dtype == pl.String and bool(raw.str.contains("%", literal=True).any())
    positive = values.filter(values > 0)
    if has_sign or positive.is_empty() or not bool((positive > 1).all()):
        return column
    return replace(column, factor=0.01, reason=f"{column.reason}, read as percent")


def _values(column: Column, source: Source) -> pl.Series:
    name = number_name(column.position)
    companion = source.frame[name] if name in source.frame.columns else None
    return read_cells(source.frame[raw_name(column.position)], companion, column).values[0]


def with_facts(source: Source) -> Source:
    """The source with `abc_class`, `xyz_class` and `twin` (a row with the same key) beside the raw columns.

    A row in which demand or price cannot be read has no rank.
    """
    fields = {column.field: column for column in source.columns if column.field}
    rows = source.frame.height
    values = {name: _values(column, source) for name, column in fields.items() if name in _RANKED}
    absent = pl.Series(values=[None], dtype=pl.Float64).new_from_index(0, rows)
    facts = pl.DataFrame(
        {
            "row_no": source.frame["row_no"],
            "sku": values["sku"],
            **{name: values.get(name, absent) for name in ("demand", "unit_cost", "price_per", "demand_std")},
            **{
                name: values.get(name, absent.cast(pl.String))
                for name in ("location", "currency", "period", "demand_std_period")
            },
        }
    )
    said = fields["demand"].period
    a_year = pl.col("period").fill_null(pl.lit(said or "year")).replace_strict(_PERIODS_A_YEAR, default=None)
    std_said = fields["demand_std"].period if "demand_std" in fields else None
    std_a_year = pl.coalesce(
        "demand_std_period", pl.lit(std_said), "period", pl.lit(said or "year")
    ).replace_strict(_PERIODS_A_YEAR, default=None)
    yearly = pl.col("demand") * a_year
    # Variance scales with time, so a deviation scales with its square root.
    monthly_cv = pl.col("demand_std") * (std_a_year / _MONTHS_A_YEAR).sqrt() / (yearly / _MONTHS_A_YEAR)
    ranked = facts.select(
        (yearly * pl.col("unit_cost") / pl.col("price_per").fill_null(1.0)).alias("value"),
        pl.when(yearly > 0).then(monthly_cv).alias("cv"),
        "currency",
        "sku",
    )
    by_value = rank(_floats(ranked["value"]), _texts(ranked["currency"]), _texts(ranked["sku"]))
    by_variation = xyz(_floats(ranked["cv"]))
    return replace(
        source,
        frame=source.frame.with_columns(
            pl.Series("abc_class", by_value.tolist(), dtype=pl.String),
            pl.Series("xyz_class", by_variation.tolist(), dtype=pl.String),
            _twins(facts),
        ),
    )


_RANKED = frozenset(
    {
        "sku",
        "location",
        "currency",
        "period",
        "demand_std_period",
        "demand",
        "unit_cost",
        "price_per",
        "demand_std",
    }
)


def _floats(series: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return series.fill_null(float("nan")).to_numpy().astype(np.float64, copy=False)


def _texts(series: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(series.to_list(), dtype=object)


def _twins(facts: pl.DataFrame) -> pl.Series:
    """For each row whose key occurs again: the first other row with it."""
    key = facts.select("row_no", "sku", pl.col("location").fill_null("")).with_row_index("at")
    again = key.filter(pl.col("sku").is_not_null() & pl.struct("sku", "location").is_duplicated())
    if again.is_empty():
        return pl.Series("twin", [None], dtype=pl.Int32).new_from_index(0, facts.height)
    other = again.with_columns(
        pl.when(pl.col("row_no") == pl.col("row_no").first().over("sku", "location"))
        .then(pl.col("row_no").get(1).over("sku", "location"))
        .otherwise(pl.col("row_no").first().over("sku", "location"))
        .alias("twin")
    )
    return key.join(other.select("at", "twin"), on="at", how="left", maintain_order="left")["twin"]
