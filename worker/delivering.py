"""Delivering: what webhooks are to be told is sent, for a while and side by side, then jobs have a turn.

No transaction is open while a receiver is spoken to. Whoever dies in the middle loses nothing: the lease on
the webhook runs out, and the delivery is sent again under the same id.
"""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import Engine

from core import faults
from core.db.connect import transaction
from core.db.webhook import deliveries
from core.db.webhook.deliveries import Answer, Claimed
from core.settings import settings
from core.webhooks import networks, retrying, signing
from worker.sending import SECONDS, now_seconds, send

_log = structlog.get_logger(__name__)

# Receivers spoken to at once: a slow one holds up its own thread and nobody else's delivery.
_THREADS: Final = 8
# Then the process is free for jobs again, within as long as the last attempts take.
_BUDGET_SECONDS: Final = 10.0
# Longer than an attempt can be: its seconds, and a name server that does not answer.
LEASE: Final = timedelta(seconds=SECONDS + 75)


def deliver_for_a_while(engine: Engine) -> bool:
    """Send what is due; tells whether there is more. Raises `DatabaseUnavailable`."""
    until = time.monotonic() + _BUDGET_SECONDS
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="deliver") as pool:
        sent = [pool.submit(_deliver_until, engine, until) for _ in range(_THREADS)]
    for one in sent:
        one.result()
    with transaction(engine) as connection:
        return deliveries.is_any_due(connection)


def _deliver_until(engine: Engine, until: float) -> None:
    while time.monotonic() < until and deliver_one(engine):
        pass


def deliver_one(engine: Engine) -> bool:
    """Make the next attempt that is due; tells whether there was one. Raises `DatabaseUnavailable`."""
    with transaction(engine) as connection:
        held = deliveries.claim(connection, LEASE)
    if held is None:
        return False
    faults.point("deliver.claimed")
    answer = _attempted(held)
    faults.point("deliver.sent")
    jitter = secrets.SystemRandom().uniform(-1.0, 1.0)
    with transaction(engine) as connection:
        state = deliveries.mark(connection, held, answer, jitter=jitter)
    _log.info(
        "webhook_tried",
        webhook_id=str(held.webhook_id),
        delivery_id=str(held.id),
        event_type=held.event,
        attempt=held.attempt,
        status=answer.status,
        error=answer.error,
        state=state or "lease_lost",
    )
    return True


def _attempted(held: Claimed) -> Answer:
    """What came of sending it, signed for now."""
    if held.attempt > retrying.MOST_ATTEMPTS:
        return Answer(error="no worker has lived to tell what came of it")
    kept = settings()
    pepper = kept.key_pepper.get_secret_value()
    secret = signing.secret_of(pepper, held.webhook_id, held.salt)
    if signing.print_of(secret) != held.secret_print:
        return Answer(
            error="not sent: the key pepper is another than when the secret was made; rotate the secret"
        )
    holding = [secret]
    if held.old_salt is not None:
        holding.append(signing.secret_of(pepper, held.webhook_id, held.old_salt))
    body = held.payload.encode()
    return send(
        held.url,
        signing.headers(holding, str(held.id), now_seconds(), body),
        body,
        allowed=networks.parsed(kept.webhook_networks),
        needs_https=kept.environment == "production",
    )
