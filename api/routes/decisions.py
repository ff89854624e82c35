"""The decisions of a job, a filtered page at a time."""

import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.item import storable
from api.models.lists import DecisionPageOut
from api.paging import CursorParam, LimitParam
from api.scopes import needs
from core.db.connect import transaction
from core.db.protocol import decision_pages, jobs
from core.db.protocol.decision_pages import DecisionFilter
from core.ids import JobId
from core.roles import Scope

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])

_Word = Annotated[str | None, Query(max_length=200), AfterValidator(lambda text: text and storable(text))]


@router.get(
    "/decisions",
    summary="Page through decisions",
    response_model=DecisionPageOut,
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def decisions(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
    order_now: Annotated[bool | None, Query(description="only what is (not) to be ordered today")] = None,
    status: Annotated[_Word, Query(description="only decisions with this status")] = None,
    supplier: Annotated[_Word, Query(description="only this supplier's items")] = None,
    abc_class: Annotated[_Word, Query(description="only A, B or C")] = None,
    text: Annotated[_Word, Query(description="in the number, description or location")] = None,
) -> Response:
    """What is to be ordered today comes first. While the job is computing, the rows that are done so far."""
    wanted = DecisionFilter(
        order_now=order_now, status=status, supplier=supplier, abc_class=abc_class, text=text
    )
    with transaction(engine, caller.workspace_id) as connection:
        job = jobs.get_kept(connection, caller.workspace_id, JobId(job_id))
        page = decision_pages.page(
            connection, caller.workspace_id, job.id, job.job_month, limit=limit, cursor=cursor, wanted=wanted
        )
    # A thousand rows of a hundred columns: encoded as they are, not copied through a model first.
    body = json.dumps({"items": page.rows, "next": page.next}, allow_nan=False, default=_encoded)
    return Response(body, media_type="application/json")


def _encoded(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a decision")
