"""A heartbeat beside the work: keeps the lease alive and brings back what to do about it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from core.db.connect import transaction
from core.db.protocol.leases import Lease, Order, heartbeat
from core.errors import DatabaseUnavailable, JobCancelled, LeaseLost

_log = structlog.get_logger(__name__)

# Who cancels, or stops a worker, wants it to be felt within seconds, however long a lease is.
_MOST_SECONDS = 3.0


class HandBack(Exception):
    """The worker is stopping: what takes long goes back to be done by another."""


class Heart:
    """Beats at least three times a lease in a thread of its own, until told otherwise.

    `was_cut_off` tells whether PostgreSQL could not be reached at some time.
    """

    def __init__(self, engine: Engine, held: Lease, owner: str, lease: timedelta) -> None:
        self._engine = engine
        self._held = held
        self._owner = owner
        self._lease = lease
        self._stopped = threading.Event()
        self._order = Order.GO_ON
        self.was_cut_off = False

    def check(self) -> None:
        """Raise what the last beat brought: `LeaseLost`, `JobCancelled` or `HandBack`."""
        match self._order:
            case Order.LOST:
                raise LeaseLost
            case Order.CANCEL:
                raise JobCancelled
            case Order.HAND_BACK:
                raise HandBack
            case Order.GO_ON:
                return

    def is_unwanted(self) -> bool:
        """Whether `check` would raise; to be asked from any thread."""
        return self._order is not Order.GO_ON

    @contextmanager
    def telling_first(self, symptom: type[Exception]) -> Iterator[None]:
        """Raise as `check` does rather than `symptom`, which the block ends with where it was unwanted."""
        try:
            yield
        except symptom:
            self.check()
            raise

    def _beat(self) -> None:
        while not self._stopped.wait(min(self._lease.total_seconds() / 3, _MOST_SECONDS)):
            try:
                with transaction(self._engine) as connection:
                    self._order = heartbeat(connection, self._held, self._owner, self._lease)
            except DatabaseUnavailable:
                # The step meets the same trouble at its next query; whether the lease is kept shows then.
                self.was_cut_off = True
                _log.warning("heartbeat_missed", chunk=self._held.chunk_id)
            except DBAPIError:
                # A beat that failed is one missed; a heart that stops would lose a chunk that is worked on.
                _log.exception("heartbeat_failed", chunk=self._held.chunk_id)
            if self._order is Order.LOST:
                return

    @contextmanager
    def beating(self) -> Iterator["Heart"]:
        """Beat while the block runs."""
        thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            thread.join()
