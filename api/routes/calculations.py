"""The record of single calculations."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, AwareDatetime, Field
from sqlalchemy import Engine

from api import problems
from api.deps import CallerDep, EngineDep
from api.downloading import csv_file
from api.models.item import storable
from api.models.lists import CalculationPageOut, CalculationRow
from api.paging import CursorParam, LimitParam
from api.record_csv import header, lines
from api.recorded import actor, asked
from api.scopes import needs
from core.db.connect import transaction
from core.db.record import admin_actions
from core.db.record import calculations as recorded
from core.db.record.admin_actions import Action
from core.db.record.calculations import CalculationFilter
from core.ids import WorkspaceId
from core.roles import Scope

router = APIRouter(tags=["single items"])

_ROWS_AT_ONCE = 1_000

_Word = Annotated[str | None, Query(max_length=200), AfterValidator(lambda text: text and storable(text))]


# Times PostgreSQL knows in every zone.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
# In UTC: it knows zones only up to sixteen hours away, Python up to twenty-four.
_Moment = Annotated[
    AwareDatetime, Field(ge=_FIRST, le=_LAST), AfterValidator(lambda moment: moment.astimezone(UTC))
]


def wanted(
    since: Annotated[_Moment | None, Query(description="not before, with its zone")] = None,
    until: Annotated[_Moment | None, Query(description="before, with its zone")] = None,
    caller_label: Annotated[_Word, Query(alias="caller", description="by whom, as in `caller`")] = None,
    status: Annotated[int | None, Query(ge=100, le=599, description="answered with this status")] = None,
    request_id: Annotated[_Word, Query(description="of this request")] = None,
    sku: Annotated[_Word, Query(description="in the item's number")] = None,
) -> CalculationFilter:
    """The filters both routes take."""
    return CalculationFilter(
        since=since, until=until, caller=caller_label, http_status=status, request_id=request_id, sku=sku
    )


Wanted = Annotated[CalculationFilter, Depends(wanted)]


@router.get(
    "/calculations",
    summary="List recorded calculations",
    responses=problems.documented(401, 403, 422, 429, 503),
    openapi_extra=needs(Scope.AUDIT_READ),
)
def calculations(
    caller: CallerDep, engine: EngineDep, only: Wanted, limit: LimitParam = 50, cursor: CursorParam = None
) -> CalculationPageOut:
    """Every call of /eoq with its input, result, time and caller, refused ones too; the newest first."""
    with transaction(engine, caller.workspace_id) as connection:
        page = recorded.page(connection, caller.workspace_id, limit=limit, cursor=cursor, wanted=only)
    return CalculationPageOut(items=[CalculationRow(**row) for row in page.rows], next=page.next)


@router.get(
    "/calculations.csv",
    summary="Download recorded calculations",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {}}, "description": "A line per calculation, the newest first"},
        **problems.documented(401, 403, 422, 429, 503),
    },
    openapi_extra=needs(Scope.AUDIT_READ),
)
def calculations_csv(
    request: Request, caller: CallerDep, engine: EngineDep, only: Wanted
) -> StreamingResponse:
    """The same as a file, all of them; text that a spreadsheet program would run is made harmless."""
    with transaction(engine, caller.workspace_id) as connection:
        admin_actions.record(
            connection, actor(request, caller), Action.DOWNLOADED, "calculations", asked(request)
        )
    parts = _parts(engine, caller.workspace_id, only)
    return csv_file(parts, "lotwise-calculations.csv")


def _parts(engine: Engine, workspace_id: WorkspaceId, only: CalculationFilter) -> Iterator[bytes]:
    """Each page in a transaction of its own: a client that reads slowly holds no connection."""
    yield header()
    cursor: str | None = None
    while True:
        with transaction(engine, workspace_id) as connection:
            page = recorded.page(connection, workspace_id, limit=_ROWS_AT_ONCE, cursor=cursor, wanted=only)
        if page.rows:
            yield lines(page.rows)
        if page.next is None:
            return
        cursor = page.next
