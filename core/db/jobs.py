"""Jobs: made, listed, shown with their progress."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, func, insert, select, true, tuple_

from core.db import partitions
from core.db.cursors import moment, read_cursor, write_cursor
from core.db.files import StoredFile
from core.db.progress import Progress, live_counts
from core.db.tables import chunk, file, job
from core.errors import JobNotFound
from core.ids import FileId, JobId, WorkspaceId
from core.inventory.version import ENGINE_VERSION
from core.job_options import JobOptions
from core.job_states import TERMINAL, ChunkKind, JobState
from core.sheets.understanding import IMPORTER_VERSION

READ_ORDINAL = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as everybody outside the protocol sees it."""

    id: JobId
    workspace_id: WorkspaceId
    kind: str
    state: JobState
    status_reason: str
    file: StoredFile
    job_month: date
    as_of: date
    options: dict[str, Any]
    engine_version: str
    importer_version: str
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    understanding: dict[str, Any] | None
    error: dict[str, Any] | None
    progress: Progress
    retry_of: JobId | None = None
    amends: JobId | None = None
    purged_at: datetime | None = None
    purged_by: str | None = None

    @property
    def is_terminal(self) -> bool:
        """Whether nothing about the job changes any more."""
        return self.state in TERMINAL

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """From a row of `_query`."""
        return cls(
            id=JobId(row.id),
            workspace_id=WorkspaceId(row.workspace_id),
            kind=row.kind,
            state=JobState(row.state),
            status_reason=row.status_reason,
            file=StoredFile(
                id=FileId(row.file_id),
                name=row.name,
                media_type=row.media_type,
                size=row.size,
                sha256=row.sha256,
                is_purged=row.file_purged_at is not None,
            ),
            job_month=row.job_month,
            as_of=row.as_of,
            options=row.options,
            engine_version=row.engine_version,
            importer_version=row.importer_version,
            created_by=row.created_by,
            created_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            understanding=row.understanding,
            error=row.error,
            progress=Progress.of_row(row),
            retry_of=row.retry_of,
            amends=row.amends,
            purged_at=row.purged_at,
            purged_by=row.purged_by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """Jobs, newest first, and where the next page starts."""

    jobs: list[Job]
    next: str | None


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
    connection.execute(
        insert(chunk).values(
            workspace_id=workspace_id,
            job_id=job_id,
            ordinal=READ_ORDINAL,
            kind=ChunkKind.READ,
            importer_version=IMPORTER_VERSION,
        )
    )
    return get(connection, workspace_id, JobId(job_id))


def _query(workspace_id: WorkspaceId) -> Select[Any]:
    live = live_counts()
    return (
        select(
            *job.c,
            file.c.name,
            file.c.media_type,
            file.c.size,
            file.c.sha256,
            file.c.purged_at.label("file_purged_at"),
            *live.c,
        )
        .join(file, file.c.id == job.c.file_id)
        .join(live, true())
        .where(job.c.workspace_id == workspace_id)
    )


def get(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """One job; raises `JobNotFound`, also for another workspace's."""
    row = connection.execute(_query(workspace_id).where(job.c.id == job_id)).one_or_none()
    if row is None:
        raise JobNotFound(remedy="Look at the list of jobs: GET /jobs.")
    return Job.of_row(row)


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    limit: int,
    cursor: str | None = None,
    state: JobState | None = None,
) -> JobPage:
    """The newest jobs, `limit` at a time."""
    query = _query(workspace_id).order_by(job.c.created_at.desc(), job.c.id.desc()).limit(limit + 1)
    if state is not None:
        query = query.where(job.c.state == state)
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        query = query.where(tuple_(job.c.created_at, job.c.id) < tuple_(at, last))
    jobs = [Job.of_row(row) for row in connection.execute(query)]
    shown = jobs[:limit]
    more = len(jobs) > limit
    return JobPage(
        jobs=shown,
        next=write_cursor(shown[-1].created_at.isoformat(), shown[-1].id) if more else None,
    )
