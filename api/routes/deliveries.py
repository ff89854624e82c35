"""Deliveries of a webhook: looked at, sent again, and one to try whether it works."""

import asyncio
import time
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, EngineDep, ServicesDep
from api.models.webhook import DeliveryOut, DeliveryPageOut
from api.paging import CursorParam, LimitParam
from api.recorded import actor
from api.scopes import needs
from api.services import Services
from core import queue
from core.callers import Caller
from core.db.connect import transaction
from core.db.record.admin_actions import Action, Actor, record
from core.db.webhook import delivery_pages
from core.db.webhook.delivery_pages import Delivery
from core.ids import DeliveryId, WebhookId
from core.roles import Scope
from core.webhooks.words import DeliveryState

router = APIRouter(prefix="/webhooks/{webhook_id}", tags=["webhooks"])

_LOOK_EVERY_SECONDS: Final = 0.2
Wait = Annotated[
    float, Query(ge=0, le=20, description="answer when it has been tried, at the latest then [seconds]")
]


@router.get(
    "/deliveries",
    summary="List deliveries",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def list_deliveries(
    webhook_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 50,
    cursor: CursorParam = None,
    state: Annotated[DeliveryState | None, Query(description="only those in this state")] = None,
) -> DeliveryPageOut:
    """The newest first, of the last 30 days: what was told, how often it was tried, what was answered."""
    with transaction(engine, caller.workspace_id) as connection:
        page = delivery_pages.page(
            connection, caller.workspace_id, WebhookId(webhook_id), limit=limit, cursor=cursor, state=state
        )
    return DeliveryPageOut(items=[DeliveryOut.model_validate(one) for one in page.rows], next=page.next)


@router.post(
    "/test",
    summary="Send a test",
    response_model=DeliveryOut,
    responses={
        202: {"model": DeliveryOut, "description": "Nobody has tried it yet: no worker is free"},
        **problems.documented(401, 403, 404, 409, 422, 503),
    },
    openapi_extra=needs(Scope.ADMIN),
)
async def send_test(
    request: Request,
    response: Response,
    webhook_id: UUID,
    caller: CallerDep,
    at_hand: ServicesDep,
    wait: Wait = 18,
) -> DeliveryOut:
    """Sent at once and once, by a worker like everything else, so that it shows what others will meet."""
    by = actor(request, caller)
    made = await run_in_threadpool(_put_test, at_hand.engine, caller, by, WebhookId(webhook_id))
    return await _tried(request, response, caller, at_hand, WebhookId(webhook_id), made, wait)


def _put_test(engine: Engine, caller: Caller, by: Actor, webhook_id: WebhookId) -> DeliveryId:
    with transaction(engine, caller.workspace_id) as connection:
        made = delivery_pages.put_test(connection, caller.workspace_id, webhook_id, caller.label)
        record(connection, by, Action.WEBHOOK_TESTED, f"webhook:{webhook_id}", {"delivery_id": str(made)})
    queue.deliver_soon()
    return made


@router.post(
    "/deliveries/{delivery_id}/resend",
    summary="Send a delivery again",
    response_model=DeliveryOut,
    responses={
        202: {"model": DeliveryOut, "description": "Nobody has tried it yet: no worker is free"},
        **problems.documented(401, 403, 404, 409, 422, 503),
    },
    openapi_extra=needs(Scope.ADMIN),
)
async def resend(
    request: Request,
    response: Response,
    webhook_id: UUID,
    delivery_id: UUID,
    caller: CallerDep,
    at_hand: ServicesDep,
    wait: Wait = 0,
) -> DeliveryOut:
    """The same body under the same id, whatever came of it before."""
    by, found = actor(request, caller), DeliveryId(delivery_id)
    await run_in_threadpool(_resend, at_hand.engine, caller, by, WebhookId(webhook_id), found)
    return await _tried(request, response, caller, at_hand, WebhookId(webhook_id), found, wait)


def _resend(
    engine: Engine, caller: Caller, by: Actor, webhook_id: WebhookId, delivery_id: DeliveryId
) -> None:
    with transaction(engine, caller.workspace_id) as connection:
        delivery_pages.resend(connection, caller.workspace_id, webhook_id, delivery_id)
        detail = {"delivery_id": str(delivery_id)}
        record(connection, by, Action.DELIVERY_RESENT, f"webhook:{webhook_id}", detail)
    queue.deliver_soon()


async def _tried(
    request: Request,
    response: Response,
    caller: Caller,
    at_hand: Services,
    webhook_id: WebhookId,
    delivery_id: DeliveryId,
    seconds: float,
) -> DeliveryOut:
    """The delivery once an attempt has ended, or with 202 as it stands when `seconds` are over."""
    until = time.monotonic() + seconds

    def look() -> Delivery:
        with transaction(at_hand.engine, caller.workspace_id) as connection:
            return delivery_pages.get(connection, caller.workspace_id, webhook_id, delivery_id)

    found = await run_in_threadpool(look)
    while not found.is_tried and time.monotonic() < until and not at_hand.stopping:
        if await request.is_disconnected():
            break
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        found = await run_in_threadpool(look)
    if not found.is_tried:
        response.status_code = 202
    return DeliveryOut.model_validate(found)
