"""What a person decides about a sheet: answers to a job's questions, and what is remembered of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.answers import AnswersIn, MappingRow, MappingsOut
from api.models.job import JobOut
from api.recorded import actor
from api.scopes import needs
from core import queue
from core.db.connect import transaction
from core.db.protocol import answers, mappings
from core.db.protocol.jobs import Job
from core.db.record.admin_actions import Action, record
from core.ids import JobId
from core.logs import logger
from core.roles import Scope

router = APIRouter()
log = logger(__name__)


@router.post(
    "/jobs/{job_id}/answers",
    status_code=202,
    tags=["jobs"],
    summary="Answer the questions about a sheet",
    responses=problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
async def answer(
    request: Request, job_id: UUID, given: AnswersIn, caller: CallerDep, engine: EngineDep
) -> JobOut:
    """A job in the state `needs_answer` goes on, its sheet read as answered."""

    def kept() -> Job:
        with transaction(engine, caller.workspace_id) as connection:
            detail = {"questions": sorted(given.answers), "remember": given.remember}
            record(connection, actor(request, caller), Action.QUESTIONS_ANSWERED, f"job:{job_id}", detail)
            return answers.answer(
                connection,
                caller.workspace_id,
                JobId(job_id),
                given.answers,
                is_remembered=given.remember,
            )

    job = await run_in_threadpool(kept)
    log.info("job_answered", job_id=str(job_id), questions=sorted(given.answers))
    await run_in_threadpool(queue.wake_up_quietly)
    return JobOut.of(job, root_path=request.scope["root_path"])


@router.get(
    "/mappings",
    tags=["sheets"],
    summary="List remembered readings",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_mappings(caller: CallerDep, engine: EngineDep) -> MappingsOut:
    """How sheets with certain headers are read without being asked about again."""
    with transaction(engine, caller.workspace_id) as connection:
        found = mappings.every(connection, caller.workspace_id)
    return MappingsOut(items=[MappingRow.model_validate(row) for row in found])


@router.delete(
    "/mappings/{signature}",
    status_code=204,
    tags=["sheets"],
    summary="Forget a remembered reading",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def forget(
    request: Request,
    signature: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    caller: CallerDep,
    engine: EngineDep,
) -> None:
    """The next sheet with these headers is read anew; jobs made already stay as they are."""
    with transaction(engine, caller.workspace_id) as connection:
        mappings.forget(connection, caller.workspace_id, signature)
        record(connection, actor(request, caller), Action.MAPPING_FORGOTTEN, f"mapping:{signature}")
