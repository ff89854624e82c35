"""The moves of a job from state to state that are not the work itself: on, cancelled, failed.

Lock order is job, then chunk; terminal states never change.
"""

from sqlalchemy import Connection, func, select, update

from core.db.protocol.ending import end
from core.db.protocol.jobs import Job, get
from core.db.schema.tables import chunk, job
from core.errors import JobAlreadyEnded, JobNotFound
from core.ids import JobId, WorkspaceId
from core.job_states import TERMINAL, ChunkKind, ChunkState, JobState


def cancel(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """Ask a job to stop: its waiting chunks end at once, its running ones within a heartbeat.

    Asking twice is harmless. Raises `JobNotFound`, `JobAlreadyEnded`.
    """
    state = connection.scalar(
        select(job.c.state).where(job.c.id == job_id, job.c.workspace_id == workspace_id).with_for_update()
    )
    if state is None:
        raise JobNotFound(remedy="Look at the list of jobs: GET /jobs.")
    if state in TERMINAL and state != JobState.CANCELLED:
        raise JobAlreadyEnded(
            f"The job has ended already: it is {state}.",
            remedy="Take its decisions; to have others, upload the sheet again.",
        )
    if state not in (JobState.CANCELLED, JobState.CANCELLING):
        connection.execute(
            update(job)
            .where(job.c.id == job_id)
            .values(state=JobState.CANCELLING, status_reason="stopping the chunks that are being worked on")
        )
        cancel_pending(connection, job_id)
        close_if_cancelled(connection, job_id)
    return get(connection, workspace_id, job_id)


def close_if_cancelled(connection: Connection, job_id: JobId) -> bool:
    """End a job that is being cancelled once none of its chunks is worked on any more."""
    locked = connection.scalar(
        select(job.c.id).where(job.c.id == job_id, job.c.state == JobState.CANCELLING).with_for_update()
    )
    if locked is None:
        return False
    running = select(chunk.c.id).where(chunk.c.job_id == job_id, chunk.c.state == ChunkState.LEASED).exists()
    if not end(connection, job_id, JobState.CANCELLED, "cancelled on request", ~running):
        return False
    cancel_pending(connection, job_id)
    return True


def cancel_pending(connection: Connection, job_id: JobId) -> None:
    """End the waiting chunks of a job that has ended or is ending."""
    connection.execute(
        update(chunk)
        .where(chunk.c.job_id == job_id, chunk.c.state == ChunkState.PENDING)
        .values(state=ChunkState.CANCELLED, payload=None, finished_at=func.clock_timestamp())
    )


def cancel_left_behind(connection: Connection) -> None:
    """End chunks that were given back to a job that had ended meanwhile; nobody would claim them."""
    has_ended = select(job.c.id).where(job.c.id == chunk.c.job_id, job.c.state.in_(TERMINAL)).exists()
    connection.execute(
        update(chunk)
        .where(chunk.c.state == ChunkState.PENDING, chunk.c.kind != ChunkKind.EXPORT, has_ended)
        .values(state=ChunkState.CANCELLED, payload=None, finished_at=func.clock_timestamp())
    )


def fail(connection: Connection, job_id: JobId, *, code: str, message: str, remedy: str) -> None:
    """End a job that cannot be done, with the reason; a job that has ended stays as it is."""
    error = {"code": code, "message": message, "remedy": remedy}
    if end(connection, job_id, JobState.FAILED, message, job.c.state != JobState.CANCELLING, error=error):
        cancel_pending(connection, job_id)


def advance(connection: Connection, job_id: JobId, state: JobState, reason: str) -> None:
    """Move a running job on to `state`; one that is cancelled or has ended stays as it is."""
    before = {
        JobState.READING: [JobState.QUEUED, JobState.READING],
        JobState.FINISHING: [JobState.READING, JobState.COMPUTING, JobState.FINISHING],
    }[state]
    connection.execute(
        update(job)
        .where(job.c.id == job_id, job.c.state.in_(before))
        .values(
            state=state,
            status_reason=reason,
            started_at=func.coalesce(job.c.started_at, func.clock_timestamp()),
        )
    )
