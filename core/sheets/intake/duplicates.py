"""Rows of the same SKU and location: what they are, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.fields import ITEM, Kind
from core.sheets.intake.offers import yearly_costs
from core.sheets.intake.skip_kinds import COPY, DEARER, MERGED, SUPERSEDED
from core.sheets.options import Duplicates
from core.sheets.questions import Choice, Question

STOCK = ("on_hand", "on_order", "allocated", "backorders")
_PER = ("period", "currency")  # what amounts to be added up must agree in
_LABELS: Mapping[str, str] = {
    "error": "Leave them out as errors, to be corrected in the sheet",
    "keep_last": "The last row of each counts, the others are out of date",
    "sum_stock": "Stock of one SKU in several bins: add the stock up, the demand counts once",
    "sum_demand": "Demand of one SKU through several channels: add the demand up",
    "alternatives": "Offers of several suppliers for one demand: take the cheapest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A row whose key another row has: its number, and why the rows were not made one."""

    row: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What becomes of rows that share a key.

    `left_out` are positions by kind (`skips.KINDS`); `errors` by row number. `changed` has a row for each
    row that stands for several: `row_no`, and a column for each field with its new value. `differing` are
    fields in which the rows made one disagreed, by row number.
    """

    left_out: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    errors: Mapping[int, Twin] = field(default_factory=dict)
    changed: pl.DataFrame | None = None
    differing: Mapping[int, str] = field(default_factory=dict)
    suggestion: Question | None = None


def resolved(rows: pl.DataFrame, given: Duplicates | None) -> Resolved:
    """Decide about rows that share keys.

    `rows` has `at` (position), `row_no`, `group`, `copy` (equal for rows equal in every cell), `is_bad`
    (a cell could not be read) and the fields, in the order of the file.
    """
    if rows.is_empty():
        return Resolved()
    match given:
        case None:
            return _unasked(rows)
        case "error":
            return Resolved(errors=_errors(rows))
        case "keep_last":
            is_last = pl.col("row_no") == pl.col("row_no").max().over("group")
            return Resolved(left_out={SUPERSEDED: _positions(rows.filter(~is_last))})
        case "sum_stock":
            return _made_one(rows, _stock_problem(rows), added=STOCK, rest_is=MERGED)
        case "sum_demand":
            return _made_one(rows, _demand_problem(rows), added=("demand",), rest_is=MERGED)
        case "alternatives":
            return _cheapest(rows)


def _positions(rows: pl.DataFrame) -> NDArray[np.int64]:
    return rows["at"].to_numpy()


def _errors(rows: pl.DataFrame, why: pl.Expr | None = None) -> dict[int, Twin]:
    """Every row names the first other row with its key."""
    first, second = (pl.col("row_no").sort().get(at).over("group") for at in (0, 1))
    told = rows.select(
        "row_no",
        pl.when(pl.col("row_no") == first).then(second).otherwise(first).alias("other"),
        (pl.lit("") if why is None else why).alias("why"),
    )
    return {row: Twin(row=other, why=reason or "") for row, other, reason in told.iter_rows()}


def _unasked(rows: pl.DataFrame) -> Resolved:
    """Exact copies are one row; what is left with the same key is an error, and a suggestion."""
    is_copy = pl.struct("group", "copy").is_first_distinct().not_()
    copies, single = rows.filter(is_copy), rows.filter(~is_copy)
    left = single.filter(pl.len().over("group") > 1)
    return Resolved(
        left_out={COPY: _positions(copies)} if copies.height else {},
        errors=_errors(left) if left.height else {},
        suggestion=_suggestion(left) if left.height else None,
    )


def _varies(rows: pl.DataFrame, *names: str) -> pl.Expr:
    """Whether the rows of a group disagree in one of these fields; an empty cell disagrees with none."""
    present = [name for name in names if name in rows.columns]
    if not present:
        return pl.lit(value=False)
    return pl.any_horizontal(pl.col(name).drop_nulls().n_unique().over("group") > 1 for name in present)


def _suggestion(rows: pl.DataFrame) -> Question:
    told = rows.select(
        _varies(rows, "demand").alias("demand"),
        _varies(rows, *STOCK).alias("stock"),
        _varies(rows, "supplier").alias("supplier"),
    )
    fitting = ["error", "keep_last"]
    if any(name in rows.columns for name in STOCK) and not told["demand"].any():
        fitting.append("sum_stock")
    if told["demand"].any() and not told["stock"].any():
        fitting.append("sum_demand")
    if told["supplier"].any() and not told["demand"].any():
        fitting.append("alternatives")
    groups = rows["group"].n_unique()
    first = rows.filter(pl.col("group") == rows["group"][0])
    places = ", ".join(str(row) for row in first["row_no"].to_list()[:5])
    return Question(
        id="duplicates",
        about="duplicates",
        text=f"{rows.height:,} rows share {groups:,} key{'s' * (groups != 1)} (SKU and location): "
        "what are they?",
        choices=tuple(
            Choice(value=name, label=_LABELS[name], options={"duplicates": name}) for name in fitting
        ),
        column="sku",
        examples=(f"'{first['sku'][0]}' in rows {places}",),
        taken="error",
    )


def _stock_problem(rows: pl.DataFrame) -> pl.Expr:
    return (
        pl.when(pl.col("is_bad").any().over("group"))
        .then(pl.lit("a cell of these rows cannot be read, so they cannot be added up"))
        .when(_varies(rows, "demand", *_PER))
        .then(pl.lit("their demands differ, so they are not bins of one stock"))
    )


def _demand_problem(rows: pl.DataFrame) -> pl.Expr:
    return (
        pl.when(pl.col("is_bad").any().over("group"))
        .then(pl.lit("a cell of these rows cannot be read, so they cannot be added up"))
        .when(_varies(rows, *_PER, "demand_std_period"))
        .then(pl.lit("their periods or currencies differ, so their demands cannot be added up"))
        .when(_varies(rows, *STOCK))
        .then(pl.lit("their stocks differ, so they are not one stock with several channels"))
    )


def _made_one(rows: pl.DataFrame, problem: pl.Expr, *, added: tuple[str, ...], rest_is: int) -> Resolved:
    """The first row of each group stands for all, with the added fields added up."""
    known = rows.with_columns(problem.alias("problem"))
    bad = known.filter(pl.col("problem").is_not_null())
    good = known.filter(pl.col("problem").is_null())
    is_first = pl.col("row_no") == pl.col("row_no").min().over("group")
    names = [
        name
        for name in rows.columns
        if name in ITEM and name != "sku" and ITEM[name].kind in (Kind.NUMBER, Kind.TEXT, Kind.FLAG)
    ]
    merged = good.group_by("group", maintain_order=True).agg(
        pl.col("row_no").min(), *(_joined(name, added) for name in names)
    )
    watched = [
        name for name in names if name not in (*added, "demand_std", "description", "supplier", "unit")
    ]
    return Resolved(
        left_out={rest_is: _positions(good.filter(~is_first))},
        errors=_errors(bad, pl.col("problem")) if bad.height else {},
        changed=merged.drop("group"),
        differing=_differing(good, is_first, watched),
    )


def _joined(name: str, added: tuple[str, ...]) -> pl.Expr:
    values = pl.col(name).drop_nulls()
    if name in added:
        return pl.when(values.len() > 0).then(values.sum()).alias(name)
    if name == "demand_std" and "demand" in added:
        # Independent channels: their variances add up, where each is known.
        return pl.when(values.len() == pl.len()).then((values**2).sum().sqrt()).alias(name)
    return values.first().alias(name)


def _differing(rows: pl.DataFrame, is_first: pl.Expr, names: list[str]) -> dict[int, str]:
    if not names or rows.is_empty():
        return {}
    told = rows.select(
        "row_no",
        pl.concat_str(
            [pl.when(_varies(rows, name)).then(pl.lit(name)) for name in names],
            separator=", ",
            ignore_nulls=True,
        ).alias("fields"),
        is_first.alias("is_first"),
    ).filter("is_first", pl.col("fields") != "")
    return dict(told.select("row_no", "fields").iter_rows())


def _cheapest(rows: pl.DataFrame) -> Resolved:
    """The offer that costs least in a year stays; the first of equal ones."""
    filled = rows.with_columns(
        pl.col(name).fill_null(pl.col(name).drop_nulls().first().over("group"))
        for name in ("demand", "demand_std", "period", "demand_std_period")
        if name in rows.columns
    )
    problem = (
        pl.when(pl.col("is_bad").any().over("group"))
        .then(pl.lit("a cell of these rows cannot be read, so the offers cannot be compared"))
        .when(_varies(filled, "demand", *_PER))
        .then(pl.lit("their demands or currencies differ, so they are not offers for one demand"))
        .when(pl.col("cost").is_null().any().over("group"))
        .then(pl.lit("an offer without a price cannot be compared with the others"))
    )
    known = filled.with_columns(yearly_costs(filled)).with_columns(problem.alias("problem"))
    bad = known.filter(pl.col("problem").is_not_null())
    good = known.filter(pl.col("problem").is_null())
    best = good.sort("cost", "row_no").unique("group", keep="first", maintain_order=True)
    dearer = good.join(best, on="at", how="anti")
    filled_in = ("demand", "demand_std", "period", "demand_std_period")
    kept = [name for name in (*filled_in, "unit_cost", "price_per") if name in rows.columns]
    return Resolved(
        left_out={DEARER: _positions(dearer.sort("at"))},
        errors=_errors(bad, pl.col("problem")) if bad.height else {},
        changed=best.sort("row_no").select("row_no", *kept),
    )
