"""Jobs: listed, watched, cancelled, deleted."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, EngineDep, ServicesDep
from api.models.job import JobOut, JobPageOut
from api.paging import CursorParam, LimitParam
from api.polling import changed_job, kept_job, not_finished
from api.recorded import actor
from api.scopes import needs
from core import queue
from core.db.connect import transaction
from core.db.protocol import jobs, retention, summaries, transitions
from core.db.protocol.jobs import Job
from core.db.record.admin_actions import Action, record
from core.db.webhook.deliveries import is_any_due
from core.errors import NotFound
from core.ids import JobId
from core.job_states import JobState
from core.logs import logger
from core.roles import Scope

router = APIRouter(prefix="/jobs", tags=["jobs"])
log = logger(__name__)

_POLL_AGAIN_SECONDS: Final = "1"


@router.get(
    "",
    summary="List jobs",
    responses=problems.documented(401, 403, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_jobs(
    request: Request,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 50,
    cursor: CursorParam = None,
    state: Annotated[JobState | None, Query(description="only jobs in this state")] = None,
) -> JobPageOut:
    """The newest first. Their `summary` is left out; ask for the one job to get it."""
    with transaction(engine, caller.workspace_id) as connection:
        page = jobs.page(connection, caller.workspace_id, limit=limit, cursor=cursor, state=state)
    root_path = request.scope["root_path"]
    return JobPageOut(items=[JobOut.of(job, root_path=root_path) for job in page.rows], next=page.next)


@router.get(
    "/{job_id}",
    summary="Show or watch a job",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
async def show(
    request: Request,
    response: Response,
    job_id: UUID,
    caller: CallerDep,
    at_hand: ServicesDep,
    wait: Annotated[
        float,
        Query(ge=0, le=20, description="answer when something has changed, at the latest then [seconds]"),
    ] = 0,
) -> JobOut:
    """With `wait`, answers as soon as state or progress change; a job that has ended is answered at once."""
    engine, workspace_id = at_hand.engine, caller.workspace_id
    job = await changed_job(
        request, engine, workspace_id, JobId(job_id), seconds=wait, stopping=at_hand.stopping
    )
    if not job.is_terminal:
        response.headers["Retry-After"] = _POLL_AGAIN_SECONDS
        return JobOut.of(job, root_path=request.scope["root_path"])
    summary = await run_in_threadpool(_summary, engine, job)
    return JobOut.of(job, root_path=request.scope["root_path"], summary=summary)


def _summary(engine: Engine, job: Job) -> dict[str, Any] | None:
    with transaction(engine, job.workspace_id) as connection:
        return summaries.get(connection, job.workspace_id, job.id)


@router.post(
    "/{job_id}/cancel",
    status_code=202,
    summary="Cancel a job",
    responses=problems.documented(401, 403, 404, 409, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def cancel(request: Request, job_id: UUID, caller: CallerDep, engine: EngineDep) -> JobOut:
    """What waits ends at once, what is being computed within seconds; decisions made so far stay."""
    with transaction(engine, caller.workspace_id) as connection:
        job = transitions.cancel(connection, caller.workspace_id, JobId(job_id))
        record(connection, actor(request, caller), Action.JOB_CANCELLED, f"job:{job_id}")
        has_to_tell = is_any_due(connection)
    if has_to_tell:
        queue.deliver_soon()
    log.info("job_cancel_asked", job_id=str(job_id))
    return JobOut.of(job, root_path=request.scope["root_path"])


@router.delete(
    "/{job_id}",
    status_code=202,
    summary="Delete a job",
    responses=problems.documented(401, 403, 404, 409, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def delete(request: Request, job_id: UUID, caller: CallerDep, engine: EngineDep) -> JobOut:
    """An ended job's decisions, errors and file are hidden at once and taken away soon after.

    Who made it, when and how it ended stays to be asked for by its id; lists leave it out.
    """
    with transaction(engine, caller.workspace_id) as connection:
        retention.purge(connection, caller.workspace_id, JobId(job_id), by=caller.label)
        record(connection, actor(request, caller), Action.JOB_DELETED, f"job:{job_id}")
        job = jobs.get(connection, caller.workspace_id, JobId(job_id))
    log.info("job_deleted", job_id=str(job_id))
    queue.clean_soon()
    return JobOut.of(job, root_path=request.scope["root_path"])


@router.get(
    "/{job_id}/summary",
    summary="The totals of a job",
    responses=problems.documented(401, 403, 404, 409, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def summary(job_id: UUID, caller: CallerDep, engine: EngineDep) -> dict[str, Any]:
    """Totals per currency, what to order now, what it saves, and `charts`; once the job has ended.

    `charts` holds suppliers, classes, weeks, pareto and savings, each by currency, in the order to draw them.
    """
    from core.sheets.chart_data import chart_data
    from core.sheets.charts import Charts

    job = kept_job(engine, caller.workspace_id, JobId(job_id))
    if not job.is_terminal:
        raise not_finished(job)
    with transaction(engine, caller.workspace_id) as connection:
        found = summaries.whole(connection, caller.workspace_id, job.id)
    if found is None:
        raise NotFound(f"The job has no totals: it is {job.state}.", remedy="Look at its status_reason.")
    return found | {"charts": chart_data(Charts.from_json(found.get("charts", {})), job.as_of)}
