"""Jobs: made, listed, shown with their progress."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, tuple_

from core.db.cursors import moment, read_cursor, write_cursor
from core.db.paged import Page
from core.db.protocol.files import StoredFile
from core.db.protocol.job_rows import Job, query
from core.db.protocol.waiting import explained
from core.db.schema import partitions
from core.db.schema.tables import chunk, job
from core.errors import JobNotFound, NotFound
from core.ids import JobId, WorkspaceId
from core.inventory.version import ENGINE_VERSION
from core.job_options import JobOptions
from core.job_states import ChunkKind, ChunkState, JobState
from core.sheets.understanding import IMPORTER_VERSION

__all__ = [
    "READ_ORDINAL",
    "Job",
    "create",
    "get",
    "get_kept",
    "lay_read_step",
    "page",
    "progress_mark",
]

READ_ORDINAL = 0


def create(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    stored: StoredFile,
    options: JobOptions,
    created_by: str,
    retry_of: JobId | None = None,
    amends: JobId | None = None,
) -> Job:
    """A job over a stored file, with its read step; ready to be claimed once committed."""
    job_id = uuid4()
    today: date = connection.execute(select(func.current_date())).scalar_one()
    job_month = today.replace(day=1)
    partitions.ensure(connection, job_month)
    connection.execute(
        insert(job).values(
            id=job_id,
            workspace_id=workspace_id,
            file_id=stored.id,
            job_month=job_month,
            as_of=options.as_of,
            options=options.to_json(),
            engine_version=ENGINE_VERSION,
            importer_version=IMPORTER_VERSION,
            created_by=created_by,
            retry_of=retry_of,
            amends=amends,
        )
    )
    lay_read_step(connection, workspace_id, job_id)
    return get(connection, workspace_id, JobId(job_id))


def lay_read_step(connection: Connection, workspace_id: WorkspaceId, job_id: UUID) -> None:
    """Every job begins with reading: with this step it can be claimed once it is committed."""
    connection.execute(
        insert(chunk).values(
            workspace_id=workspace_id,
            job_id=job_id,
            ordinal=READ_ORDINAL,
            kind=ChunkKind.READ,
            importer_version=IMPORTER_VERSION,
        )
    )


def get(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """One job; raises `JobNotFound`, also for another workspace's."""
    row = connection.execute(query(workspace_id).where(job.c.id == job_id)).one_or_none()
    if row is None:
        raise JobNotFound(remedy="Look at the list of jobs: GET /jobs.")
    return explained(connection, [Job.of_row(row)])[0]


def get_kept(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """One job whose rows and file are wanted; raises also `NotFound` once it was deleted."""
    found = get(connection, workspace_id, job_id)
    if found.purged_at is not None:
        raise NotFound(
            f"The job was deleted on {found.purged_at:%Y-%m-%d}: what it was is told, its rows are gone.",
            remedy="Upload the sheet again: POST /jobs.",
        )
    return found


def progress_mark(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId
) -> tuple[object, ...] | None:
    """Something that differs once state or progress have changed; for many that look often, so it is cheap.

    None where there is no such job.
    """
    done = (
        select(func.count())
        .where(chunk.c.job_id == job_id, chunk.c.state.in_([ChunkState.DONE, ChunkState.DEAD]))
        .scalar_subquery()
    )
    row = connection.execute(
        select(job.c.state, job.c.status_reason, job.c.rows_total, job.c.purged_at, done).where(
            job.c.id == job_id, job.c.workspace_id == workspace_id
        )
    ).one_or_none()
    return None if row is None else tuple(row)


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    limit: int,
    cursor: str | None = None,
    state: JobState | None = None,
) -> Page[Job]:
    """The newest jobs, `limit` at a time; those that were deleted are left out."""
    found = (
        query(workspace_id)
        .where(job.c.purged_at.is_(None))
        .order_by(job.c.created_at.desc(), job.c.id.desc())
        .limit(limit + 1)
    )
    if state is not None:
        found = found.where(job.c.state == state)
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        found = found.where(tuple_(job.c.created_at, job.c.id) < tuple_(at, last))
    jobs = [Job.of_row(row) for row in connection.execute(found)]
    shown = explained(connection, jobs[:limit])
    more = len(jobs) > limit
    return Page(
        rows=shown,
        next=write_cursor(shown[-1].created_at.isoformat(), shown[-1].id) if more else None,
    )
