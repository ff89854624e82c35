"""The queue: Celery on Redis carries only wake-ups; what there is to do, PostgreSQL knows.

A lost, doubled or late message costs nothing: the sweep sends new ones. So publishing tries once, briefly,
and a broker that is down never refuses or delays a request for long.
"""

from functools import lru_cache

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis, RedisError

from core.broker import Broker
from core.errors import QueueUnavailable
from core.settings import settings

# The tasks, by name: the API must not import the worker.
WORK = "lotwise.work"
SWEEP = "lotwise.sweep"
CLEAN = "lotwise.clean"
SCHEDULE = "lotwise.schedule"
DELIVER = "lotwise.deliver"

# What of a request's log context travels with a message, by the names of headers and of log fields alike.
ORIGIN = ("request_id", "trace_id")

_log = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0
CLEAN_SECONDS = 3600.0
SCHEDULE_SECONDS = 15.0
# A broker on the same network answers in milliseconds; one that does not within this is down.
_BROKER_SECONDS = 2.0


@lru_cache(maxsize=1)
def celery_app() -> Celery:
    """The Celery application of this process, for sending and for working alike."""
    app = Celery("lotwise", broker=settings().redis_url, amqp=Broker)
    app.conf.update(
        task_default_queue="lotwise",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        result_backend=None,
        # Acknowledged when received: PostgreSQL's lease, not Redis, brings back what a dead worker held.
        task_acks_late=False,
        task_reject_on_worker_lost=False,
        worker_prefetch_multiplier=1,
        # Sheets are large and Python gives little back: a child that has grown is replaced after its chunk.
        worker_max_memory_per_child=settings().worker_memory_bytes // 1024,
        worker_send_task_events=True,
        task_send_sent_event=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=_BROKER_SECONDS,
        broker_transport_options={
            "socket_connect_timeout": _BROKER_SECONDS,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        accept_content=["json"],
        timezone="UTC",
        enable_utc=True,
    )
    return app


def wake_up(count: int = 1) -> None:
    """Tell `count` free workers that there is work; raises `QueueUnavailable` when Redis is away."""
    _send(WORK, count)


def wake_up_quietly(count: int = 1) -> None:
    """The same, where nothing is lost but a few seconds when Redis is away: the sweep sends it again."""
    try:
        wake_up(count)
    except QueueUnavailable:
        _log.warning("wake_up_not_sent", remedy="the sweep sends it when Redis is back")


def clean_soon() -> None:
    """Have what was deleted taken away now; when Redis is away beat asks for it within the hour."""
    try:
        _send(CLEAN, 1)
    except QueueUnavailable:
        _log.warning("cleaning_not_sent", remedy="beat sends it within the hour")


def deliver_soon() -> None:
    """Have webhooks told what is due; when Redis is away the sweep asks for it once it is back."""
    try:
        _send(DELIVER, 1)
    except QueueUnavailable:
        _log.warning("delivering_not_sent", remedy="the sweep sends it when Redis is back")


def _send(task: str, count: int) -> None:
    try:
        for _ in range(count):
            celery_app().send_task(task, retry=False, ignore_result=True, headers=_origin())
    except (OperationalError, RedisError, OSError) as error:
        raise QueueUnavailable from error


def _origin() -> dict[str, str]:
    """Which request is behind a message; the task that it wakes says so in its log."""
    bound = structlog.contextvars.get_contextvars()
    return {name: str(bound[name]) for name in ORIGIN if name in bound}


def check() -> None:
    """Raise `QueueUnavailable` when Redis does not answer at once."""
    if not settings().redis_url:
        raise QueueUnavailable("LOTWISE_REDIS_URL is not set.")
    client = Redis.from_url(
        settings().redis_url, socket_connect_timeout=_BROKER_SECONDS, socket_timeout=_BROKER_SECONDS
    )
    with client:
        try:
            client.ping()
        except (RedisError, OSError) as error:
            raise QueueUnavailable from error
