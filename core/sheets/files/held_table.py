"""A sheet that is in memory as a table of batches."""

from collections.abc import Iterator, Mapping
from functools import partial

import polars as pl

from core.sheets.files.book import CellKind, Head, Table
from core.sheets.files.number_formats import is_percent, zeros_of
from core.sheets.files.raw_names import number_name, raw_name

BATCH_ROWS = 100_000


def held_table(
    frame: pl.DataFrame,
    head: Head,
    header_row: int,
    *,
    error_cells: Mapping[tuple[int, int], str],
    uncached: Mapping[tuple[int, int], str],
    hidden_rows: frozenset[int] = frozenset(),
) -> Table:
    """The table of a frame with `row_no`; formats are those of the head's rows below its header."""
    headed = head.rows.get(header_row, {})
    named = {position for _, position in (*error_cells, *uncached)}
    frame = _with_places(frame, {row for row, _ in uncached}, named)
    blanks = dict(zip(frame.columns, frame.null_count().row(0), strict=True))
    found = [int(name[1:]) for name in frame.columns if name.startswith("c")]
    positions = tuple(
        at for at in found if blanks[raw_name(at)] < frame.height or at in headed or at in named
    )
    numbers = [number_name(at) for at in positions if number_name(at) in blanks]
    kept = frame.select("row_no", *map(raw_name, positions), *numbers)
    spared = pl.Series(sorted({row for row, _ in (*error_cells, *uncached)}), dtype=pl.Int32)
    zeros, percent = _formats(head, header_row)
    return Table(
        batches=partial(_batches, kept, spared),
        positions=positions,
        error_cells=error_cells,
        uncached=uncached,
        zeros=zeros,
        percent=percent,
        hidden_rows=hidden_rows,
    )


def _with_places(frame: pl.DataFrame, rows: set[int], positions: set[int]) -> pl.DataFrame:
    """The frame with the rows and columns that hold nothing but formulas without a value or errors.

    The parser sees no cell there, and so may end before them.
    """
    there = set(frame.columns)
    missing = [raw_name(at) for at in sorted(positions) if raw_name(at) not in there]
    frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    last = int(frame["row_no"][-1]) if frame.height else 0
    below = pl.DataFrame({"row_no": sorted(row for row in rows if row > last)}, schema={"row_no": pl.Int32})
    return pl.concat([frame, below], how="diagonal") if below.height else frame


def _batches(frame: pl.DataFrame, spared: pl.Series) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, BATCH_ROWS):
        batch = _filled(frame.slice(start, BATCH_ROWS), spared)
        if not batch.is_empty():
            yield batch


def _filled(batch: pl.DataFrame, spared: pl.Series) -> pl.DataFrame:
    """The rows that hold anything at all, or are named."""
    holds = [
        pl.col(name).str.contains(r"\S").fill_null(value=False)
        if dtype == pl.String
        else pl.col(name).is_not_null()
        for name, dtype in batch.schema.items()
        if name.startswith("c")
    ]
    if not holds:
        return batch.clear()
    if batch.select(holds[0].all()).item():  # the first column is filled: there is no blank row
        return batch
    return batch.filter(pl.any_horizontal(holds) | pl.col("row_no").is_in(spared.implode()))


def _formats(head: Head, header_row: int) -> tuple[dict[int, int], frozenset[int]]:
    """The padding of each column's numbers, and the columns shown as percent; only where all cells agree."""
    widths: dict[int, set[int]] = {}
    shares: dict[int, set[bool]] = {}
    for row, cells in head.rows.items():
        if row <= header_row:
            continue
        for column, cell in cells.items():
            if cell.kind is CellKind.NUMBER:
                widths.setdefault(column, set()).add(zeros_of(cell.number_format))
                shares.setdefault(column, set()).add(is_percent(cell.number_format))
    zeros = {
        column: next(iter(found)) for column, found in widths.items() if len(found) == 1 and 0 not in found
    }
    return zeros, frozenset(column for column, found in shares.items() if found == {True})
