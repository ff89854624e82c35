"""Decides a chunk: the engine on clean columns, its problems given back their place in the sheet."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core import faults
from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION_FIELDS, ITEM, ITEM_FIELDS, Field, Kind
from core.inventory.problems import Problem
from core.sheets.intake.row_warnings import with_warnings
from core.sheets.overridden import with_calculated
from core.sheets.payload import sheet_columns, to_items
from core.sheets.problems import RowError, shortened
from core.sheets.understanding import Column
from core.sheets.values.breaks import written

# Every field once, in the order of the decision table: inputs, then outputs that are no input.
TABLE_FIELDS: tuple[Field, ...] = (
    *ITEM_FIELDS,
    *(field for field in DECISION_FIELDS if field.name not in ITEM),
)
_OUTPUT = {field.name: field for field in DECISION_FIELDS}
_KEPT = frozenset({"abc_class", "xyz_class"})  # ranked over the whole sheet, so also for rows with an error
_TYPES: dict[Kind, pl.DataType] = {
    Kind.NUMBER: pl.Float64(),
    Kind.FLAG: pl.Boolean(),
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.BREAKS: pl.String(),  # JSON text
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedFrame:
    """Decisions in the rows' order, and what the engine refused.

    `frame` has `row_no`, every field of `TABLE_FIELDS` and `other`; absent values are null. `errors` are
    those found here: the reading's own errors were reported when the chunk was made.
    """

    frame: pl.DataFrame
    errors: list[RowError]


def decide_frame(frame: pl.DataFrame, defaults: Defaults, as_of: dt.date) -> DecidedFrame:
    """Decide every row of a decoded chunk; a row with an error has status "error" and no numbers."""
    faults.row_points("compute.row", lambda: frame["sku"])
    decisions = decide(to_items(frame), defaults=defaults, as_of=as_of)
    table = {"row_no": frame["row_no"]}
    for field in TABLE_FIELDS:
        if field.name in _OUTPUT:
            table[field.name] = _series(decisions.columns[field.name], _OUTPUT[field.name])
        else:
            table[field.name] = _input(frame, field)
    table["other"] = frame["other"] if "other" in frame.columns else _nulls(pl.String(), frame.height)
    decided = pl.DataFrame({name: values.alias(name) for name, values in table.items()})
    told = with_warnings(_without_numbers(decided, frame), with_calculated(frame, defaults, as_of))
    return DecidedFrame(frame=told, errors=row_errors(decisions.problems, frame))


def undecided(frame: pl.DataFrame, message: str) -> pl.DataFrame:
    """Rows of a decoded chunk as errors without asking the engine: inputs, `message`, and no numbers."""
    table = {"row_no": frame["row_no"]}
    for field in TABLE_FIELDS:
        is_input = field.name not in _OUTPUT or field.name in _KEPT
        table[field.name] = (
            _input(frame, field) if is_input else _nulls(_TYPES[_OUTPUT[field.name].kind], frame.height)
        )
    table["other"] = frame["other"] if "other" in frame.columns else _nulls(pl.String(), frame.height)
    return pl.DataFrame({name: values.alias(name) for name, values in table.items()}).with_columns(
        status=pl.lit("error"), reason=pl.lit(message)
    )


def _nulls(dtype: pl.DataType, length: int) -> pl.Series:
    return pl.Series(values=[None], dtype=dtype).new_from_index(0, length)


def _series(values: NDArray[np.generic], field: Field) -> pl.Series:
    match field.kind:
        case Kind.NUMBER:
            return pl.Series(values.astype(np.float64), nan_to_null=True)
        case Kind.FLAG:
            flags = pl.Series(values.astype(np.int8))
            return flags.set(flags < 0, None).cast(pl.Boolean)
        case Kind.DATE:
            return pl.Series(values.astype("datetime64[D]"), dtype=pl.Date)
        case _:
            return pl.Series(values.tolist(), dtype=pl.String)


def _input(frame: pl.DataFrame, field: Field) -> pl.Series:
    if field.kind is Kind.BREAKS:
        names = [f"{field.name}_min_qty", f"{field.name}_unit_cost"]
        if not set(names) <= set(frame.columns):
            return _nulls(pl.String(), frame.height)
        tiers = zip(*(frame[name].to_list() for name in names), strict=True)
        return pl.Series([written(quantities, prices) for quantities, prices in tiers], dtype=pl.String)
    if field.name not in frame.columns:
        return _nulls(_TYPES[field.kind], frame.height)
    return frame[field.name].cast(_TYPES[field.kind])


def _without_numbers(decided: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with an unreadable cell are errors even where the engine could have done without that cell."""
    if "row_error" not in frame.columns or frame["row_error"].null_count() == frame.height:
        return decided
    message = frame["row_error"]
    told = {"status": pl.lit("error"), "reason": pl.lit(message)}
    return decided.with_columns(
        pl.when(message.is_null()).then(pl.col(name)).otherwise(told.get(name, pl.lit(None))).alias(name)
        for name in _OUTPUT
        if name not in _KEPT
    )


def row_errors(problems: tuple[Problem, ...], frame: pl.DataFrame) -> list[RowError]:
    """The engine's errors of a decoded chunk by row, except for cells already reported as unreadable."""
    columns = sheet_columns(frame)
    unread = frame["unread"] if "unread" in frame.columns else _nulls(pl.String(), frame.height)
    told = {(at, name) for at, names in enumerate(unread.to_list()) if names for name in names.split(",")}
    row_no = frame["row_no"]
    found: list[tuple[int, int, RowError]] = []
    for problem in problems:
        if problem.severity != "error":
            continue
        column = columns.get(problem.field)
        for at, value, message in zip(problem.rows.tolist(), problem.values, problem.messages, strict=True):
            if (at, problem.field) in told:
                continue
            error = _row_error(problem, column, int(row_no[at]), value, message)
            found.append((at, column.position if column else -1, error))
    return [error for *_, error in sorted(found, key=lambda one: one[:2])]


def _row_error(problem: Problem, column: Column | None, row: int, value: str, message: str) -> RowError:
    return RowError(
        row=row,
        column=column.header if column else problem.field,
        cell=f"{column.letter}{row}" if column else "",
        value=shortened(value),
        code=problem.code,
        message=message,
        remedy=problem.remedy,
    )
