"""What people do about a catalogue's suggestions: looked at, done, downloaded."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator
from sqlalchemy import Engine

from api import problems
from api.clock import today
from api.deliveries import ANSWERS, SendingDep, rows_body
from api.deps import CallerDep, EngineDep
from api.downloading import csv_file, file_response
from api.media_types import CSV
from api.models.item import storable
from api.models.order import OrderHistoriesOut, OrderHistoryOut, OrderLineOut, OrdersDoneOut, OrdersOut
from api.paging import CursorParam, LimitParam
from api.scopes import needs
from core.callers import Caller
from core.db.catalogue import catalogues
from core.db.catalogue.last_run import last_run
from core.db.connect import transaction
from core.db.orders import order_counts, order_history, order_lines, order_pages
from core.db.orders.order_lines import Actor
from core.db.orders.order_stored import OrderFilter, by_supplier
from core.db.protocol import summaries
from core.ids import CatalogueId
from core.roles import Scope
from core.sheets.catalogue.given import Given
from core.sheets.catalogue.order_rows import checked_actions
from core.sheets.catalogue.order_states import LineState

router = APIRouter(prefix="/catalogues/{catalogue_id}", tags=["catalogues"])

_ROWS = 1_000
_TO_SEND = (LineState.ACCEPTED, LineState.EDITED, LineState.PLACED)
_ACT = {"sku": "A-100", "location": "Berlin", "action": "place", "quantity": 40, "expected_state": "accepted"}
_States = Annotated[
    list[LineState] | None, Query(description="only these states; may be given several times")
]
_Word = Annotated[str | None, Query(max_length=1_000), AfterValidator(lambda text: text and storable(text))]


@router.get(
    "/orders",
    summary="List suggestions and what was done about them",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_orders(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
    state: _States = None,
    supplier: Annotated[_Word, Query(description="only this supplier's")] = None,
    sku: Annotated[_Word, Query(description="only this SKU")] = None,
) -> OrdersOut:
    """What is to do first, in the order of the items; then what was done, the newest first.

    Without `state`: what the last run suggests with what was done about it, and what was placed or snoozed
    before and still holds.
    """
    wanted = OrderFilter(states=tuple(state or ()), supplier=supplier, sku=sku)
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        run = last_run(connection, found.id)
        page = order_pages.page(connection, found.id, run, limit=limit, cursor=cursor, wanted=wanted)
        counts = order_counts.counts(connection, found.id, run)
        summary = (summaries.get(connection, caller.workspace_id, run.id) if run else None) or {}
    return OrdersOut(
        run=run.id if run else None,
        as_of=run.as_of if run else None,
        counts=counts,
        suppliers=summary.get("suppliers", []),
        items=[OrderLineOut(**row) for row in page.rows],
        next=page.next,
    )


@router.post(
    "/orders",
    summary="Accept, edit, reject, snooze, place, withdraw or reopen",
    responses=ANSWERS,
    openapi_extra={**rows_body(_ACT), **needs(Scope.JOBS_WRITE)},
)
async def act(sending: SendingDep) -> OrdersDoneOut:
    """By `sku` and `location`: an `action`, with `quantity` (edit, place), `reason`, `until` (snooze).

    With `expected_state`, as you saw it, a row is a conflict where somebody else was quicker. Doing the same
    twice is harmless. What is placed counts as on order until stock figures show it, for `placed_days`.
    """
    day = today()
    actor = Actor(by=sending.caller.label, by_name=sending.caller.name, today=day)

    def check(rows: Sequence[Mapping[str, object]]) -> Given:
        return checked_actions(rows, day)

    def apply(inside: Any, row: Any, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401
        return order_lines.apply(inside, row, rows, actor)

    return await sending.take("orders", check, apply, OrdersDoneOut)


@router.get(
    "/orders.csv",
    summary="Download orders as csv",
    response_class=StreamingResponse,
    responses=file_response("A line an order, by supplier", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def orders_csv(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    state: _States = None,
    supplier: Annotated[_Word, Query(description="only this supplier's")] = None,
) -> StreamingResponse:
    """What was accepted, edited or placed, or the states asked for, to be sent to the ERP or the supplier."""
    from core.sheets.writing.placed_csv import csv_parts

    wanted = OrderFilter(states=tuple(state or _TO_SEND), supplier=supplier)
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
    return csv_file(csv_parts(_every(engine, caller, found.id, wanted)), f"{found.name}-orders.csv")


def _every(
    engine: Engine, caller: Caller, catalogue_id: CatalogueId, wanted: OrderFilter
) -> Iterator[list[dict[str, Any]]]:
    after = None
    while True:
        with transaction(engine, caller.workspace_id) as connection:
            run = last_run(connection, catalogue_id)
            rows = by_supplier(connection, catalogue_id, run, wanted, after=after, limit=_ROWS)
        if not rows:
            return
        yield rows
        after = (rows[-1]["supplier"] or "", rows[-1]["sku"], rows[-1]["line_id"])


@router.get(
    "/orders/history",
    summary="Everything that was done about an item",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def item_history(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    sku: Annotated[str, Query(min_length=1, max_length=1_000), AfterValidator(storable)],
) -> OrderHistoriesOut:
    """Its last hundred lines, the newest first, each with its steps."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        run = last_run(connection, found.id)
        rows = order_history.history(connection, found.id, run, sku=sku)
    return OrderHistoriesOut(items=[OrderHistoryOut(**row) for row in rows])


@router.get(
    "/orders/{line_id}",
    summary="Show a line with its steps",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show(catalogue_id: UUID, line_id: UUID, caller: CallerDep, engine: EngineDep) -> OrderHistoryOut:
    """Who did what, when and why; nothing is overwritten."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        run = last_run(connection, found.id)
        (row,) = order_history.history(connection, found.id, run, line_id=line_id)
    return OrderHistoryOut(**row)
