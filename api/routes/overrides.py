"""What people set of some items of a catalogue in place of what is calculated: listed, set, ended."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection, Engine, Row

from api import problems
from api.clock import today
from api.deliveries import ANSWERS, SendingDep, rows_body
from api.deps import CallerDep, EngineDep
from api.downloading import csv_file, file_response
from api.media_types import CSV
from api.models.catalogue import DeliveryOut
from api.models.override import OverrideHistoryOut, OverridesOut
from api.paging import CursorParam, LimitParam
from api.scopes import needs
from core.db.catalogue import catalogues, overrides, setting_overrides
from core.db.connect import transaction
from core.db.paged import every
from core.errors import NotFound
from core.ids import CatalogueId, WorkspaceId
from core.roles import Scope
from core.sheets.catalogue.given import Given, checked, without_twins
from core.sheets.catalogue.override_values import override_fields, refuse_same

router = APIRouter(prefix="/catalogues/{catalogue_id}", tags=["catalogues"])

_ROWS = 1_000
_HISTORY = 100
_OVERRIDE = {"sku": "A-100", "reorder_point": 60, "expires_on": "2999-12-31", "reason": "promotion"}

Sku = Annotated[str, Query(min_length=1, max_length=1_000)]
Location = Annotated[str | None, Query(max_length=1_000, description="left out: the item without one")]


@router.get(
    "/overrides",
    summary="List overrides",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_overrides(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
    sku: Annotated[str | None, Query(max_length=1_000, description="only this SKU")] = None,
    state: Annotated[Literal["active", "expired"] | None, Query(description="only these")] = None,
) -> OverridesOut:
    """By SKU and location, those whose last day is over as `expired`, also of items that are gone."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        page = overrides.page(
            connection,
            caller.workspace_id,
            found.id,
            today=today(),
            limit=limit,
            cursor=cursor,
            sku=sku,
            state=state,
        )
    return OverridesOut.model_validate({"items": page.rows, "next": page.next})


@router.get(
    "/overrides.csv",
    summary="Download the overrides as csv",
    response_class=StreamingResponse,
    responses=file_response("A line an item", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def overrides_csv(catalogue_id: UUID, caller: CallerDep, engine: EngineDep) -> StreamingResponse:
    """As `PATCH .../overrides` takes them back."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
    return csv_file(_parts(engine, caller.workspace_id, found.id), f"{found.name}-overrides.csv")


def _parts(engine: Engine, workspace_id: WorkspaceId, catalogue_id: CatalogueId) -> Iterator[bytes]:
    from core.sheets.writing.overrides_csv import header, lines

    yield header()
    pages = every(
        engine,
        workspace_id,
        lambda connection, cursor: overrides.page(
            connection, workspace_id, catalogue_id, today=today(), limit=_ROWS, cursor=cursor
        ),
    )
    yield from map(lines, pages)


@router.get(
    "/overrides/history",
    summary="What was set of an item",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def override_history(
    catalogue_id: UUID, caller: CallerDep, engine: EngineDep, sku: Sku, location: Location = None
) -> OverrideHistoryOut:
    """The last hundred times somebody set or ended its override: who, when, what."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        rows = overrides.history(
            connection, caller.workspace_id, found.id, sku=sku, location=location or None, limit=_HISTORY
        )
    return OverrideHistoryOut.model_validate({"items": rows})


@router.patch(
    "/overrides",
    summary="Set overrides",
    responses=ANSWERS,
    openapi_extra={**rows_body(_OVERRIDE), **needs(Scope.JOBS_WRITE)},
)
async def set_overrides(sending: SendingDep) -> DeliveryOut:
    """By `sku` and `location`, until `expires_on`, the last day it holds, with a `reason`.

    What can be set: `order_quantity`, `reorder_point`, `service_level`, `demand_factor`, `do_not_order`,
    `lifecycle` (active, new, phase_out, obsolete) and `replaced_by`, an item of the same location.
    Fields left out stay, null takes one away, and one with nothing set any more is ended. The next run goes
    by them; uploads and feeds leave them alone. What has expired begins anew, unless it is given another day.
    """
    day, caller = today(), sending.caller

    def check(rows: Sequence[Mapping[str, object]]) -> Given:
        given = checked(rows, override_fields(day), keeps_null=True)
        without_twins(given, ("sku", "location"))
        refuse_same(given)
        return given

    def apply(connection: Connection, row: Row[Any], given: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return setting_overrides.put(
            connection,
            row,
            given,
            today=day,
            set_by=caller.name or caller.label,
            changed_by=caller.label,
        )

    return await sending.take("overrides", check, apply)


@router.delete(
    "/overrides",
    status_code=204,
    summary="End an override",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def end_override(
    catalogue_id: UUID, caller: CallerDep, engine: EngineDep, sku: Sku, location: Location = None
) -> None:
    """The next run calculates all of the item again; who set and ended it stays on record."""
    with transaction(engine, caller.workspace_id) as connection:
        row = catalogues.hold(connection, caller.workspace_id, CatalogueId(catalogue_id))
        if not overrides.end(connection, row, sku=sku, location=location or None, ended_by=caller.label):
            raise NotFound(
                "Nothing is set of such an item.",
                remedy="Look at the overrides: GET .../overrides?sku=, and give the location too.",
            )
