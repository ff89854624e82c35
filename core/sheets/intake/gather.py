"""Some rows of a table, by their position among all rows, taken in one more pass."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.files.raw_names import raw_name
from core.sheets.intake.reading import Reading
from core.sheets.values.cells import text_at

_SHOWN_CELLS = 6


def gathered(
    reading: Reading, positions: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], pl.DataFrame]]:
    """The positions and raw rows of each batch that has any of `positions` (sorted, no doubles)."""
    offset, done = 0, 0
    for raw in reading.table.batches():
        if done == positions.size:
            return
        stop = int(np.searchsorted(positions, offset + raw.height))
        if stop > done:
            own = positions[done:stop]
            yield own, raw[own - offset]
            done = stop
        offset += raw.height


def row_text(raw: pl.DataFrame, reading: Reading, at: int) -> str:
    """What a person recognises a row by: its first cells, as written."""
    cells: list[str] = []
    there = set(raw.columns)
    for position in sorted(reading.table.positions):
        if raw_name(position) not in there:
            continue
        text = text_at(raw[raw_name(position)], at)
        if text:
            cells.append(" ".join(text.split()))
        if len(cells) == _SHOWN_CELLS:
            break
    return " | ".join(cells)
