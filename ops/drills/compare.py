"""Decisions compared bit for bit."""

import json

import numpy as np
import polars as pl

from core.db.protocol.decisions import FRAME_SCHEMA
from core.db.schema.item_columns import DECISION_KINDS
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
        differs = _differs(found[name], expected[name], name)
        if differs.any():
            told.append(f"{name} differs in rows: {_some(found.filter(differs)['row_no'])}")
    return told


def _differs(found: pl.Series, expected: pl.Series, name: str) -> pl.Series:
    """Every bit counts: 0.0 is not -0.0, and absent is not any number."""
    if found.dtype == pl.Float64:
        bits = [values.fill_null(0.0).to_numpy().view(np.uint64) for values in (found, expected)]
        return pl.Series(bits[0] != bits[1]) | (found.is_null() != expected.is_null())
    if name in _JSON:
        found, expected = _in_order(found), _in_order(expected)
    return found.ne_missing(expected)


def _in_order(texts: pl.Series) -> pl.Series:
    """JSON with its keys sorted: PostgreSQL writes an object's keys in an order of its own."""
    ordered = {
        text: json.dumps(json.loads(text), sort_keys=True) for text in texts.unique().drop_nulls().to_list()
    }
    return texts.replace_strict(ordered, default=None, return_dtype=pl.String)


def _some(rows: pl.Series) -> str:
    named = ", ".join(map(str, rows.head(_MOST_NAMED).to_list()))
    return named if rows.len() <= _MOST_NAMED else f"{named} and {rows.len() - _MOST_NAMED} more"
