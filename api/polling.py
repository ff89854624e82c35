"""Long polls: wait until a job has changed, holding neither a connection nor a thread meanwhile."""

import asyncio
import time
from typing import Final

from fastapi import Request
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.stopping import Stopping
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.protocol.jobs import Job
from core.errors import JobNotFinished
from core.ids import JobId, WorkspaceId

_LOOK_EVERY_SECONDS: Final = 0.5


async def changed_job(
    request: Request,
    engine: Engine,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    seconds: float,
    stopping: Stopping,
) -> Job:
    """The job, as soon as its state or progress differ from now, it has ended, or `seconds` are over.

    Raises `JobNotFound`.
    """
    until = time.monotonic() + seconds
    # Before the job itself: what changes in between is noticed at the first look.
    before = await run_in_threadpool(_progress_mark, engine, workspace_id, job_id) if seconds else None
    job = await run_in_threadpool(read_job, engine, workspace_id, job_id)
    if before is None or job.is_terminal:
        return job
    while not stopping:
        left = until - time.monotonic()
        if left <= 0 or await request.is_disconnected():
            break
        await asyncio.sleep(min(_LOOK_EVERY_SECONDS, left))
        if await run_in_threadpool(_progress_mark, engine, workspace_id, job_id) != before:
            break
    return await run_in_threadpool(read_job, engine, workspace_id, job_id)


def _progress_mark(engine: Engine, workspace_id: WorkspaceId, job_id: JobId) -> tuple[object, ...] | None:
    with transaction(engine, workspace_id) as connection:
        return jobs.progress_mark(connection, workspace_id, job_id)


def read_job(engine: Engine, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """One job, in a transaction of its own; raises `JobNotFound`."""
    with transaction(engine, workspace_id) as connection:
        return jobs.get(connection, workspace_id, job_id)


def kept_job(engine: Engine, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """The same, where its rows or its file are wanted; raises also `NotFound` once it was deleted."""
    with transaction(engine, workspace_id) as connection:
        return jobs.get_kept(connection, workspace_id, job_id)


def not_finished(job: Job) -> JobNotFinished:
    """The refusal of what there is only once the job has ended."""
    return JobNotFinished(
        f"The job has not finished yet: it is {job.state}, {job.progress.percent:g} % of its rows are done.",
        remedy=f"Wait for it with GET /jobs/{job.id}?wait=20, then ask again.",
    )
