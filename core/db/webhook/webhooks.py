"""Webhooks of a workspace: made, shown, changed, disabled, removed; their secrets replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from core.db.protocol.limits import hold_place
from core.db.schema.webhook_tables import webhook, webhook_delivery
from core.errors import InvalidOption
from core.ids import WebhookId, WorkspaceId
from core.webhooks import signing
from core.webhooks.errors import TooManyWebhooks, WebhookDisabled, WebhookNotFound
from core.webhooks.words import CHOICES, DeliveryState

MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook as it is shown: everything but the secret."""

    id: WebhookId
    url: str
    events: list[str]
    created_by: str
    created_at: datetime
    old_until: datetime | None
    disabled_at: datetime | None
    disabled_reason: str | None
    failures: int
    failing_since: datetime | None
    tried_at: datetime | None


_SHOWN: Final = tuple(webhook.c[name] for name in Webhook.__slots__)


def create(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    url: str,
    events: Sequence[str],
    created_by: str,
    pepper: str,
) -> tuple[Webhook, str]:
    """A new webhook, and its secret; raises `TooManyWebhooks`, `InvalidOption`."""
    hold_place(connection, workspace_id)
    here = select(func.count()).select_from(webhook).where(webhook.c.workspace_id == workspace_id)
    if connection.execute(here).scalar_one() >= MOST:
        raise TooManyWebhooks(
            f"The workspace has {MOST} webhooks, as many as are allowed.", remedy="Delete one first."
        )
    made, salt = WebhookId(uuid4()), signing.new_salt()
    secret = signing.secret_of(pepper, made, salt)
    connection.execute(
        insert(webhook).values(
            id=made,
            workspace_id=workspace_id,
            url=url,
            events=_checked(events),
            salt=salt,
            secret_print=signing.print_of(secret),
            created_by=created_by,
        )
    )
    return get(connection, workspace_id, made), secret


def _checked(events: Sequence[str]) -> list[str]:
    unknown = sorted(set(events) - set(CHOICES))
    if unknown or not events:
        raise InvalidOption(
            f"There is no event {unknown[0]!r}." if unknown else "A webhook needs an event.",
            remedy=f"Choose from: {', '.join(CHOICES)}.",
        )
    return [word for word in CHOICES if word in events]


def every(connection: Connection, workspace_id: WorkspaceId) -> list[Webhook]:
    """The webhooks of the workspace, newest first."""
    rows = connection.execute(
        select(*_SHOWN)
        .where(webhook.c.workspace_id == workspace_id)
        .order_by(webhook.c.created_at.desc(), webhook.c.id)
    )
    return [Webhook(**row) for row in rows.mappings()]


def get(connection: Connection, workspace_id: WorkspaceId, webhook_id: WebhookId) -> Webhook:
    """One webhook; raises `WebhookNotFound`."""
    found = connection.execute(
        select(*_SHOWN).where(webhook.c.id == webhook_id, webhook.c.workspace_id == workspace_id)
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise WebhookNotFound(remedy="Look at the list of webhooks: GET /webhooks.")
    return Webhook(**row)


def hold(connection: Connection, workspace_id: WorkspaceId, webhook_id: WebhookId) -> Webhook:
    """The same, locked until the end of the transaction. Lock order is webhook, then delivery."""
    connection.execute(
        select(webhook.c.id)
        .where(webhook.c.id == webhook_id, webhook.c.workspace_id == workspace_id)
        .with_for_update(key_share=True)
    )
    return get(connection, workspace_id, webhook_id)


def check_enabled(found: Webhook) -> None:
    """Raise `WebhookDisabled` where nothing is sent to it."""
    if found.disabled_at is not None:
        raise WebhookDisabled(
            f"The webhook is disabled: {found.disabled_reason}.",
            remedy='Mend its receiver, then enable it: PATCH /webhooks/{id} {"disabled": false}.',
        )


def change(
    connection: Connection,
    workspace_id: WorkspaceId,
    webhook_id: WebhookId,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    is_disabled: bool | None = None,
    changed_by: str,
) -> Webhook:
    """Another address, other events, disabled or enabled; raises `WebhookNotFound`, `InvalidOption`."""
    before = hold(connection, workspace_id, webhook_id)
    values: dict[str, Any] = {}
    if events is not None:
        values["events"] = _checked(events)
    if url is not None:
        values["url"] = url
    if url is not None or is_disabled is False:
        # What failed before says nothing of how it is now.
        values |= {"failures": 0, "failing_since": None, "rests_until": None}
    if is_disabled is False:
        values |= {"disabled_at": None, "disabled_reason": None}
    if values:
        connection.execute(update(webhook).where(webhook.c.id == webhook_id).values(values))
    if is_disabled and before.disabled_at is None:
        disable(connection, webhook_id, f"by {changed_by}")
    return get(connection, workspace_id, webhook_id)


def disable(connection: Connection, webhook_id: WebhookId, reason: str) -> None:
    """Send nothing there any more; what waits is given up. The webhook is held already."""
    now = func.clock_timestamp()
    connection.execute(
        update(webhook).where(webhook.c.id == webhook_id).values(disabled_at=now, disabled_reason=reason)
    )
    connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.webhook_id == webhook_id, webhook_delivery.c.state == DeliveryState.PENDING)
        .values(
            state=DeliveryState.GIVEN_UP,
            ended_at=now,
            last_error=func.coalesce(webhook_delivery.c.last_error, f"the webhook was disabled: {reason}"),
        )
    )


def rotate(
    connection: Connection,
    workspace_id: WorkspaceId,
    webhook_id: WebhookId,
    *,
    pepper: str,
    overlap: timedelta,
) -> tuple[Webhook, str]:
    """A new secret; what is sent is signed with the one before it as well for the overlap.

    One that was being replaced already holds no longer. Raises `WebhookNotFound`.
    """
    hold(connection, workspace_id, webhook_id)
    salt = signing.new_salt()
    secret = signing.secret_of(pepper, webhook_id, salt)
    connection.execute(
        update(webhook)
        .where(webhook.c.id == webhook_id)
        .values(
            old_salt=webhook.c.salt,
            old_until=func.clock_timestamp() + overlap,
            salt=salt,
            secret_print=signing.print_of(secret),
        )
    )
    return get(connection, workspace_id, webhook_id), secret


def remove(connection: Connection, workspace_id: WorkspaceId, webhook_id: WebhookId) -> None:
    """Take it away with its deliveries; raises `WebhookNotFound`."""
    get(connection, workspace_id, webhook_id)
    connection.execute(delete(webhook).where(webhook.c.id == webhook_id))
