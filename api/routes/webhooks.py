"""Webhooks of a workspace, for its administrators."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import problems
from api.deps import CallerDep, EngineDep, ServicesDep
from api.models.webhook import (
    NewWebhookOut,
    OverlapIn,
    WebhookChangeIn,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
)
from api.recorded import actor
from api.scopes import needs
from core.db.connect import transaction
from core.db.record.admin_actions import Action, record
from core.db.webhook import webhooks
from core.db.webhook.webhooks import Webhook
from core.ids import WebhookId
from core.roles import Scope
from core.settings import Settings
from core.webhooks import addresses, networks

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


def _checked(url: str, configured: Settings) -> str:
    """The address, looked up; before any transaction, since a name server may take its time."""
    allowed: Sequence[networks.Network] = networks.parsed(configured.webhook_networks)
    return addresses.check(url, needs_https=configured.environment == "production", allowed=allowed)


@router.get(
    "",
    summary="List webhooks",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def list_webhooks(caller: CallerDep, engine: EngineDep) -> WebhooksOut:
    """Every webhook of the workspace, newest first; never their secrets."""
    with transaction(engine, caller.workspace_id) as connection:
        found = webhooks.every(connection, caller.workspace_id)
    return WebhooksOut(items=[WebhookOut.model_validate(one) for one in found])


@router.post(
    "",
    status_code=201,
    summary="Make a webhook",
    responses=problems.documented(400, 401, 403, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def create(
    request: Request, response: Response, given: WebhookIn, caller: CallerDep, at_hand: ServicesDep
) -> NewWebhookOut:
    """The answer has the secret, this once. An address inside the network Lotwise runs in is refused."""
    url = _checked(given.url, at_hand.settings)
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        made, secret = webhooks.create(
            connection,
            caller.workspace_id,
            url=url,
            events=given.events,
            created_by=caller.label,
            pepper=at_hand.settings.key_pepper.get_secret_value(),
        )
        detail = {"url": made.url, "events": made.events}
        record(connection, actor(request, caller), Action.WEBHOOK_CREATED, f"webhook:{made.id}", detail)
    response.headers["Location"] = f"{request.scope['root_path'].rstrip('/')}/webhooks/{made.id}"
    return _shown_once(made, secret)


@router.get(
    "/{webhook_id}",
    summary="Show a webhook",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def show(webhook_id: UUID, caller: CallerDep, engine: EngineDep) -> WebhookOut:
    """Where to, what for, and how it goes."""
    with transaction(engine, caller.workspace_id) as connection:
        found = webhooks.get(connection, caller.workspace_id, WebhookId(webhook_id))
    return WebhookOut.model_validate(found)


@router.patch(
    "/{webhook_id}",
    summary="Change, disable or enable a webhook",
    responses=problems.documented(400, 401, 403, 404, 408, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def change(
    request: Request, webhook_id: UUID, given: WebhookChangeIn, caller: CallerDep, at_hand: ServicesDep
) -> WebhookOut:
    """The secret stays. What happens while it is disabled is not made up later."""
    url = None if given.url is None else _checked(given.url, at_hand.settings)
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        changed = webhooks.change(
            connection,
            caller.workspace_id,
            WebhookId(webhook_id),
            url=url,
            events=given.events,
            is_disabled=given.disabled,
            changed_by=caller.label,
        )
        detail = given.model_dump(exclude_none=True)
        record(connection, actor(request, caller), Action.WEBHOOK_CHANGED, f"webhook:{webhook_id}", detail)
    return WebhookOut.model_validate(changed)


@router.post(
    "/{webhook_id}/rotate",
    status_code=201,
    summary="Replace the secret of a webhook",
    responses=problems.documented(400, 401, 403, 404, 408, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def rotate(
    request: Request,
    webhook_id: UUID,
    caller: CallerDep,
    at_hand: ServicesDep,
    given: OverlapIn | None = None,
) -> NewWebhookOut:
    """The new secret, this once; for the overlap (a day) everything is signed with the old one as well."""
    hours = (given or OverlapIn()).overlap_hours
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        found, secret = webhooks.rotate(
            connection,
            caller.workspace_id,
            WebhookId(webhook_id),
            pepper=at_hand.settings.key_pepper.get_secret_value(),
            overlap=timedelta(hours=hours),
        )
        detail = {"overlap_hours": hours}
        record(connection, actor(request, caller), Action.WEBHOOK_ROTATED, f"webhook:{webhook_id}", detail)
    return _shown_once(found, secret)


@router.delete(
    "/{webhook_id}",
    status_code=204,
    summary="Delete a webhook",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def delete(request: Request, webhook_id: UUID, caller: CallerDep, engine: EngineDep) -> None:
    """With its deliveries, those that still wait too."""
    with transaction(engine, caller.workspace_id) as connection:
        webhooks.remove(connection, caller.workspace_id, WebhookId(webhook_id))
        record(connection, actor(request, caller), Action.WEBHOOK_DELETED, f"webhook:{webhook_id}")


def _shown_once(made: Webhook, secret: str) -> NewWebhookOut:
    return NewWebhookOut(**WebhookOut.model_validate(made).model_dump(), secret=secret)
