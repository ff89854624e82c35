"""Files a worker builds of an ended job: asked for once, built as a step like any other, kept for a while."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.protocol import files
from core.db.protocol.files import StoredFile
from core.db.protocol.jobs import Job
from core.db.protocol.leases import Lease, lock, mark_done
from core.db.schema.protocol_tables import job_export
from core.db.schema.tables import chunk
from core.ids import FileId
from core.job_states import ChunkKind, ChunkState
from core.sheets.understanding import IMPORTER_VERSION

XLSX: Final = "xlsx"
# Behind every step of the job itself.
_ORDINALS: Final = {XLSX: 2_000_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file asked for: `file` once it is built, else why it is not."""

    file: StoredFile | None
    reason: str


def ask(connection: Connection, job: Job, form: str) -> Export:
    """Have a file of an ended job built, unless it is there or being built already."""
    ordinal = _ORDINALS[form]
    key = {"job_id": job.id, "format": form}
    asked = insert(job_export).values(**key, workspace_id=job.workspace_id, ordinal=ordinal)
    connection.execute(asked.on_conflict_do_nothing())
    file_id = connection.scalar(
        select(job_export.c.file_id).where(job_export.c.job_id == job.id, job_export.c.format == form)
    )
    if file_id is not None:
        return Export(file=files.get(connection, job.workspace_id, FileId(file_id)), reason="built")
    step = insert(chunk).values(
        workspace_id=job.workspace_id,
        job_id=job.id,
        ordinal=ordinal,
        kind=ChunkKind.EXPORT,
        importer_version=IMPORTER_VERSION,
    )
    connection.execute(step.on_conflict_do_nothing())
    found = connection.execute(
        select(chunk.c.id, chunk.c.state, chunk.c.error).where(
            chunk.c.job_id == job.id, chunk.c.ordinal == ordinal
        )
    ).one()
    if found.state == ChunkState.LEASED:
        return Export(file=None, reason="being built")
    if found.state == ChunkState.PENDING:
        return Export(file=None, reason="waiting to be built")
    connection.execute(
        update(chunk)
        .where(chunk.c.id == found.id)
        .values(state=ChunkState.PENDING, attempt=0, not_before=func.clock_timestamp(), finished_at=None)
    )
    return Export(file=None, reason=f"tried again; it failed before: {found.error or 'no reason is known'}")


def deliver(connection: Connection, held: Lease, built: StoredFile) -> None:
    """Hand the built file over, the lease proved; raises `LeaseLost`."""
    lock(connection, held)
    connection.execute(
        update(job_export)
        .where(job_export.c.job_id == held.job_id, job_export.c.ordinal == held.ordinal)
        .values(file_id=built.id)
    )
    mark_done(connection, held)
