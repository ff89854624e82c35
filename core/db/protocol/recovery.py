"""Recovering: what a worker that died has left behind is given to others, and never left stuck.

Run by beat and by every worker every few seconds; an advisory lock lets one of them do it at a time.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select, update

from core import faults
from core.db.operation import counting
from core.db.protocol.claims import ready_count
from core.db.protocol.leases import Lease, abandon, lock, release
from core.db.protocol.row_errors import bury_rows
from core.db.protocol.transitions import cancel_left_behind, close_if_cancelled, fail
from core.db.schema.tables import chunk, job
from core.errors import Refused
from core.ids import JobId
from core.job_states import ChunkKind, ChunkState, JobState

_SWEEP_LOCK = 7_051_972
# A worker that died is followed at once: most deaths are restarts. Later tries wait longer, so that a chunk
# that kills its worker does not keep all of them busy dying.
_FIRST_DELAY_SECONDS = 1.0
_DELAY_FACTOR = 4.0
_MOST_DELAY_SECONDS = 300.0
_MOST_DELAY_TIMES = 10
# Times further ahead than any we write, and this, are of a clock that was set back since.
_CLOCK_SECONDS = 60.0
# What a dead worker's chunk is told to have failed of.
_SILENT = "the worker was silent past its lease"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What one sweep did, and how many chunks are ready to be claimed."""

    recovered: int
    buried: int
    cancelled: int
    ready: int


def delay_before(attempt: int) -> timedelta:
    """How long a chunk rests before it is tried again after it has failed `attempt` times."""
    if attempt <= 0:
        return timedelta(0)
    # Not the power itself of a large number, which is more than a float can be.
    times = min(attempt - 1, _MOST_DELAY_TIMES)
    return timedelta(seconds=min(_FIRST_DELAY_SECONDS * _DELAY_FACTOR**times, _MOST_DELAY_SECONDS))


def sweep(
    connection: Connection, *, max_attempts: int, free_slots: int, lease: timedelta = timedelta(0)
) -> Swept | None:
    """Recover everything that has expired; None where another process is at it already.

    A lease (of length `lease`) not renewed since PostgreSQL started may have a living worker that had nobody
    to tell: losing it is no attempt.
    """
    if not connection.scalar(select(func.pg_try_advisory_xact_lock(_SWEEP_LOCK))):
        return None
    if lease:
        _forget_future(connection, lease)
    recovered = buried = 0
    is_expired = (chunk.c.state == ChunkState.LEASED) & (chunk.c.lease_expires_at < func.clock_timestamp())
    was_away = (chunk.c.lease_expires_at < func.pg_postmaster_start_time() + lease).label("was_away")
    for found in connection.execute(select(chunk.c.id, chunk.c.job_id, chunk.c.kind).where(is_expired)).all():
        if found.kind != ChunkKind.COMPUTE:
            # Burying these ends the job, and the lock order is job, then chunk.
            connection.execute(select(job.c.id).where(job.c.id == found.job_id).with_for_update())
        row = connection.execute(
            select(chunk.c.id, chunk.c.attempt, chunk.c.error, was_away)
            .where(chunk.c.id == found.id, is_expired)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            continue
        if row.attempt >= max_attempts and not row.was_away:
            bury(connection, row.id, error=row.error or _SILENT, result=counting.EXPIRED)
            buried += 1
        else:
            connection.execute(
                update(chunk)
                .where(chunk.c.id == row.id)
                .values(
                    state=ChunkState.PENDING,
                    lease_token=None,
                    lease_expires_at=None,
                    error=_SILENT,
                    attempt=row.attempt - 1 if row.was_away else row.attempt,
                    not_before=func.clock_timestamp() + delay_before(row.attempt - 1),
                )
            )
            counting.chunk_tried(connection, found.kind, counting.EXPIRED)
            recovered += 1
    faults.point("sweep.in_transaction")
    cancel_left_behind(connection)
    stuck = connection.scalars(select(job.c.id).where(job.c.state == JobState.CANCELLING)).all()
    cancelled = sum(close_if_cancelled(connection, JobId(job_id)) for job_id in stuck)
    ready = ready_count(connection, at_most=free_slots) if free_slots > 0 else 0
    return Swept(recovered=recovered, buried=buried, cancelled=cancelled, ready=ready)


def _forget_future(connection: Connection, lease: timedelta) -> None:
    """Where PostgreSQL's clock was set back (another host took over, a snapshot came back), wait no longer.

    Else a dead worker's lease, or a step's rest, would last as long as the clock went back.
    """
    now, spare = func.clock_timestamp(), timedelta(seconds=_CLOCK_SECONDS)
    for state, column, most, value in (
        (ChunkState.LEASED, chunk.c.lease_expires_at, lease * 2, now + lease),
        (ChunkState.PENDING, chunk.c.not_before, timedelta(seconds=_MOST_DELAY_SECONDS), now),
    ):
        found = (
            select(chunk.c.id)
            .where(chunk.c.state == state, column > now + most + spare)
            .with_for_update(skip_locked=True)
        )
        connection.execute(update(chunk).where(chunk.c.id.in_(found)).values({column: value}))


def bury(connection: Connection, chunk_id: int, *, error: str, result: str = counting.FAILED) -> None:
    """Give a chunk up: its rows fail with the reason, and a job that cannot go on without it fails.

    `result` is how its last try is counted.
    """
    row = connection.execute(
        update(chunk)
        .where(chunk.c.id == chunk_id)
        .values(
            state=ChunkState.DEAD,
            lease_token=None,
            lease_expires_at=None,
            rows_ok=0,
            rows_failed=chunk.c.rows,
            error=error,
            finished_at=func.clock_timestamp(),
        )
        .returning(
            chunk.c.job_id,
            chunk.c.workspace_id,
            chunk.c.ordinal,
            chunk.c.kind,
            chunk.c.first_row,
            chunk.c.last_row,
            chunk.c.attempt,
            chunk.c.rows_failed,
        )
    ).one()
    counting.chunk_tried(connection, row.kind, result, rows_failed=row.rows_failed)
    match ChunkKind(row.kind):
        case ChunkKind.COMPUTE:
            bury_rows(connection, row, error=error)
        case ChunkKind.EXPORT:
            pass  # who asks for it again is told, and it is tried again
        case ChunkKind.READ | ChunkKind.FINISH:
            fail(
                connection,
                JobId(row.job_id),
                code="step_failed",
                message=f"The {row.kind} step failed {row.attempt} times: {error}",
                remedy="Send the file again; if it fails again, the worker's log names the cause.",
            )


def refuse(connection: Connection, held: Lease, refusal: Refused) -> None:
    """End the job with the reason its file was refused for; raises `LeaseLost`."""
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    lock(connection, held)
    fail(connection, held.job_id, code=refusal.code, message=refusal.message, remedy=refusal.remedy)
    abandon(connection, held)
    # The step has done what it is for: it found out that there is nothing to be done.
    counting.chunk_tried(connection, held.kind, counting.DONE)


def try_again(connection: Connection, held: Lease, error: str, max_attempts: int) -> None:
    """Give a failed chunk back with growing delay, or bury it after `max_attempts`; raises `LeaseLost`."""
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    lock(connection, held)
    if held.attempt >= max_attempts:
        bury(connection, held.chunk_id, error=error)
    else:
        release(connection, held, error=error, delay=delay_before(held.attempt))
