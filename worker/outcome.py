"""What becomes of a chunk whose step ends with an error: given up, handed back, tried again or buried."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy import Connection, Engine

from core.db.connect import is_of_the_schema, transaction
from core.db.protocol.leases import Lease, abandon, release, say_alive
from core.db.protocol.recovery import refuse, try_again
from core.errors import DatabaseUnavailable, JobCancelled, LeaseLost, Refused
from core.settings import settings
from worker.heartbeat import HandBack, Heart

_log = structlog.get_logger(__name__)

_MOST_ERROR_TEXT = 500
_MOST_SECONDS_AWAY = 600.0
# A worker that is newer than the database must not use up the attempts of every job before it is migrated.
_OTHER_SCHEMA = "the database is of another version than this worker; bring it up with ./lotwise migrate"
_UNTIL_MIGRATED = timedelta(seconds=10)


@contextmanager
def seen_to(engine: Engine, held: Lease, heart: Heart) -> Iterator[None]:
    """Turn every error of the block into the chunk's next state; nothing leaves but a lost database."""
    try:
        yield
    except LeaseLost:
        _log.warning("lease_lost", was_cut_off=heart.was_cut_off)
        if heart.was_cut_off:
            _write(engine, lambda connection: say_alive(connection, held))
    except JobCancelled:
        _log.info("job_cancelled")
        _write(engine, lambda connection: abandon(connection, held))
    except HandBack:
        _log.info("handed_back", reason="the worker is stopping")
        _write(engine, lambda connection: release(connection, held, error=None, is_attempt=False))
    except DatabaseUnavailable:
        # Losing PostgreSQL is no fault of the chunk.
        _log.warning("handed_back", reason="PostgreSQL went away")
        _write(engine, lambda connection: _hand_back_cut_off(connection, held))
    except Refused as refusal:
        _log.info("refused", code=refusal.code, message=refusal.message)
        reason = refusal
        _write(engine, lambda connection: refuse(connection, held, reason))
    except Exception as error:  # noqa: BLE001 - whatever it was, the chunk must not stay leased
        if is_of_the_schema(error):
            _log.exception("handed_back", reason=_OTHER_SCHEMA)
            _write(engine, lambda connection: _hand_back_until_migrated(connection, held))
            return
        _log.exception("step_failed")
        max_attempts = settings().max_attempts
        text = f"{type(error).__name__}: {error}"[:_MOST_ERROR_TEXT]
        _write(engine, lambda connection: try_again(connection, held, text, max_attempts))


def _hand_back_cut_off(connection: Connection, held: Lease) -> None:
    if not release(connection, held, error=None, is_attempt=False):
        say_alive(connection, held)


def _hand_back_until_migrated(connection: Connection, held: Lease) -> None:
    release(connection, held, error=_OTHER_SCHEMA, delay=_UNTIL_MIGRATED, is_attempt=False)


def _write(engine: Engine, change: Callable[[Connection], object]) -> None:
    """Write it down, waiting for PostgreSQL for long: nothing else could be done anyway."""
    deadline = time.monotonic() + _MOST_SECONDS_AWAY
    while True:
        try:
            with transaction(engine) as connection:
                change(connection)
        except LeaseLost:
            _log.warning("lease_lost")
            return
        except DatabaseUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
        else:
            return
