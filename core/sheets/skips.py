"""Looks at every row for what is no item: totals, repeated headers, footers."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.header_rows import mark_headers
from core.sheets.read_fields import Fields
from core.sheets.reading import Reading
from core.sheets.skip_kinds import NONE, OTHER_TABLE, TOTAL
from core.sheets.total_rows import Sums, suspected_totals, told_totals

_FILLED_MOST = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What one batch says about its rows.

    `kind` is a code of `KINDS`; a totals row is only suspected so far: `totals` has a row for each, with
    the sums of demand before it. `filled` counts the cells that hold anything, `fits` tells rows that can
    only be items.
    """

    kind: NDArray[np.int8]
    filled: NDArray[np.int8]
    has_demand: NDArray[np.bool_]
    is_readable: NDArray[np.bool_]
    totals: pl.DataFrame


@dataclass(slots=True)
class Running:
    """What earlier batches said."""

    sums: Sums = field(default_factory=Sums)
    is_other_table: bool = False


def marked(raw: pl.DataFrame, reading: Reading, fields: Fields, running: Running, offset: int) -> Marks:
    """Look at each row of a batch; `offset` is how many rows came before it."""
    height = raw.height
    kind = np.zeros(height, dtype=np.int8)
    for at in suspected_totals(raw, reading):
        kind[at] = TOTAL
    if running.is_other_table:
        kind[:] = OTHER_TABLE
    else:
        running.is_other_table = mark_headers(raw, reading, kind)
    demand = fields.number("demand", height)
    sku = fields.values.get("sku")
    has_sku = np.ones(height, dtype=np.bool_) if sku is None else sku.is_not_null().to_numpy()
    is_readable = has_sku.copy()
    for cell in fields.bad:
        is_readable[cell.at] = False
    totals = told_totals(raw, reading, fields, demand, kind, running.sums, offset)
    columns = [raw[name].is_not_null().cast(pl.UInt32) for name in raw.columns if name.startswith("c")]
    filled = sum(columns[1:], columns[0]).clip(0, _FILLED_MOST) if columns else pl.zeros(height, eager=True)
    return Marks(
        kind=kind,
        filled=filled.to_numpy().astype(np.int8),
        has_demand=has_sku & ~np.isnan(demand),
        is_readable=is_readable,
        totals=totals,
    )


def footer_start(
    row_no: NDArray[np.int32],
    kind: NDArray[np.int8],
    filled: NDArray[np.int8],
    has_demand: NDArray[np.bool_],
    is_readable: NDArray[np.bool_],
) -> int:
    """The position from which on nothing but a footer comes; the number of rows where there is none.

    A footer stands behind a blank row below the last row that can be an item: one with a SKU and a demand,
    or with a SKU and most of the cells other rows have, all of them readable.
    """
    size = row_no.size
    usual = has_demand & (kind == NONE)
    if not usual.any():
        return size
    typical = float(np.median(filled[usual]))
    fits = (kind == NONE) & ((has_demand & (filled >= typical / 2)) | (is_readable & (filled > typical / 2)))
    fitting = np.flatnonzero(fits)
    if not fitting.size:
        return size
    last = int(fitting[-1])
    gaps = np.flatnonzero(np.diff(row_no[last:]) > 1)
    return last + 1 + int(gaps[0]) if gaps.size else size
