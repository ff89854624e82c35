"""Deliveries as they are looked at, and sent again by hand."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select, tuple_, update

from core.db.cursors import moment, read_cursor, write_cursor
from core.db.paged import Page
from core.db.schema.webhook_tables import webhook, webhook_delivery
from core.db.webhook import webhooks
from core.db.webhook.outbox import put
from core.ids import DeliveryId, WebhookId, WorkspaceId
from core.webhooks.errors import DeliveryNotFound
from core.webhooks.words import DeliveryState, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing told, or to be told, to a webhook."""

    id: DeliveryId
    webhook_id: WebhookId
    event: str
    payload: dict[str, Any]
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_at: datetime | None
    tried_at: datetime | None
    ended_at: datetime | None
    last_status: int | None
    last_error: str | None
    last_response: str | None

    @property
    def is_tried(self) -> bool:
        """Whether something has come of it since it was last asked for."""
        return self.last_status is not None or self.last_error is not None

    @classmethod
    def of_row(cls, row: RowMapping) -> Self:
        """From a row of `webhook_delivery`."""
        state = DeliveryState(row["state"])
        is_over = state is not DeliveryState.PENDING
        read = {"state": state, "payload": json.loads(row["payload"])}
        return cls(**{**row, **read, "next_at": None if is_over else row["next_at"]})


_SHOWN: Final = tuple(webhook_delivery.c[name] for name in Delivery.__slots__)


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    webhook_id: WebhookId,
    *,
    limit: int,
    cursor: str | None = None,
    state: DeliveryState | None = None,
) -> Page[Delivery]:
    """The newest deliveries, `limit` at a time; raises `WebhookNotFound`, `InvalidOption`."""
    webhooks.get(connection, workspace_id, webhook_id)
    columns = webhook_delivery.c
    query = (
        select(*_SHOWN)
        .where(columns.webhook_id == webhook_id, columns.workspace_id == workspace_id)
        .order_by(columns.created_at.desc(), columns.id.desc())
        .limit(limit + 1)
    )
    if state is not None:
        query = query.where(columns.state == state)
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        query = query.where(tuple_(columns.created_at, columns.id) < tuple_(at, last))
    rows = [Delivery.of_row(row) for row in connection.execute(query).mappings()]
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(rows=rows[:limit], next=write_cursor(end.created_at.isoformat(), end.id) if end else None)


def get(
    connection: Connection, workspace_id: WorkspaceId, webhook_id: WebhookId, delivery_id: DeliveryId
) -> Delivery:
    """One delivery; raises `DeliveryNotFound`."""
    columns = webhook_delivery.c
    found = connection.execute(
        select(*_SHOWN).where(
            columns.id == delivery_id,
            columns.webhook_id == webhook_id,
            columns.workspace_id == workspace_id,
        )
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise DeliveryNotFound(remedy="Look at the list of deliveries: GET /webhooks/{id}/deliveries.")
    return Delivery.of_row(row)


def put_test(connection: Connection, workspace_id: WorkspaceId, webhook_id: WebhookId, by: str) -> DeliveryId:
    """Something harmless to be told at once, once; raises `WebhookNotFound`, `WebhookDisabled`."""
    webhooks.check_enabled(webhooks.hold(connection, workspace_id, webhook_id))
    _disturb(connection, webhook_id)
    data = {"webhook_id": str(webhook_id), "asked_by": by}
    return put(connection, workspace_id, webhook_id, Event.TEST, data)


def resend(
    connection: Connection, workspace_id: WorkspaceId, webhook_id: WebhookId, delivery_id: DeliveryId
) -> None:
    """Send it at once, whatever came of it before: the same body under the same id, attempts from one again.

    Raises `WebhookNotFound`, `DeliveryNotFound`, `WebhookDisabled`.
    """
    webhooks.check_enabled(webhooks.hold(connection, workspace_id, webhook_id))
    get(connection, workspace_id, webhook_id, delivery_id)
    _disturb(connection, webhook_id)
    connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.id == delivery_id)
        .values(
            state=DeliveryState.PENDING,
            attempts=0,
            asked_at=func.clock_timestamp(),
            next_at=func.clock_timestamp(),
            ended_at=None,
            last_status=None,
            last_error=None,
            last_response=None,
        )
    )


def _disturb(connection: Connection, webhook_id: WebhookId) -> None:
    """End the rest of a receiver that has failed: somebody asks for it now."""
    connection.execute(update(webhook).where(webhook.c.id == webhook_id).values(rests_until=None))
