"""Who works."""

from fastapi import APIRouter

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.lists import WorkerOut, WorkersOut
from api.scopes import needs
from core.db.connect import transaction
from core.db.protocol.workers import list_workers
from core.roles import Scope

router = APIRouter(tags=["operation"])


@router.get(
    "/workers",
    summary="List workers",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def workers(caller: CallerDep, engine: EngineDep) -> WorkersOut:
    """Every worker heard of within a day; one that has been silent for 20 seconds is not alive."""
    with transaction(engine, caller.workspace_id) as connection:
        found = list_workers(connection)
    return WorkersOut(items=[WorkerOut.model_validate(row) for row in found])
