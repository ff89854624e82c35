"""How far a job is: counted from its chunks, so that it never says more than is done."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import Row, case, func, select
from sqlalchemy.sql.selectable import LateralFromClause

from core.db.schema.tables import chunk, job
from core.job_states import TERMINAL, ChunkKind, ChunkState

# Long enough for several chunks, short enough to notice that workers came or went.
_LATELY_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts of rows; `rows_total` is None until the sheet was understood.

    `rows_per_second` and `eta_seconds` are None where nothing measured tells them.
    """

    rows_total: int | None
    rows_done: int
    rows_ok: int
    rows_failed: int
    percent: float
    rows_per_second: float | None
    eta_seconds: float | None

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """From the columns of `live_counts` beside `job.rows_total` and `job.state`."""
        total: int | None = row.rows_total
        done = int(row.rows_done or 0)
        is_over = row.state in TERMINAL
        percent = round(100.0 * done / total, 1) if total else 0.0
        speed = _speed(row, done, is_over=is_over)
        left = None
        # Nothing tells how long the totals take, once every row is done.
        if not is_over and speed and total is not None and done < total:
            left = round((total - done) / speed, 1)
        return cls(
            rows_total=total,
            rows_done=done,
            rows_ok=int(row.rows_ok or 0),
            rows_failed=int(row.rows_failed or 0),
            # Not 100 before the end: the totals are still to be made when the last row is done.
            percent=percent if is_over else min(99.0, percent),
            rows_per_second=round(speed, 1) if speed else None,
            eta_seconds=left,
        )


def _speed(row: Row[Any], done: int, *, is_over: bool) -> float | None:
    """Rows a second: of late while the job runs, of the whole job once it is over or where nothing ended."""
    seconds = float(row.seconds or 0.0)
    if seconds <= 0.0:
        return None  # nothing has begun, or PostgreSQL's clock was set back since
    if done and not is_over and row.rows_lately:
        return float(row.rows_lately) / max(1.0, min(seconds, _LATELY_SECONDS))
    return done / seconds if done else None


def live_counts() -> LateralFromClause:
    """Rows done, ok and failed of the job beside it, and the seconds since its first row was worked on."""
    over = chunk.c.state.in_([ChunkState.DONE, ChunkState.DEAD])
    is_late = chunk.c.finished_at > func.clock_timestamp() - timedelta(seconds=_LATELY_SECONDS)
    until = case(
        (job.c.finished_at.is_not(None), func.max(chunk.c.finished_at)), else_=func.clock_timestamp()
    )
    return (
        select(
            func.sum(chunk.c.rows).filter(over).label("rows_done"),
            func.sum(chunk.c.rows).filter(over, is_late).label("rows_lately"),
            func.sum(chunk.c.rows_ok).label("rows_ok"),
            func.sum(chunk.c.rows_failed).label("rows_failed"),
            func.extract("epoch", until - func.min(chunk.c.started_at)).label("seconds"),
        )
        .where(chunk.c.job_id == job.c.id, chunk.c.kind == ChunkKind.COMPUTE)
        .correlate(job)
        .lateral("live")
    )
