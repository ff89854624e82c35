"""The cost curve behind a decision."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from api import problems
from api.bodies import ITEM_BODY_BYTES
from api.clock import today
from api.columns import columns, decide_items
from api.deps import CallerDep, ServicesDep
from api.limits import spend_items
from api.models.curve import CurveOut
from api.models.item import ItemAsOf
from api.openapi import json_body
from api.reading import body_of, checked, parsed
from api.refusal import refusal
from api.scopes import needs
from core.errors import InvalidItem
from core.inventory.curve import Curve, cost_curve
from core.roles import Scope

router = APIRouter(tags=["single items"])


@router.post(
    "/eoq/curve",
    summary="Draw the costs of one item",
    responses=problems.documented(400, 401, 403, 408, 413, 422, 429, 503),
    openapi_extra={**json_body(ItemAsOf), **needs(Scope.DECIDE)},
)
async def curve(request: Request, caller: CallerDep, at_hand: ServicesDep) -> CurveOut:
    """Ordering, holding, purchase and total cost over the lot, price breaks included. It is not recorded."""
    spend_items(request, caller, at_hand)
    item = checked(ItemAsOf, parsed(request, await body_of(request, most_bytes=ITEM_BODY_BYTES)))
    return await run_in_threadpool(_curve, item)


def _curve(item: ItemAsOf) -> CurveOut:
    return CurveOut.of(_drawn(item))


def _drawn(item: ItemAsOf) -> Curve:
    try:
        return cost_curve(columns([item]))
    except InvalidItem:
        # The curve says only that it cannot be drawn; the decision says which fields are to blame.
        refused = decide_items([item], item.as_of or today())[0].refused
        if refused:
            raise refusal(refused) from None
        raise
