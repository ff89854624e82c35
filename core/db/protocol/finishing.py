"""What the finish step writes: the totals and the terminal state, in one transaction of its own."""

from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from core.db.protocol.ending import end
from core.db.protocol.leases import Lease, lock, mark_done
from core.db.schema.tables import chunk, job, job_summary, row_error
from core.errors import JobCancelled
from core.ids import JobId, WorkspaceId
from core.job_states import RUNNABLE, ChunkKind, JobState

_MOST_REASONS = 2


def chunk_summaries(connection: Connection, job_id: JobId) -> list[dict[str, Any]]:
    """What each computed chunk adds to the job's summary, in the order of the rows."""
    return list(
        connection.scalars(
            select(chunk.c.summary)
            .where(chunk.c.job_id == job_id, chunk.c.kind == ChunkKind.COMPUTE, chunk.c.summary.is_not(None))
            .order_by(chunk.c.ordinal)
        )
    )


def close(connection: Connection, held: Lease, summary: dict[str, Any]) -> JobState:
    """End the job; raises `LeaseLost`, or `JobCancelled` where it was cancelled meanwhile."""
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    if lock(connection, held) not in RUNNABLE:
        raise JobCancelled
    counts = connection.execute(
        select(
            func.coalesce(func.sum(chunk.c.rows_ok), 0).label("ok"),
            func.coalesce(func.sum(chunk.c.rows_failed), 0).label("failed"),
        ).where(chunk.c.job_id == held.job_id, chunk.c.kind == ChunkKind.COMPUTE)
    ).one()
    state, reason = _verdict(int(counts.ok), int(counts.failed))
    error = _all_failed(connection, held.job_id, reason) if state is JobState.FAILED else None
    connection.execute(
        insert(job_summary)
        .values(job_id=held.job_id, workspace_id=held.workspace_id, summary=summary)
        .on_conflict_do_update(index_elements=[job_summary.c.job_id], set_={"summary": summary})
    )
    mark_done(connection, held)
    end(connection, held.job_id, state, error["message"] if error else reason, error=error)
    return state


def _all_failed(connection: Connection, job_id: JobId, reason: str) -> dict[str, str]:
    """Why every row failed: what is said about most of them, which is usually the same about all."""
    most = connection.execute(
        select(row_error.c.message, row_error.c.remedy)
        .where(row_error.c.job_id == job_id)
        .group_by(row_error.c.message, row_error.c.remedy)
        .order_by(func.count().desc(), func.min(row_error.c.id))
        .limit(_MOST_REASONS)
    ).all()
    told = "; ".join(row.message.rstrip(".") for row in most)
    remedies = dict.fromkeys(row.remedy.rstrip(".") for row in most if row.remedy)
    return {
        "code": "all_rows_failed",
        "message": f"{reason}, most of all: {told}" if told else reason,
        "remedy": "".join(f"{text[:1].upper()}{text[1:]}. " for text in remedies)
        + "Then compute it again with these defaults, or mend the rows in the errors file and upload that.",
    }


def _verdict(ok: int, failed: int) -> tuple[JobState, str]:
    if failed == 0:
        return JobState.SUCCEEDED, f"all {ok} rows have a decision"
    if ok == 0:
        return JobState.FAILED, f"all {failed} rows have errors"
    return JobState.PARTIALLY_SUCCEEDED, f"{ok} rows have a decision, {failed} have errors"


def summary_of(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> dict[str, Any] | None:
    """The summary of an ended job; None before its end and where there is none."""
    return connection.scalar(
        select(job_summary.c.summary).where(
            job_summary.c.job_id == job_id, job_summary.c.workspace_id == workspace_id
        )
    )
