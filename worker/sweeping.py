"""One sweep: what has expired goes back, and as many workers are woken as can do something."""

from datetime import timedelta

import structlog
from sqlalchemy import Engine

from core.db.connect import transaction
from core.db.operation import counting
from core.db.protocol.recovery import sweep
from core.db.protocol.silent import end_silent
from core.db.protocol.workers import free_slots
from core.db.webhook.deliveries import is_any_due
from core.queue import deliver_soon
from core.settings import settings

_LEAST_SILENCE = timedelta(seconds=10)  # a busy machine may let a COPY wait for a while
_log = structlog.get_logger(__name__)


def sweep_once(engine: Engine) -> int:
    """Recover; tells how many workers to wake. Raises `DatabaseUnavailable`."""
    lease = timedelta(seconds=settings().lease_seconds)
    # In a transaction of its own, and first: the sweep itself would wait for the locks of such a session.
    with transaction(engine) as connection:
        ended = end_silent(connection, max(lease, _LEAST_SILENCE))
    if ended:
        _log.warning("silent_sessions_ended", sessions=ended)
    with transaction(engine) as connection:
        swept = sweep(
            connection,
            max_attempts=settings().max_attempts,
            free_slots=free_slots(connection),
            lease=lease,
        )
        has_to_tell = swept is not None and is_any_due(connection)
    if swept is None:
        return 0
    with transaction(engine) as connection:
        counting.fold(connection)
    if has_to_tell:
        deliver_soon()
    if swept.recovered or swept.buried or swept.cancelled:
        _log.info(
            "swept",
            recovered=swept.recovered,
            buried=swept.buried,
            cancelled=swept.cancelled,
            ready=swept.ready,
        )
    return swept.ready
