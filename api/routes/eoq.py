"""Single items: one call, one decision, on record."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import audit, problems
from api.bodies import ITEM_BODY_BYTES
from api.clock import today
from api.context import context
from api.deps import caller_of, services_of
from api.errors import told
from api.limits import spend_items
from api.models.decision import CalculationOut
from api.models.item import ItemAsOf
from api.openapi import json_body
from api.reading import body_of, checked, parsed
from api.refusal import refusal
from api.scopes import needs
from core.inventory.version import ENGINE_VERSION
from core.roles import Scope

router = APIRouter(tags=["single items"])


def as_json(answer: dict[str, Any]) -> Response:
    """An answer made by us from checked columns: through the response model it would cost more than deciding.

    `allow_nan=False` is the last guard of the promise that no NaN or infinity leaves.
    """
    return Response(json.dumps(answer, allow_nan=False), media_type="application/json")


@router.post(
    "/eoq",
    summary="Decide one item",
    response_model=CalculationOut,
    responses=problems.documented(400, 401, 403, 408, 413, 422, 429, 503),
    openapi_extra={**json_body(ItemAsOf), **needs(Scope.DECIDE)},
)
async def decide_one(request: Request) -> Response:
    """One item in, one decision out: EOQ, feasible lot, reorder point, and what to order today.

    The call is on record (`GET /calculations`) before it is answered, also where the item is refused.
    """
    caller, at_hand = caller_of(request), services_of(request)
    spend_items(request, caller, at_hand)
    this = context(request.scope)
    given: Any = None
    try:
        given = await body_of(request, most_bytes=ITEM_BODY_BYTES)
        given = parsed(request, given)
        item = checked(ItemAsOf, given)
    except (HTTPException, RequestValidationError) as error:
        record = audit.refused(this, caller, given, told(error, this.id))
        await audit.keep(at_hand.recorder, caller.workspace_id, [record])
        raise
    as_of = item.as_of or today()
    decided = await at_hand.decider.decide(item, as_of)
    made = audit.decided(
        this,
        caller,
        item,
        given,
        result=decided.fields,
        http_status=422 if decided.refused else 200,
        as_of=as_of.isoformat(),
    )
    await audit.keep(at_hand.recorder, caller.workspace_id, [made])
    if decided.refused:
        raise refusal(decided.refused)
    return as_json(
        {
            "calculation_id": str(made.id),
            "engine_version": ENGINE_VERSION,
            "as_of": as_of.isoformat(),
            **decided.fields,
        }
    )
