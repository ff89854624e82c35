"""Single items: one call, one decision, on record."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from api import audit, problems
from api.bodies import ITEM_BODY_BYTES
from api.clock import today
from api.context import context
from api.deps import services_of, signed_in
from api.direct import DirectRoute
from api.limits import spend_items
from api.models.decision import CalculationOut
from api.models.item import ItemAsOf
from api.openapi import json_body
from api.reading import body_of, checked, parsed
from api.refusal import refusal
from api.scopes import needs
from core.inventory.version import ENGINE_VERSION
from core.roles import Scope

router = APIRouter(tags=["single items"], route_class=DirectRoute)


def encoded(answer: dict[str, Any]) -> str:
    """An answer made by us from checked columns: through the response model it would cost more than deciding.

    The last guard of the promise that no NaN or infinity leaves: raises `ValueError`.
    """
    text = to_json(answer, inf_nan_mode="constants").decode()
    if "NaN" in text or "Infinity" in text:  # it may be somebody's SKU
        return json.dumps(answer, allow_nan=False)
    return text


def as_json(answer: str) -> Response:
    """The response."""
    return Response(answer, media_type="application/json")


@router.post(
    "/eoq",
    summary="Decide one item",
    response_model=CalculationOut,
    responses=problems.documented(400, 401, 403, 408, 413, 422, 429, 503),
    openapi_extra={**json_body(ItemAsOf), **needs(Scope.DECIDE)},
)
async def decide_one(request: Request) -> Response:
    """One item in, one decision out: EOQ, feasible lot, reorder point, and what to order today.

    The call is on record (`GET /calculations`) before it is answered, also where it is refused.
    """
    at_hand, this = services_of(request), context(request.scope)
    given: Any = audit.UNREAD
    try:
        caller = await signed_in(request)
        spend_items(request, caller, at_hand)
        given = await body_of(request, most_bytes=ITEM_BODY_BYTES)
        given = parsed(request, given)
        item = checked(ItemAsOf, given)
    except audit.REFUSALS as error:
        await audit.keep_refused(at_hand.recorder, this, given, error)
        raise
    as_of = item.as_of or today()
    decided = await at_hand.decider.decide(item, as_of)
    result = encoded(decided.fields)
    made = audit.decided(
        this,
        caller,
        item,
        given,
        result=decided.fields,
        http_status=422 if decided.refused else 200,
        as_of=as_of.isoformat(),
        result_json=result,
    )
    await audit.keep(at_hand.recorder, caller.workspace_id, [made])
    if decided.refused:
        raise refusal(decided.refused)
    head = f'"calculation_id":"{made.id}","engine_version":"{ENGINE_VERSION}","as_of":"{as_of.isoformat()}"'
    return as_json(f"{{{head},{result[1:]}")
