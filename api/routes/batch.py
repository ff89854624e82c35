"""Many items in one call, each on record."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool

from api import audit, problems
from api.bodies import JSON_BODY_BYTES
from api.clock import today
from api.columns import decide_items
from api.context import context
from api.deps import services_of, signed_in
from api.direct import DirectRoute
from api.errors import told
from api.limits import spend_items
from api.models.batch import BatchIn, BatchOut
from api.models.item import Item
from api.openapi import json_body
from api.reading import body_of, checked, parsed
from api.routes.eoq import as_json, encoded
from api.scopes import needs
from core.db.record.audit import Calculation
from core.inventory.version import ENGINE_VERSION
from core.roles import Scope

router = APIRouter(tags=["single items"], route_class=DirectRoute)


@router.post(
    "/eoq/batch",
    summary="Decide up to 1,000 items",
    response_model=BatchOut,
    responses=problems.documented(400, 401, 403, 408, 413, 422, 429, 503),
    openapi_extra={**json_body(BatchIn), **needs(Scope.DECIDE)},
)
async def decide_many(request: Request) -> Response:
    """Many items in one call, each with a status of its own; a bad one costs the others nothing.

    Each item is on record, the refused ones too.
    """
    at_hand, this = services_of(request), context(request.scope)
    sent: Any = audit.UNREAD
    try:
        caller = await signed_in(request)
        spend_items(request, caller, at_hand)
        sent = await body_of(request, most_bytes=JSON_BODY_BYTES)
        sent = parsed(request, sent)
        batch = checked(BatchIn, sent)
        given: list[Any] = list(batch.items)
        spend_items(request, caller, at_hand, len(given) - 1)
    except audit.REFUSALS as error:
        await audit.keep_refused(at_hand.recorder, this, sent, error)
        raise
    as_of = batch.as_of or today()
    items: dict[int, Item] = {}
    made: dict[int, Calculation] = {}
    decisions: dict[int, dict[str, Any]] = {}
    errors: dict[int, list[dict[str, str]]] = {}
    for position, one in enumerate(given):
        try:
            items[position] = checked(Item, one)
        except RequestValidationError as error:
            answer = told(error, this.id)
            made[position] = audit.refused(this, caller, one, answer)
            errors[position] = answer.body["errors"]
    decided = await run_in_threadpool(decide_items, list(items.values()), as_of) if items else []
    for (position, item), decision in zip(items.items(), decided, strict=True):
        decisions[position] = decision.fields
        errors[position] = [problems.field_problem(problem) for problem in decision.refused]
        made[position] = audit.decided(
            this,
            caller,
            item,
            given[position],
            result=decision.fields,
            http_status=422 if decision.refused else 200,
            as_of=as_of.isoformat(),
        )
    records = [made[position] for position in range(len(given))]
    await audit.keep(at_hand.recorder, caller.workspace_id, records)
    entries = [
        {
            "position": position,
            "calculation_id": str(records[position].id),
            "status": decisions[position]["status"] if position in decisions else "error",
            "decision": decisions.get(position),
            "errors": [_below(position, error) for error in errors[position]],
        }
        for position in range(len(given))
    ]
    whole: dict[str, Any] = {"engine_version": ENGINE_VERSION, "as_of": as_of.isoformat(), "items": entries}
    return as_json(encoded(whole))


def _below(position: int, entry: dict[str, str]) -> dict[str, str]:
    return {**entry, "pointer": f"/items/{position}{entry['pointer']}"}
