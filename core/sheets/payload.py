"""A chunk as it lies in the job's row: an Arrow frame, compressed, and the arrays the engine takes."""

import io
import json
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.fields import ITEM_FIELDS, Kind
from core.inventory.fixed import FIXED
from core.inventory.medians import MEDIANS
from core.sheets.understanding import Column

# Beside the ITEM fields: where the row stood, what no field holds, what could not be read, what is
# doubted, and which column of the sheet each field came from (one text for all rows, so it costs nothing).
COLUMNS = "sheet_columns"
ROW_COLUMNS = ("row_no", "other", "unread", "row_error", "row_warnings", COLUMNS)


def encode(frame: pl.DataFrame, columns: tuple[Column, ...]) -> bytes:
    """The chunk's bytes: Arrow IPC with zstd."""
    text = json.dumps([asdict(column) for column in columns if column.field and column.part is None])
    described = frame.with_columns(pl.lit(text).cast(pl.Enum([text])).alias(COLUMNS))
    target = io.BytesIO()
    described.write_ipc(target, compression="zstd")
    return target.getvalue()


def changed(payload: bytes, change: Callable[[pl.DataFrame], pl.DataFrame]) -> bytes:
    """The chunk's bytes with other values; what is said of the columns of the sheet stays."""
    target = io.BytesIO()
    change(decode(payload)).write_ipc(target, compression="zstd")
    return target.getvalue()


def decode(payload: bytes) -> pl.DataFrame:
    """The chunk: `row_no`, the ITEM fields the sheet had, `other`, `unread`, `row_error`, `sheet_columns`."""
    return pl.read_ipc(io.BytesIO(payload))


def sheet_columns(frame: pl.DataFrame) -> dict[str, Column]:
    """Which column of the sheet each field came from."""
    if COLUMNS not in frame.columns or frame.is_empty():
        return {}
    return {column["field"]: Column(**column) for column in json.loads(frame[COLUMNS][0])}


def to_items(frame: pl.DataFrame) -> dict[str, NDArray[np.generic]]:
    """The ITEM columns of a frame as the engine takes them; shapes (n,), price breaks (n, tiers)."""
    items: dict[str, NDArray[np.generic]] = {}
    for field in ITEM_FIELDS:
        if field.kind is Kind.BREAKS:
            for name in (f"{field.name}_min_qty", f"{field.name}_unit_cost"):
                if name in frame.columns:
                    items[name] = _tiers(frame[name])
        elif field.name in frame.columns:
            items[field.name] = _array(frame[field.name], field.kind)
    for name, kind in (*dict.fromkeys(MEDIANS, Kind.NUMBER).items(), *FIXED.items()):
        if name in frame.columns:
            items[name] = _array(frame[name], kind)
    return items


def _array(column: pl.Series, kind: Kind) -> NDArray[np.generic]:
    match kind:
        case Kind.NUMBER:
            return column.cast(pl.Float64).fill_null(float("nan")).to_numpy(writable=True)
        case Kind.FLAG:
            return column.cast(pl.Int8).fill_null(-1).to_numpy(writable=True)
        case _:
            return np.array(column.to_list(), dtype=object)


def _tiers(column: pl.Series) -> NDArray[np.float64]:
    rows = column.to_list()
    width = max((len(row) for row in rows if row is not None), default=0)
    tiers = np.full((len(rows), width), np.nan)
    for at, row in enumerate(rows):
        if row is not None:
            tiers[at, : len(row)] = row
    return tiers
