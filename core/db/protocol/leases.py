"""Leases: the right to work on a chunk, kept by heartbeats and fenced by a token.

A lease is a token, an owner, an attempt and an expiry by PostgreSQL's clock. Whoever finishes a chunk locks
its row by the token first, so a worker that was thought dead and comes back finds its token gone and changes
nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, func, or_, select, update

from core.db.operation import counting
from core.db.schema.protocol_tables import worker
from core.db.schema.tables import chunk, job
from core.errors import JobCancelled, LeaseLost
from core.ids import ChunkId, JobId, WorkspaceId
from core.job_states import RUNNABLE, TERMINAL, ChunkKind, ChunkState, JobState

UPLOAD = "upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on one chunk, with what the work needs to know of its job."""

    chunk_id: ChunkId
    job_id: JobId
    workspace_id: WorkspaceId
    ordinal: int
    kind: ChunkKind
    attempt: int
    token: UUID
    first_row: int
    last_row: int
    rows: int
    job_month: date
    options: dict[str, Any]
    job_kind: str = UPLOAD
    compares_with: UUID | None = None


class Order(StrEnum):
    """What a heartbeat brings back: what the worker has to do now."""

    GO_ON = "go_on"
    LOST = "lost"
    CANCEL = "cancel"
    HAND_BACK = "hand_back"


def heartbeat(connection: Connection, held: Lease, owner: str, lease: timedelta) -> Order:
    """Keep the lease, and hear whether to go on."""
    state = select(job.c.state).where(job.c.id == chunk.c.job_id).scalar_subquery().label("job_state")
    stopping = exists().where(worker.c.id == owner, worker.c.stopping_at.is_not(None)).label("stopping")
    row = connection.execute(
        update(chunk)
        .where(chunk.c.id == held.chunk_id, chunk.c.lease_token == held.token)
        .values(lease_expires_at=func.clock_timestamp() + lease)
        .returning(state, stopping)
    ).one_or_none()
    if row is None:
        return Order.LOST
    if row.job_state not in RUNNABLE and held.kind is not ChunkKind.EXPORT:
        return Order.CANCEL
    return Order.HAND_BACK if row.stopping else Order.GO_ON


def lock(connection: Connection, held: Lease) -> JobState:
    """Lock the chunk for finishing and tell its job's state; raises `LeaseLost` for a fenced worker."""
    locked = connection.scalar(
        select(chunk.c.id)
        .where(chunk.c.id == held.chunk_id, chunk.c.lease_token == held.token)
        .with_for_update()
    )
    if locked is None:
        raise LeaseLost
    return JobState(connection.execute(select(job.c.state).where(job.c.id == held.job_id)).scalar_one())


def hold_open(connection: Connection, held: Lease) -> None:
    """Keep the job from ending until this transaction ends; raises `JobCancelled` where it has.

    To be asked last: what was written since `lock` told the job's state is then part of a job that still
    runs. All who end a job lock it against this first, and for a moment only.
    """
    state = connection.scalar(
        select(job.c.state).where(job.c.id == held.job_id).with_for_update(read=True, key_share=True)
    )
    if state in TERMINAL:
        raise JobCancelled


def payload(connection: Connection, held: Lease) -> bytes:
    """The chunk's rows as the read step packed them; raises `LeaseLost` where the lease has passed on."""
    data = connection.scalar(
        select(chunk.c.payload).where(chunk.c.id == held.chunk_id, chunk.c.lease_token == held.token)
    )
    if data is None:
        raise LeaseLost
    return bytes(data)


def mark_done(
    connection: Connection,
    held: Lease,
    *,
    rows_ok: int = 0,
    rows_failed: int = 0,
    summary: dict[str, Any] | None = None,
) -> None:
    """Write the chunk down as done, inside the transaction that locked it."""
    connection.execute(
        update(chunk)
        .where(chunk.c.id == held.chunk_id)
        .values(
            state=ChunkState.DONE,
            lease_token=None,
            lease_expires_at=None,
            payload=None,
            rows_ok=rows_ok,
            rows_failed=rows_failed,
            summary=summary,
            error=None,
            finished_at=func.clock_timestamp(),
        )
    )
    counting.chunk_tried(connection, held.kind, counting.DONE, rows_ok=rows_ok, rows_failed=rows_failed)


def release(
    connection: Connection,
    held: Lease,
    *,
    error: str | None,
    delay: timedelta = timedelta(0),
    is_attempt: bool = True,
) -> bool:
    """Give the chunk back for another try after `delay`; False where the lease had passed on already."""
    given = connection.execute(
        update(chunk)
        .where(chunk.c.id == held.chunk_id, chunk.c.lease_token == held.token)
        .values(
            state=ChunkState.PENDING,
            lease_token=None,
            lease_expires_at=None,
            error=error,
            attempt=chunk.c.attempt if is_attempt else chunk.c.attempt - 1,
            not_before=func.clock_timestamp() + delay,
        )
    )
    if given.rowcount != 1:
        return False
    counting.chunk_tried(connection, held.kind, counting.FAILED if is_attempt else counting.HANDED_BACK)
    return True


def say_alive(connection: Connection, held: Lease) -> None:
    """A worker that was cut off, and so taken for dead, is back: the attempt it lost was no crash."""
    connection.execute(
        update(chunk)
        .where(
            chunk.c.id == held.chunk_id,
            chunk.c.state.in_([ChunkState.PENDING, ChunkState.LEASED]),
            or_(chunk.c.lease_token.is_(None), chunk.c.lease_token != held.token),
            chunk.c.attempt >= held.attempt,
        )
        .values(attempt=chunk.c.attempt - 1)
    )


def abandon(connection: Connection, held: Lease) -> None:
    """End the chunk of a job that was cancelled; nothing of it is kept."""
    connection.execute(
        update(chunk)
        .where(chunk.c.id == held.chunk_id, chunk.c.lease_token == held.token)
        .values(
            state=ChunkState.CANCELLED,
            lease_token=None,
            lease_expires_at=None,
            payload=None,
            finished_at=func.clock_timestamp(),
        )
    )
