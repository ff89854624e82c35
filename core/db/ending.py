"""The end of a job: the one place where a state that never changes again is written, and told."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, update

from core.db import outbox
from core.db.tables import job
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
    workspace_id = connection.scalar(
        update(job)
        .where(job.c.id == job_id, job.c.state.not_in(TERMINAL), *only_if)
        .values(values | ({"error": error} if error else {}))
        .returning(job.c.workspace_id)
    )
    if workspace_id is None:
        return False
    outbox.job_ended(connection, WorkspaceId(workspace_id), job_id)
    return True
