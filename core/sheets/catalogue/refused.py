"""What the engine would refuse of fields sent one by one: asked when they come in, not at night."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from core.inventory.decide import decide
from core.inventory.fields import ITEM, Kind
from core.sheets.catalogue.given import Given, RowProblem
from core.sheets.payload import to_items

_TYPES: Final = {Kind.NUMBER: pl.Float64, Kind.FLAG: pl.Boolean, Kind.TEXT: pl.String}
_MISSING: Final = "missing"  # what a row leaves out the catalogue may have already, or get later
_DAY = dt.date(2026, 1, 1)  # whether a field is refused depends on no day


def refuse(given: Given) -> None:
    """Move the rows of which the engine would refuse a value to the problems."""
    if not given.rows:
        return
    found = decide(to_items(_frame(given.rows)), as_of=_DAY)
    refused: dict[int, list[RowProblem]] = {}
    for problem in found.problems:
        if problem.severity != "error" or problem.code == _MISSING:
            continue
        for at, value, message in zip(problem.rows.tolist(), problem.values, problem.messages, strict=True):
            row = given.rows[at]
            refused.setdefault(at, []).append(
                RowProblem(
                    row=row["row"],
                    field=problem.field,
                    value=value,
                    code=problem.code,
                    message=message,
                    remedy=problem.remedy,
                )
            )
    given.problems += [one for own in refused.values() for one in own]
    given.rows = [row for at, row in enumerate(given.rows) if at not in refused]


def _frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    columns = []
    for name, field in ITEM.items():
        values = [row.get(name) for row in rows]
        if all(value is None for value in values):
            continue
        if field.kind is Kind.BREAKS:
            for part in ("min_qty", "unit_cost"):
                lists = [value and [tier[part] for tier in value] for value in values]
                columns.append(pl.Series(f"{name}_{part}", lists, dtype=pl.List(pl.Float64)))
        else:
            columns.append(pl.Series(name, values, dtype=_TYPES[field.kind]))
    return pl.DataFrame(columns)
