"""The rows that were not computed, as they were sent, with the cells to blame and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import polars as pl

from core.inventory.fields import Kind
from core.sheets.problems import RowError
from core.sheets.recognition.our_headers import ERROR_HEADERS
from core.sheets.understanding import Understanding
from core.sheets.writing.layout import OutputColumn, layout

_ROW, _CELL, _REASON = ERROR_HEADERS


def failed_layout(understanding: Understanding) -> tuple[OutputColumn, ...]:
    """The original columns, then the row, the cells and the reasons."""
    original = [column for column in layout(understanding) if not column.is_decision]
    kinds = ((_ROW, Kind.NUMBER), (_CELL, Kind.TEXT), (_REASON, Kind.TEXT))
    return (*original, *(OutputColumn(header=name, kind=kind, field=name) for name, kind in kinds))


def failed_rows(frames: Iterable[pl.DataFrame], errors: Iterable[RowError]) -> Iterator[pl.DataFrame]:
    """Of decided frames, the rows in error, with the three error columns; one line a row.

    A row whose errors are not among `errors` (there may be too many to keep) gives its first reason.
    """
    by_row: defaultdict[int, list[RowError]] = defaultdict(list)
    for error in errors:
        by_row[error.row].append(error)
    for frame in frames:
        failed = frame.filter(pl.col("status") == "error")
        rows, reasons = failed["row_no"].to_list(), failed["reason"].to_list()
        told = [by_row.get(row, []) for row in rows]
        yield failed.with_columns(
            pl.Series(_ROW, rows, dtype=pl.Int32),
            pl.Series(
                _CELL, [" ".join(e.cell for e in found if e.cell) or None for found in told], dtype=pl.String
            ),
            pl.Series(
                _REASON,
                [
                    " ".join(e.sentence for e in found) or reason
                    for found, reason in zip(told, reasons, strict=True)
                ],
                dtype=pl.String,
            ),
        )
