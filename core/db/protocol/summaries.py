"""Totals of ended jobs, as the finish step left them."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.dialects.postgresql import JSONB

from core.db.schema.tables import job_summary
from core.ids import JobId, WorkspaceId


def get(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> dict[str, Any] | None:
    """The summary of a job as JSON, without its charts, which are long; None where it has none (yet)."""
    return _found(
        connection, workspace_id, job_id, job_summary.c.summary.op("-", return_type=JSONB())("charts")
    )


def whole(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> dict[str, Any] | None:
    """The same with its charts."""
    return _found(connection, workspace_id, job_id, job_summary.c.summary)


def _found(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, what: ColumnElement[Any]
) -> dict[str, Any] | None:
    found: dict[str, Any] | None = connection.scalar(
        select(what).where(job_summary.c.job_id == job_id, job_summary.c.workspace_id == workspace_id)
    )
    return found
