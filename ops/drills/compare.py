"""Decisions compared bit for bit."""

import json

import numpy as np
import polars as pl

from core.db.decisions import FRAME_SCHEMA
from core.db.tables import DECISION_KINDS
from core.inventory.fields import Kind

_JSON = ("other", *(name for name, kind in DECISION_KINDS.items() if kind is Kind.BREAKS))
_MOST_NAMED = 5


def differences(found: pl.DataFrame, expected: pl.DataFrame, *, is_part: bool = False) -> list[str]:
    """What is not the same in two frames of `FRAME_SCHEMA`; with `is_part`, `found` may lack rows."""
    told = []
    if found["row_no"].is_duplicated().any():
        told.append(f"rows there twice: {_some(found.filter(found['row_no'].is_duplicated())['row_no'])}")
    missing = expected.filter(~expected["row_no"].is_in(found["row_no"].implode()))["row_no"]
    if missing.len() and not is_part:
        told.append(f"rows missing: {_some(missing)}")
    foreign = found.filter(~found["row_no"].is_in(expected["row_no"].implode()))["row_no"]
    if foreign.len():
        told.append(f"rows nobody sent: {_some(foreign)}")
    if told:
        return told
    expected = expected.filter(expected["row_no"].is_in(found["row_no"].implode())).sort("row_no")
    found = found.sort("row_no")
    for name in FRAME_SCHEMA:
        differs = _bits(found[name], name) != _bits(expected[name], name)
        if differs.any():
            rows = found.filter(pl.Series(differs))["row_no"]
            told.append(f"{name} differs in rows: {_some(rows)}")
    return told


def _bits(column: pl.Series, name: str) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Values such that `!=` sees every bit: 0.0 is not -0.0, and absent is not any number."""
    if column.dtype == pl.Float64:
        bits = column.fill_null(0.0).to_numpy().view(np.uint64).astype(object)
        bits[column.is_null().to_numpy()] = None
        return np.asarray(bits, dtype=object)
    values = column.to_list()
    if name in _JSON:  # PostgreSQL writes a json object's keys in an order of its own
        values = [None if value is None else json.loads(value) for value in values]
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _some(rows: pl.Series) -> str:
    named = ", ".join(map(str, rows.head(_MOST_NAMED).to_list()))
    return named if rows.len() <= _MOST_NAMED else f"{named} and {rows.len() - _MOST_NAMED} more"
