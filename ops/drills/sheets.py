"""The sheets a drill sends, and what one process alone makes of them: what every job must come to."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from core.db.protocol.decisions import FRAME_SCHEMA
from core.job_options import JobOptions
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import decide_frame
from core.sheets.intake.read import read
from core.sheets.options import SheetOptions
from core.sheets.payload import decode
from core.sheets.summary import Summary, summarise

AS_OF = dt.date(2026, 11, 22)
FIRST_ROW = 2  # of the file, below the header
# Cells that cannot be used, by the row's number from 0, in a sheet long enough to have them.
_MISTAKES = (
    (37, "Demand", "many"),
    (118, "Order cost", "-40"),
    (119, "Unit cost", "#N/A"),
    (333, "Holding rate", "0"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Decisions in `FRAME_SCHEMA`, refused cells as (row, column, code), the totals and counts."""

    frame: pl.DataFrame
    errors: tuple[tuple[int, str, str], ...]
    summary: dict[str, Any]
    rows_ok: int
    rows_failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file, and in how many rows a chunk it is to be cut."""

    path: Path
    rows: int
    rows_per_chunk: int

    def outcome(self) -> Outcome:
        """What one process alone makes of it, without queue or database."""
        return _outcome(self.path, self.rows_per_chunk)


def sku(row: int) -> str:
    """The SKU of a row counted from 0."""
    return f"D-{row:07d}"


def write(path: Path, rows: int, rows_per_chunk: int, *, mistakes: bool = True) -> Sheet:
    """A plain sheet whose rows all differ, some with mistakes; the same for the same size."""
    row = pl.int_range(rows, dtype=pl.Int64)
    columns = {
        "SKU": pl.format("D-{}", row.cast(pl.String).str.zfill(7)),
        "Demand": 100 + row * 7 % 9_001,
        "Order cost": 40 + row % 13 / 10,
        "Unit cost": 1 + row * 31 % 997 / 100,
        "Holding rate": pl.repeat(0.25, rows),
        "Lead time (days)": 7 + row % 20,
        "On hand": row % 120,
        "Shelf": pl.format("R{}", row % 9),
    }
    frame = pl.select(values.cast(pl.String).alias(name) for name, values in columns.items())
    for at, header, text in _MISTAKES if mistakes else ():
        if at < rows:
            frame[at, header] = text
    frame.write_csv(path)
    return Sheet(path=path, rows=rows, rows_per_chunk=rows_per_chunk)


@cache
def _outcome(path: Path, rows_per_chunk: int) -> Outcome:
    options = JobOptions(as_of=AS_OF, sheet=SheetOptions(rows_per_chunk=rows_per_chunk))
    frames, errors, total = [], [], Summary()
    for part in read(path, options.sheet):
        if not isinstance(part, EncodedChunk):
            continue
        decided = decide_frame(decode(part.payload), options.defaults, options.as_of)
        total += Summary.from_json(summarise(decided.frame).to_json())
        frames.append(decided.frame.select(pl.col(name).cast(kind) for name, kind in FRAME_SCHEMA.items()))
        errors += [(error.row, error.column, error.code) for error in (*part.errors, *decided.errors)]
    frame = pl.concat(frames).sort("row_no")
    failed = int((frame["status"] == "error").sum())
    return Outcome(
        frame=frame,
        errors=tuple(sorted(errors)),
        summary=total.to_json(),
        rows_ok=frame.height - failed,
        rows_failed=failed,
    )
