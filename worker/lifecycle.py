"""A worker's life as others see it: it logs, says that it lives, and says when it stops.

The presence thread runs in Celery's parent process. It opens a connection for each beat and closes it again,
so that no child ever inherits one.
"""

import logging
import os
import platform
import sys
import threading
from typing import Any

import structlog
from celery import signals

from core.db.connect import connect, transaction
from core.db.recovery import expire
from core.db.workers import beat, say_gone, say_stopping
from core.errors import DatabaseUnavailable
from core.inventory.version import ENGINE_VERSION
from core.logs import configure
from core.queue import SWEEP_SECONDS
from core.settings import settings
from worker.sweeping import sweep_once

_log = structlog.get_logger(__name__)

# Celery says of every sweep that it was sent, received and done, three lines every five seconds; what a chunk
# does, the tasks log themselves.
_TALKATIVE = ("celery.app.trace", "celery.worker.strategy", "celery.beat")


class Presence:
    """Beats the worker's row and sweeps, every few seconds, until stopped."""

    def __init__(self, name: str, processes: int) -> None:
        self._name = name
        self._processes = processes
        self._engine = connect(settings().database_url, pool_size=0, application_name="lotwise-presence")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._live, name="presence", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def announce_stop(self) -> None:
        """Let the children hand back what takes long."""
        self._say(say_stopping)

    def stop(self) -> None:
        """End, and say that the worker is gone."""
        self._stopped.set()
        self._thread.join(timeout=SWEEP_SECONDS)
        self._say(say_gone)

    def _say(self, what: Any) -> None:  # noqa: ANN401 - one of two functions of core.db.workers
        try:
            with transaction(self._engine) as connection:
                what(connection, self._name)
        except DatabaseUnavailable:
            _log.warning("presence_not_written")

    def _live(self) -> None:
        while True:
            try:
                with transaction(self._engine) as connection:
                    beat(
                        connection,
                        name=self._name,
                        host=platform.node(),
                        process_id=os.getpid(),
                        processes=self._processes,
                        version=ENGINE_VERSION,
                    )
                sweep_once(self._engine)
            except DatabaseUnavailable:
                _log.warning("database_unavailable")
            except Exception:  # noqa: BLE001 - a thread that dies here would let the worker look dead
                _log.exception("presence_failed")
            if self._stopped.wait(SWEEP_SECONDS):
                return


_presence: list[Presence] = []


@signals.setup_logging.connect
def _log_as_we_do(**_: object) -> None:
    configure(
        "beat" if "beat" in sys.argv else "worker", data_dir=settings().data_dir, level=settings().log_level
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


@signals.celeryd_init.connect
def _bury_the_one_before(sender: str, **_: object) -> None:
    """A worker of this name that starts means that the one before is dead: its chunks need not wait."""
    engine = connect(settings().database_url, pool_size=0, application_name="lotwise-worker")
    try:
        with transaction(engine) as connection:
            expired = expire(connection, sender)
    except DatabaseUnavailable:
        _log.warning("database_unavailable")  # then the leases expire by themselves
    else:
        if expired:
            _log.info("leases_of_the_one_before_ended", chunks=expired)


@signals.worker_ready.connect
def _appear(sender: Any, **_: object) -> None:  # noqa: ANN401 - Celery's consumer
    presence = Presence(str(sender.hostname), int(sender.controller.concurrency))
    _presence.append(presence)
    presence.start()


@signals.worker_shutting_down.connect
def _announce(**_: object) -> None:
    for presence in _presence:
        # Not in the signal handler's own stack: it may have interrupted anything.
        threading.Thread(target=presence.announce_stop, daemon=True).start()


@signals.worker_shutdown.connect
def _vanish(**_: object) -> None:
    for presence in _presence:
        presence.stop()
