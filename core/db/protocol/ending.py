"""The end of a job: the one place where a state that never changes again is written, told and counted."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Double, func, update

from core.db.operation import counting
from core.db.schema.tables import job
from core.db.webhook import outbox
from core.ids import JobId, WorkspaceId
from core.job_states import TERMINAL, JobState


def end(
    connection: Connection,
    job_id: JobId,
    state: JobState,
    reason: str,
    *only_if: ColumnElement[bool],
    error: dict[str, Any] | None = None,
) -> bool:
    """End the job where it has not ended and all of `only_if` holds; tells whether it did.

    Whoever asked to be told by a webhook is, once this transaction is committed and never without it.
    """
    values = {"state": state, "status_reason": reason, "finished_at": func.clock_timestamp()}
    seconds = func.extract("epoch", job.c.finished_at - job.c.created_at).cast(Double)
    ended = connection.execute(
        update(job)
        .where(job.c.id == job_id, job.c.state.not_in(TERMINAL), *only_if)
        .values(values | ({"error": error} if error else {}))
        .returning(job.c.workspace_id, job.c.kind, func.greatest(seconds, 0.0).label("seconds"))
    ).one_or_none()
    if ended is None:
        return False
    outbox.job_ended(connection, WorkspaceId(ended.workspace_id), job_id)
    counting.job_ended(connection, ended.kind, state, ended.seconds)
    return True
