"""Short ways to the engine's door for tests: rows from keywords, decisions as dictionaries."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.inventory.decide import Decisions, decide
from core.inventory.defaults import Defaults
from core.inventory.fields import ITEM, Kind

AS_OF = dt.date(2026, 1, 1)
Columns = dict[str, npt.NDArray[Any]]
Row = dict[str, Any]


def column_of(field: str, values: Sequence[object]) -> npt.NDArray[Any]:
    """A column as `decide` takes it; a value of the wrong type stays as it is, in an object column."""
    match ITEM[field].kind:
        case Kind.FLAG:
            return np.array([-1 if value is None else int(bool(value)) for value in values], dtype=np.int8)
        case Kind.TEXT:
            return _objects(values)
    if any(value is not None and type(value) not in (int, float) for value in values):
        return _objects(values)
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def _objects(values: Sequence[object]) -> npt.NDArray[Any]:
    column = np.empty(len(values), dtype=object)
    column[:] = list(values)
    return column


def columns_of_rows(*rows: Mapping[str, Any]) -> Columns:
    """Columns from rows; `price_breaks` is a sequence of (min_qty, unit_cost)."""
    names = {name for row in rows for name in row}
    columns = {
        name: column_of(name, [row.get(name) for row in rows]) for name in sorted(names - {"price_breaks"})
    }
    if "price_breaks" in names:
        breaks = [list(row.get("price_breaks") or ()) for row in rows]
        tiers = max(map(len, breaks))
        padded = [row + [(math.nan, math.nan)] * (tiers - len(row)) for row in breaks]
        columns["price_breaks_min_qty"] = np.array(
            [[start for start, _ in row] for row in padded], dtype=float
        )
        columns["price_breaks_unit_cost"] = np.array(
            [[price for _, price in row] for row in padded], dtype=float
        )
    return columns


def decide_rows(*rows: Mapping[str, Any], defaults: Defaults | None = None) -> Decisions:
    """`decide` on rows."""
    return decide(columns_of_rows(*rows), defaults=defaults or Defaults(), as_of=AS_OF)


def decide_one(defaults: Defaults | None = None, /, **fields: object) -> Row:
    """`decide` on one row; the decision as a dictionary of Python values."""
    columns = decide_rows(fields, defaults=defaults).columns
    return {
        name: column[0].item() if hasattr(column[0], "item") else column[0]
        for name, column in columns.items()
    }


def decide_ok(**fields: object) -> Row:
    """`decide` on one row that must not be refused."""
    row = decide_one(**fields)
    assert row["status"] not in ("error", "infeasible"), row["reason"]
    return row
