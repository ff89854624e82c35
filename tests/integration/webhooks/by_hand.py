"""Webhooks made and looked at without the API; time passes by moving what is written of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, func, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.schema.webhook_tables import webhook, webhook_delivery
from core.db.webhook import outbox, webhooks
from core.db.webhook.delivery_pages import Delivery, page
from core.db.webhook.webhooks import Webhook
from core.ids import DeliveryId, WebhookId, WorkspaceId
from core.webhooks.words import CHOICES, Event
from tests.integration.webhooks.conftest import PEPPER
from worker.delivering import deliver_one


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook and its secret."""

    engine: Engine
    id: WebhookId
    secret: str
    workspace_id: WorkspaceId = DEFAULT_WORKSPACE

    def now(self) -> Webhook:
        with transaction(self.engine) as connection:
            return webhooks.get(connection, self.workspace_id, self.id)

    def put(self, event: Event = Event.JOB_FINISHED, **data: Any) -> DeliveryId:  # noqa: ANN401
        with transaction(self.engine) as connection:
            return outbox.put(connection, self.workspace_id, self.id, event, data)

    def told(self) -> list[Delivery]:
        """Every delivery, the oldest first."""
        with transaction(self.engine) as connection:
            return page(connection, self.workspace_id, self.id, limit=1_000).rows[::-1]

    def only(self) -> Delivery:
        (one,) = self.told()
        return one


def made(
    engine: Engine,
    url: str,
    *events: str,
    of: WorkspaceId = DEFAULT_WORKSPACE,
) -> Hook:
    with transaction(engine) as connection:
        found, secret = webhooks.create(
            connection, of, url=url, events=events or CHOICES, created_by="test", pepper=PEPPER
        )
    return Hook(engine=engine, id=found.id, secret=secret, workspace_id=of)


def pass_time(engine: Engine, by: timedelta) -> None:
    """Let everything that webhooks remember be so much longer ago."""
    with transaction(engine) as connection:
        for table, names in (
            (webhook, ("rests_until", "lease_expires_at", "failing_since", "tried_at", "old_until")),
            (webhook_delivery, ("created_at", "asked_at", "next_at", "tried_at", "ended_at")),
        ):
            connection.execute(update(table).values({name: table.c[name] - by for name in names}))


def seconds_left(engine: Engine, delivery_id: DeliveryId) -> float:
    """Until the delivery is tried again."""
    with transaction(engine) as connection:
        left = func.extract("epoch", webhook_delivery.c.next_at - func.clock_timestamp())
        return float(
            connection.execute(select(left).where(webhook_delivery.c.id == delivery_id)).scalar_one()
        )


def deliver(engine: Engine) -> int:
    """Make every attempt that is due; tells how many."""
    attempts = 0
    while deliver_one(engine):
        attempts += 1
    return attempts
