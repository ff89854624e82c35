"""Deliveries of webhooks: claimed under a lease, what came of each attempt, what is kept of them.

A lease is on the webhook: one attempt at a time is made at a receiver. Whoever makes it holds no transaction
meanwhile, and who dies in the middle has its lease run out: the delivery is made again, under the same id.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from core.db.record.admin_actions import Action, Actor, record
from core.db.schema.webhook_tables import webhook, webhook_delivery
from core.db.webhook.webhooks import disable
from core.ids import DeliveryId, WebhookId, WorkspaceId
from core.webhooks import retrying
from core.webhooks.words import DeliveryState, Event

_GONE: Final = 410
_OK: Final = range(200, 300)
_AGE: Final = timedelta(days=30)
_DROPPED_AT_ONCE: Final = 10_000
_WORKER: Final = "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One attempt to be made: the delivery, and the webhook under whose lease."""

    id: DeliveryId
    webhook_id: WebhookId
    workspace_id: WorkspaceId
    token: UUID
    event: str
    payload: str
    attempt: int
    url: str
    salt: bytes
    secret_print: str
    old_salt: bytes | None  # None once it holds no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an attempt: a status, or why there is none."""

    status: int | None = None
    error: str | None = None
    excerpt: str | None = None
    retry_after: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and self.status in _OK


def _can_be_tried() -> ColumnElement[bool]:
    now = func.clock_timestamp()
    return and_(
        webhook.c.disabled_at.is_(None),
        or_(webhook.c.rests_until.is_(None), webhook.c.rests_until <= now),
        or_(webhook.c.lease_expires_at.is_(None), webhook.c.lease_expires_at < now),
        exists().where(webhook_delivery.c.webhook_id == webhook.c.id, _is_due()),
    )


def _is_due() -> ColumnElement[bool]:
    return and_(
        webhook_delivery.c.state == DeliveryState.PENDING,
        webhook_delivery.c.next_at <= func.clock_timestamp(),
    )


def is_any_due(connection: Connection) -> bool:
    """Whether `claim` would find something."""
    return connection.scalar(select(webhook.c.id).where(_can_be_tried()).limit(1)) is not None


def claim(connection: Connection, lease: timedelta) -> Claimed | None:
    """The next attempt that is due, of the receiver that was tried longest ago; None where there is none."""
    now = func.clock_timestamp()
    found = connection.execute(
        select(webhook, (webhook.c.old_until > now).label("is_old_good"))
        .where(_can_be_tried())
        .order_by(webhook.c.tried_at.asc().nulls_first(), webhook.c.id)
        .limit(1)
        # Not against who writes deliveries: an ending job never waits for us.
        .with_for_update(of=webhook, skip_locked=True, key_share=True)
    ).one_or_none()
    if found is None:
        return None
    due = connection.execute(
        select(webhook_delivery.c.id)
        .where(webhook_delivery.c.webhook_id == found.id, _is_due())
        # Somebody waits for a test.
        .order_by((webhook_delivery.c.event != Event.TEST), webhook_delivery.c.next_at)
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()
    if due is None:
        return None
    token = uuid4()
    connection.execute(
        update(webhook)
        .where(webhook.c.id == found.id)
        .values(lease_token=token, lease_expires_at=now + lease, tried_at=now)
    )
    row = connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.id == due)
        .values(attempts=webhook_delivery.c.attempts + 1, tried_at=now)
        .returning(webhook_delivery.c.event, webhook_delivery.c.payload, webhook_delivery.c.attempts)
    ).one()
    return Claimed(
        id=DeliveryId(due),
        webhook_id=WebhookId(found.id),
        workspace_id=WorkspaceId(found.workspace_id),
        token=token,
        event=row.event,
        payload=row.payload,
        attempt=row.attempts,
        url=found.url,
        salt=bytes(found.salt),
        secret_print=found.secret_print,
        old_salt=bytes(found.old_salt) if found.old_salt and found.is_old_good else None,
    )


def mark(connection: Connection, held: Claimed, answer: Answer, *, jitter: float) -> DeliveryState | None:
    """Write down what came of an attempt, and when the next one comes; None where the lease was lost."""
    now = func.clock_timestamp()
    kept = connection.execute(
        select(
            webhook.c.failures,
            webhook.c.disabled_at,
            (webhook.c.failing_since < now - retrying.FAILING_FOR).label("is_long_failing"),
        )
        .where(webhook.c.id == held.webhook_id, webhook.c.lease_token == held.token)
        .with_for_update(key_share=True)
    ).one_or_none()
    if kept is None:
        return None  # deleted meanwhile, or another one tries it again
    failures = kept.failures + 1
    values: dict[str, Any] = {"lease_token": None, "lease_expires_at": None}
    if answer.is_taken:
        values |= {"failures": 0, "failing_since": None, "rests_until": None}
    elif held.event != Event.TEST:
        rest = max(retrying.rest_after(failures), _asked(answer))
        values |= {
            "failures": failures,
            "failing_since": func.coalesce(webhook.c.failing_since, now),
            "rests_until": now + rest,
        }
    connection.execute(update(webhook).where(webhook.c.id == held.webhook_id).values(values))
    state = _mark_delivery(connection, held, answer, jitter)
    if kept.disabled_at is None:
        is_dead = state is DeliveryState.GIVEN_UP and kept.is_long_failing
        _give_up_on(connection, held, answer, is_dead=is_dead)
    return state


def _asked(answer: Answer) -> timedelta:
    return min(answer.retry_after or timedelta(0), retrying.MOST_ASKED)


def _mark_delivery(connection: Connection, held: Claimed, answer: Answer, jitter: float) -> DeliveryState:
    now = func.clock_timestamp()
    is_old = connection.scalar(
        select(webhook_delivery.c.asked_at < now - retrying.MOST_AGE).where(webhook_delivery.c.id == held.id)
    )
    # A test is for somebody who is looking: they see what came of it and try again by themselves.
    is_last = is_old or held.event == Event.TEST
    delay = None if is_last else retrying.delay_after(held.attempt, jitter)
    values: dict[str, Any] = {
        "last_status": answer.status,
        "last_error": answer.error,
        "last_response": answer.excerpt,
    }
    if answer.is_taken:
        state = DeliveryState.DELIVERED
    elif delay is None:
        state = DeliveryState.GIVEN_UP
    else:
        state = DeliveryState.PENDING
        values["next_at"] = now + max(delay, _asked(answer))
    if state is not DeliveryState.PENDING:
        values["ended_at"] = now
    connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.id == held.id, webhook_delivery.c.state == DeliveryState.PENDING)
        .values(state=state, **values)
    )
    return state


def _give_up_on(connection: Connection, held: Claimed, answer: Answer, *, is_dead: bool) -> None:
    """Disable the webhook where its receiver wants no more, or has taken nothing for days."""
    if answer.status == _GONE:
        reason = "its receiver answered 410 Gone, which asks for no more"
    elif is_dead and held.event != Event.TEST:
        days = retrying.FAILING_FOR.days
        reason = f"nothing got through to it for {days} days; last: {answer.error or answer.status}"
    else:
        return
    disable(connection, held.webhook_id, reason)
    actor = Actor(workspace_id=held.workspace_id, label=_WORKER)
    record(connection, actor, Action.WEBHOOK_DISABLED, f"webhook:{held.webhook_id}", {"reason": reason})


def drop_old(connection: Connection) -> int:
    """Deliveries of a month ago; tells how many."""
    old = (
        select(webhook_delivery.c.id)
        .where(webhook_delivery.c.created_at < func.clock_timestamp() - _AGE)
        .limit(_DROPPED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(delete(webhook_delivery).where(webhook_delivery.c.id.in_(old))).rowcount
