"""The row errors of a job, a page at a time."""

from uuid import UUID

from fastapi import APIRouter

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.row_error import RowErrorOut, RowErrorPageOut
from api.paging import CursorParam, LimitParam
from api.scopes import needs
from core.db.connect import transaction
from core.db.protocol import jobs, row_errors
from core.ids import JobId
from core.roles import Scope

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])


@router.get(
    "/errors",
    summary="Page through row errors",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def errors(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
) -> RowErrorPageOut:
    """Every refused cell in the order of the sheet: where it stands, what is wrong, what to do."""
    with transaction(engine, caller.workspace_id) as connection:
        job = jobs.get_kept(connection, caller.workspace_id, JobId(job_id))
        found, following = row_errors.page(
            connection, caller.workspace_id, job.id, limit=limit, cursor=cursor
        )
    return RowErrorPageOut(items=[RowErrorOut.model_validate(error) for error in found], next=following)
