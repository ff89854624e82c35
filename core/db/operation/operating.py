"""What the operator may do with jobs of any workspace: see them, and have what died tried again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, or_, select, update

from core.db.protocol import jobs
from core.db.protocol.jobs import Job
from core.db.protocol.limits import Limits
from core.db.protocol.submitting import Request, submit_again
from core.db.schema.tables import chunk, job, row_error
from core.errors import JobNotFound
from core.ids import JobId, WorkspaceId
from core.job_options import JobOptions
from core.job_states import RUNNABLE, ChunkKind, ChunkState, JobState

_NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkRow:
    """A step of a job as the operator sees it."""

    ordinal: int
    kind: str
    state: str
    rows: int
    attempt: int
    owner: str | None
    not_before: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeued:
    """What became of a job that was to be tried again: `job` does it, `steps` of it were dead or at rest."""

    job: Job
    is_new: bool
    steps: int


def find(connection: Connection, job_id: UUID) -> Job:
    """A job of whichever workspace; raises `JobNotFound`."""
    workspace_id = connection.scalar(select(job.c.workspace_id).where(job.c.id == job_id))
    if workspace_id is None:
        raise JobNotFound("There is no such job.", remedy="Look at: ./lotwise jobs list")
    return jobs.get(connection, WorkspaceId(workspace_id), JobId(job_id))


def newest(connection: Connection, *, limit: int, state: JobState | None = None) -> list[Job]:
    """The newest jobs of all workspaces."""
    query = select(job.c.id).where(job.c.purged_at.is_(None)).order_by(job.c.created_at.desc()).limit(limit)
    if state is not None:
        query = query.where(job.c.state == state)
    return [find(connection, found) for found in connection.scalars(query).all()]


def chunks(connection: Connection, job_id: JobId) -> list[ChunkRow]:
    """The steps of a job, in order."""
    rows = connection.execute(
        select(
            *(chunk.c[name] for name in ("ordinal", "kind", "state", "rows", "attempt", "not_before")),
            *(chunk.c[name] for name in ("started_at", "finished_at", "error")),
            chunk.c.lease_owner.label("owner"),
        )
        .where(chunk.c.job_id == job_id)
        .order_by(chunk.c.ordinal)
    )
    return [ChunkRow(**row) for row in rows.mappings()]


def requeue(connection: Connection, job_id: UUID) -> Requeued:
    """Have a job's work tried again.

    While the job runs its dead chunks go back, and those at rest need rest no longer. What has ended changes
    no more: a new job is made over the same file with the same options.

    Raises `JobNotFound`, `FileNotFound`.
    """
    state = connection.scalar(select(job.c.state).where(job.c.id == job_id).with_for_update())
    found = find(connection, job_id)
    if state not in RUNNABLE:
        asked = Request(
            workspace_id=found.workspace_id,
            created_by="operator",
            key=None,
            fingerprint="",
            limits=Limits(running_jobs=_NO_LIMIT, stored_bytes=_NO_LIMIT),
        )
        made, is_new = submit_again(connection, asked, found.id, JobOptions.from_json(found.options))
        return Requeued(job=made, is_new=is_new, steps=0)
    # Not those whose payload is gone: a chunk loses it when it is done, and then it is not dead.
    back = connection.scalars(
        update(chunk)
        .where(chunk.c.job_id == job_id, chunk.c.state == ChunkState.DEAD)
        .values(state=ChunkState.PENDING, attempt=0, rows_failed=0, finished_at=None)
        .returning(chunk.c.ordinal)
    ).all()
    connection.execute(
        delete(row_error).where(
            row_error.c.job_id == job_id,
            row_error.c.chunk_ordinal.in_(back),
            row_error.c.kind == ChunkKind.COMPUTE,
        )
    )
    if back:
        _fence_finish(connection, job_id)
    rested = connection.execute(
        update(chunk)
        .where(
            chunk.c.job_id == job_id,
            chunk.c.state == ChunkState.PENDING,
            or_(chunk.c.ordinal.in_(back), chunk.c.not_before > func.clock_timestamp()),
        )
        .values(not_before=func.clock_timestamp())
    )
    return Requeued(job=find(connection, job_id), is_new=False, steps=rested.rowcount)


def _fence_finish(connection: Connection, job_id: UUID) -> None:
    """A finish under way has added up without what comes back: it loses its lease, and waits for that."""
    fenced = connection.execute(
        update(chunk)
        .where(chunk.c.job_id == job_id, chunk.c.kind == ChunkKind.FINISH, chunk.c.state == ChunkState.LEASED)
        .values(
            state=ChunkState.PENDING,
            lease_token=None,
            lease_expires_at=None,
            attempt=chunk.c.attempt - 1,
        )
    )
    if fenced.rowcount:
        connection.execute(
            update(job)
            .where(job.c.id == job_id, job.c.state == JobState.FINISHING)
            .values(state=JobState.COMPUTING, status_reason="computing")
        )
