"""What the read step writes: what was understood of the sheet, the chunks to compute, and its own end.

Each is a short transaction that proves the lease first. A read that is claimed again keeps the chunks an
earlier attempt made: the same file, options and importer version cut the same chunks.
"""

from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.protocol import row_errors
from core.db.protocol.decisions import delete_job
from core.db.protocol.leases import Lease, lock, mark_done
from core.db.schema.tables import chunk, job, row_error
from core.errors import JobCancelled
from core.job_states import RUNNABLE, ChunkKind, JobState
from core.sheets.chunk import EncodedChunk
from core.sheets.understanding import IMPORTER_VERSION, Understanding


def _lock_job_and_chunk(connection: Connection, held: Lease) -> JobState:
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    return lock(connection, held)


def has_begun(connection: Connection, held: Lease) -> bool:
    """Whether an earlier attempt has made chunks, so that this one has to make the rest of them."""
    made = select(chunk.c.id).where(chunk.c.job_id == held.job_id, chunk.c.ordinal > held.ordinal)
    return bool(connection.scalar(select(made.exists())))


def freeze_options(connection: Connection, held: Lease, options: dict[str, Any]) -> None:
    """Change how the job's sheet is read, before anything of it is kept."""
    _lock_job_and_chunk(connection, held)
    connection.execute(update(job).where(job.c.id == held.job_id).values(options=options))


def store_understanding(connection: Connection, held: Lease, understanding: Understanding) -> None:
    """Keep what pass one found, and clear away chunks another importer version has cut.

    Raises `JobCancelled` where the job is not to go on.
    """
    if _lock_job_and_chunk(connection, held) not in RUNNABLE:
        raise JobCancelled
    connection.execute(
        update(job)
        .where(job.c.id == held.job_id)
        .values(
            understanding=understanding.to_json(),
            rows_total=understanding.rows,
            importer_version=IMPORTER_VERSION,
            status_reason="reading rows; those read are being computed",
        )
    )
    others = chunk.c.importer_version != IMPORTER_VERSION
    is_stale = connection.scalar(
        select(func.count())
        .select_from(chunk)
        .where(chunk.c.job_id == held.job_id, chunk.c.kind != ChunkKind.READ, others)
    )
    if is_stale:
        connection.execute(delete(chunk).where(chunk.c.job_id == held.job_id, chunk.c.kind != ChunkKind.READ))
        connection.execute(delete(row_error).where(row_error.c.job_id == held.job_id))
        delete_job(connection, held.workspace_id, held.job_id, held.job_month)


def add_chunk(connection: Connection, held: Lease, encoded: EncodedChunk) -> None:
    """Make a chunk claimable, with the errors its cells had; one that is there already stays as it is."""
    lock(connection, held)
    ordinal = held.ordinal + 1 + encoded.ordinal
    made = connection.execute(
        insert(chunk)
        .values(
            workspace_id=held.workspace_id,
            job_id=held.job_id,
            ordinal=ordinal,
            kind=ChunkKind.COMPUTE,
            first_row=encoded.first_row,
            last_row=encoded.last_row,
            rows=encoded.rows,
            payload=encoded.payload,
            importer_version=IMPORTER_VERSION,
        )
        .on_conflict_do_nothing()
    )
    if made.rowcount == 1 and encoded.errors:
        row_errors.put(
            connection,
            held.workspace_id,
            held.job_id,
            chunk_ordinal=ordinal,
            kind=ChunkKind.READ,
            errors=encoded.errors,
        )


def complete(connection: Connection, held: Lease, *, chunks: int, rows: int) -> None:
    """End the read step and lay the finish step behind everything there is to compute."""
    state = _lock_job_and_chunk(connection, held)
    connection.execute(
        insert(chunk)
        .values(
            workspace_id=held.workspace_id,
            job_id=held.job_id,
            ordinal=held.ordinal + 1 + chunks,
            kind=ChunkKind.FINISH,
            importer_version=IMPORTER_VERSION,
        )
        .on_conflict_do_nothing()
    )
    mark_done(connection, held)
    values: dict[str, object] = {"rows_total": rows}
    if state in RUNNABLE:
        values |= {"state": JobState.COMPUTING, "status_reason": "computing"}
    connection.execute(update(job).where(job.c.id == held.job_id).values(**values))
