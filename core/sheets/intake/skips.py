"""Looks at every row for what is no item: totals, repeated headers, footers."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.intake.collect import Columns
from core.sheets.intake.header_rows import mark_headers
from core.sheets.intake.read_fields import Fields
from core.sheets.intake.reading import Reading
from core.sheets.intake.skip_kinds import FOOTER, NONE, OTHER_TABLE, TOTAL
from core.sheets.intake.total_rows import (
    LastRow,
    Sums,
    last_row,
    real_items,
    suspected_totals,
    told_totals,
)
from core.sheets.intake.total_words import NAMES_GROUP

_FILLED_MOST = 127


@dataclass(slots=True)
class RowKinds:
    """Takes batches as they come, a few bytes a row, and then says what each row is."""

    reading: Reading
    _found: Columns = field(default_factory=Columns)
    _sums: Sums = field(default_factory=Sums)
    _totals: list[pl.DataFrame] = field(default_factory=list)
    _last: LastRow | None = None
    _is_other_table: bool = False
    rows: int = 0

    def look(self, raw: pl.DataFrame, fields: Fields) -> None:
        """Look at the rows of the next batch; a totals row is only suspected so far."""
        height = raw.height
        if self.reading.is_made:
            self._found.add(row_no=raw["row_no"].to_numpy(), kind=np.zeros(height, dtype=np.int8))
            self.rows += height
            return
        kind = np.zeros(height, dtype=np.int8)
        plain = suspected_totals(raw, self.reading)
        named = frozenset(suspected_totals(raw, self.reading, NAMES_GROUP)).difference(plain)
        kind[[*plain, *named]] = TOTAL
        if self._is_other_table:
            kind[:] = OTHER_TABLE
        else:
            self._is_other_table = mark_headers(raw, self.reading, kind)
        demand = fields.number("quantity" if self.reading.kind == "lines" else "demand", height)
        sku = fields.values.get("sku")
        has_sku = np.ones(height, dtype=np.bool_) if sku is None else sku.is_not_null().to_numpy()
        is_readable = has_sku.copy()
        for cell in fields.bad:
            is_readable[cell.at] = False
        totals = told_totals(raw, self.reading, fields, demand, kind, self._sums, self.rows, named)
        if totals.height:
            self._totals.append(totals)
        self._last = last_row(fields, demand, kind, self._sums, self.rows) or self._last
        self._found.add(
            row_no=raw["row_no"].to_numpy(),
            kind=kind,
            filled=_filled(raw),
            has_demand=has_sku & ~np.isnan(demand),
            is_readable=is_readable,
        )
        self.rows += height

    def settled(self) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """The row number and the kind (a code of `skip_kinds.KINDS`) of each row."""
        row_no, kind = self._found.take("row_no", np.int32), self._found.take("kind", np.int8)
        if self.reading.is_made:
            return row_no, kind
        if self._totals:
            kind[real_items(pl.concat(self._totals))] = NONE
        if self._last is not None and self._last.is_sum:
            kind[self._last.at] = TOTAL
        start = footer_start(
            row_no,
            kind,
            self._found.take("filled", np.int8),
            self._found.take("has_demand", np.bool_),
            self._found.take("is_readable", np.bool_),
        )
        kind[start:][kind[start:] == NONE] = FOOTER
        return row_no, kind


def _filled(raw: pl.DataFrame) -> NDArray[np.int8]:
    """How many cells of each row hold anything."""
    columns = [pl.col(name).is_not_null() for name in raw.columns if name.startswith("c")]
    if not columns:
        return np.zeros(raw.height, dtype=np.int8)
    filled = raw.select(pl.sum_horizontal(columns).clip(0, _FILLED_MOST)).to_series()
    return filled.to_numpy().astype(np.int8)


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
