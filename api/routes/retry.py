"""The same file once more, with other options."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, ServicesDep
from api.models.job import JobOut
from api.models.options import JobOptionsIn
from api.polling import read_job
from api.scopes import needs
from api.submitting import IdempotencyKey, accepted, asked_for, check_key
from core.db.connect import transaction
from core.db.protocol import submitting
from core.db.protocol.jobs import Job
from core.ids import JobId
from core.job_options import JobOptions
from core.roles import Scope

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.post(
    "/{job_id}/retry",
    status_code=202,
    summary="Do a job again",
    response_model=JobOut,
    responses={
        200: {"model": JobOut, "description": "The job an earlier request with this Idempotency-Key made"},
        **problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 429, 503),
    },
    openapi_extra=needs(Scope.JOBS_WRITE),
)
async def retry(
    request: Request,
    response: Response,
    job_id: UUID,
    caller: CallerDep,
    at_hand: ServicesDep,
    given: JobOptionsIn | None = None,
    idempotency_key: IdempotencyKey = None,
) -> JobOut:
    """A new job over the same file, once this one has ended; `retry_of` tells which it was.

    Options that are sent replace those of the first job one by one, all others stay as they were.
    """
    check_key(idempotency_key)
    changed = given or JobOptionsIn()
    before = await run_in_threadpool(read_job, at_hand.engine, caller.workspace_id, JobId(job_id))
    options = changed.over(JobOptions.from_json(before.options), rows_per_chunk=at_hand.settings.chunk_rows)
    fingerprint = changed.fingerprint(f"retry of {job_id}")
    asked = asked_for(caller, at_hand.settings, idempotency_key, fingerprint)
    job, is_new = await run_in_threadpool(_keep, at_hand.engine, asked, before.id, options)
    return await accepted(request, response, job, is_new=is_new)


def _keep(engine: Engine, asked: submitting.Request, job_id: JobId, options: JobOptions) -> tuple[Job, bool]:
    with transaction(engine, asked.workspace_id) as connection:
        return submitting.submit_again(connection, asked, job_id, options)
