"""Totals of ended jobs, as the finish step left them."""

from typing import Any

from sqlalchemy import Connection, select

from core.db.tables import job_summary
from core.ids import JobId, WorkspaceId


def get(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> dict[str, Any] | None:
    """The summary of a job as JSON; None where it has none (yet)."""
    found: dict[str, Any] | None = connection.scalar(
        select(job_summary.c.summary).where(
            job_summary.c.job_id == job_id, job_summary.c.workspace_id == workspace_id
        )
    )
    return found
