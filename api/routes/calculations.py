"""The record of single calculations."""

from fastapi import APIRouter

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.lists import CalculationPageOut, CalculationRow
from api.paging import CursorParam, LimitParam
from core.db import audit
from core.db.connect import transaction

router = APIRouter(tags=["single items"])


@router.get(
    "/calculations", summary="List recorded calculations", responses=problems.documented(401, 422, 503)
)
def calculations(
    caller: CallerDep, engine: EngineDep, limit: LimitParam = 50, cursor: CursorParam = None
) -> CalculationPageOut:
    """Every call of /eoq with its input, result, time and caller, refused ones too; the newest first."""
    with transaction(engine) as connection:
        page = audit.page(connection, caller.workspace_id, limit=limit, cursor=cursor)
    return CalculationPageOut(items=[CalculationRow(**row) for row in page.rows], next=page.next)
