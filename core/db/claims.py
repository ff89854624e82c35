"""Claiming: which chunk a free worker takes next.

A message in the queue means only "there is work"; what the work is, PostgreSQL decides here, in turn and
fairly.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, true, update

from core.db.leases import Lease
from core.db.tables import chunk, job
from core.ids import ChunkId, JobId, WorkspaceId
from core.job_states import RUNNABLE, ChunkKind, ChunkState

# How many jobs a claim looks at before it says there is nothing; more would only be needed when all of these
# were taken between the look and the claim.
_CANDIDATE_JOBS = 10
_LEASED_COLUMNS = (
    "id",
    "job_id",
    "workspace_id",
    "ordinal",
    "kind",
    "attempt",
    "lease_token",
    "first_row",
    "last_row",
    "rows",
)


def _is_ready() -> ColumnElement[bool]:
    """A chunk that may be claimed now; a finish only when nothing of its job is left to do."""
    other = chunk.alias("other")
    unfinished = exists().where(
        other.c.job_id == chunk.c.job_id,
        other.c.kind != ChunkKind.FINISH,
        other.c.state.in_([ChunkState.PENDING, ChunkState.LEASED]),
    )
    return and_(
        chunk.c.state == ChunkState.PENDING,
        chunk.c.not_before <= func.clock_timestamp(),
        or_(chunk.c.kind != ChunkKind.FINISH, ~unfinished),
    )


def ready_count(connection: Connection, *, at_most: int) -> int:
    """How many chunks could be claimed now, counted up to `at_most`."""
    found = (
        select(chunk.c.id)
        .join(job, job.c.id == chunk.c.job_id)
        .where(job.c.state.in_(RUNNABLE), _is_ready())
        .limit(at_most)
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(found)) or 0


def _candidates(connection: Connection) -> list[UUID]:
    """Jobs with something to do: the workspace with the fewest running chunks first, then the job."""
    leased = (
        select(chunk.c.workspace_id, chunk.c.job_id).where(chunk.c.state == ChunkState.LEASED).cte("leased")
    )
    of_workspace = select(func.count()).where(leased.c.workspace_id == job.c.workspace_id).scalar_subquery()
    of_job = select(func.count()).where(leased.c.job_id == job.c.id).scalar_subquery()
    some = select(chunk.c.id).where(chunk.c.job_id == job.c.id, _is_ready()).limit(1).lateral()
    return list(
        connection.scalars(
            select(job.c.id)
            .join(some, true())
            .where(job.c.state.in_(RUNNABLE))
            .order_by(of_workspace, of_job, job.c.created_at)
            .limit(_CANDIDATE_JOBS)
        )
    )


def claim(connection: Connection, owner: str, lease: timedelta) -> Lease | None:
    """Take one chunk that is ready; None when there is none."""
    for job_id in _candidates(connection):
        free = (
            select(chunk.c.id)
            .where(chunk.c.job_id == job_id, _is_ready())
            .order_by(chunk.c.ordinal)
            .limit(1)
            .with_for_update(skip_locked=True, of=chunk)
            .scalar_subquery()
        )
        row = connection.execute(
            update(chunk)
            .where(chunk.c.id == free)
            .values(
                state=ChunkState.LEASED,
                lease_token=uuid4(),
                lease_owner=owner,
                lease_expires_at=func.clock_timestamp() + lease,
                attempt=chunk.c.attempt + 1,
                started_at=func.clock_timestamp(),
            )
            .returning(*(chunk.c[name] for name in _LEASED_COLUMNS))
        ).one_or_none()
        if row is None:
            continue
        facts = connection.execute(select(job.c.job_month, job.c.options).where(job.c.id == job_id)).one()
        return Lease(
            chunk_id=ChunkId(row.id),
            job_id=JobId(row.job_id),
            workspace_id=WorkspaceId(row.workspace_id),
            ordinal=row.ordinal,
            kind=ChunkKind(row.kind),
            attempt=row.attempt,
            token=row.lease_token,
            first_row=row.first_row,
            last_row=row.last_row,
            rows=row.rows,
            job_month=facts.job_month,
            options=facts.options,
        )
    return None
