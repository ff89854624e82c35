"""What a workspace may have at once: said when a job is sent, before anything is worked on."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.db.schema.tables import file, job, workspace
from core.errors import FieldProblem, StorageFull, TooManyJobs
from core.ids import WorkspaceId
from core.job_states import TERMINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one workspace: jobs that have not ended, and bytes of all files kept."""

    running_jobs: int
    stored_bytes: int


def hold_place(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Until the end of this transaction nobody else adds to the workspace."""
    connection.execute(
        select(workspace.c.id).where(workspace.c.id == workspace_id).with_for_update(key_share=True)
    )


def check_jobs(connection: Connection, workspace_id: WorkspaceId, limits: Limits) -> None:
    """Raise `TooManyJobs` where no further job may be made now."""
    running = connection.scalar(
        select(func.count())
        .select_from(job)
        .where(job.c.workspace_id == workspace_id, job.c.state.not_in(TERMINAL))
    )
    if (running or 0) < limits.running_jobs:
        return
    remedy = "Wait until a job has ended, or cancel one; then send this again."
    raise TooManyJobs(
        f"{running} jobs of this workspace have not ended; {limits.running_jobs} are allowed.",
        remedy=remedy,
        problems=[
            FieldProblem(
                field="running_jobs",
                value=str(running),
                code="too_many_jobs",
                message=f"more than {limits.running_jobs} at a time are not allowed",
                remedy=remedy,
            )
        ],
    )


def check_storage(connection: Connection, workspace_id: WorkspaceId, limits: Limits, more: int) -> None:
    """Raise `StorageFull` where `more` bytes beside what is kept are too many."""
    kept = connection.scalar(
        select(func.coalesce(func.sum(file.c.size), 0)).where(
            file.c.workspace_id == workspace_id, file.c.purged_at.is_(None)
        )
    )
    kept = int(kept or 0)
    if kept + more <= limits.stored_bytes:
        return
    remedy = "Delete jobs that are no longer needed (DELETE /jobs/ID), or ask for a larger limit."
    raise StorageFull(
        f"The files of this workspace take {kept:,} bytes of {limits.stored_bytes:,}; "
        f"this one has {more:,} and does not fit.",
        remedy=remedy,
        problems=[
            FieldProblem(
                field="file",
                value=f"{more} bytes",
                code="storage_full",
                message=f"{max(0, limits.stored_bytes - kept):,} bytes are left",
                remedy=remedy,
            )
        ],
    )
