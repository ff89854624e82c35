"""A job as it is shown, and the query that gives it: the row, its file, its progress."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import Row, Select, select, true

from core.db.protocol.files import StoredFile
from core.db.protocol.progress import Progress, live_counts
from core.db.schema.catalogue_tables import catalogue
from core.db.schema.tables import file, job
from core.errors import FileNotFound
from core.ids import CatalogueId, FileId, JobId, WorkspaceId
from core.job_states import TERMINAL, JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as everybody outside the protocol sees it.

    `name` is its file's or, of a run, which has no file, its catalogue's; a scenario's own comes behind that.
    """

    id: JobId
    workspace_id: WorkspaceId
    kind: str
    state: JobState
    status_reason: str
    name: str
    file: StoredFile | None
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
    catalogue_id: CatalogueId | None = None
    compares_with: JobId | None = None
    purged_at: datetime | None = None
    purged_by: str | None = None

    @property
    def is_terminal(self) -> bool:
        """Whether nothing about the job changes any more."""
        return self.state in TERMINAL

    @property
    def upload(self) -> StoredFile:
        """The file it is of; raises `FileNotFound` for a run or a scenario, which are over a catalogue."""
        if self.file is None:
            raise FileNotFound(
                f"This job is a {self.kind} of a catalogue: it has no file.",
                remedy=f"Ask for the catalogue's items: GET /catalogues/{self.catalogue_id}/items.csv.",
            )
        return self.file

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """From a row of `query`."""
        return cls(
            id=JobId(row.id),
            workspace_id=WorkspaceId(row.workspace_id),
            kind=row.kind,
            state=JobState(row.state),
            status_reason=_reason(row),
            name=_name(row),
            file=None if row.file_id is None else _file(row),
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
            catalogue_id=row.catalogue_id,
            compares_with=row.compares_with,
            purged_at=row.purged_at,
            purged_by=row.purged_by,
        )


def _name(row: Row[Any]) -> str:
    if row.file_id is not None:
        return str(row.name)
    scenario = row.options.get("scenario")
    return f"{row.catalogue_name}: {scenario['name']}" if scenario else str(row.catalogue_name)


def _file(row: Row[Any]) -> StoredFile:
    return StoredFile(
        id=FileId(row.file_id),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        is_purged=row.file_purged_at is not None,
    )


def _reason(row: Row[Any]) -> str:
    if row.purged_at is None:
        return str(row.status_reason)
    return f"{row.status_reason}; deleted on {row.purged_at:%Y-%m-%d}"


def query(workspace_id: WorkspaceId) -> Select[Any]:
    """The jobs of a workspace, each with its file and its progress, as `Job.of_row` takes them."""
    live = live_counts()
    return (
        select(
            *job.c,
            file.c.name,
            file.c.media_type,
            file.c.size,
            file.c.sha256,
            file.c.purged_at.label("file_purged_at"),
            catalogue.c.name.label("catalogue_name"),
            *live.c,
        )
        .outerjoin(file, file.c.id == job.c.file_id)
        .outerjoin(catalogue, catalogue.c.id == job.c.catalogue_id)
        .join(live, true())
        .where(job.c.workspace_id == workspace_id)
    )
