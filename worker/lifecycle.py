"""A worker's life as others see it: it logs, says that it lives, and says when it stops.

The presence thread runs in Celery's parent process. It opens a connection for each beat and closes it again,
so that no child ever inherits one.
"""

import logging
import sys
import threading
from typing import Any

import structlog
from celery import signals
from sqlalchemy import Connection

from core.db.connect import connect, transaction
from core.db.protocol.workers import Presence, beat, forget, neighbours, say_gone, say_stopping
from core.errors import DatabaseUnavailable
from core.logs import configure
from core.queue import SWEEP_SECONDS, wake_up_quietly
from core.settings import settings
from worker.identity import machine, presence, started
from worker.sweeping import sweep_once

_log = structlog.get_logger(__name__)

# Celery says of every sweep that it was sent, received and done, three lines every five seconds; what a chunk
# does, the tasks log themselves.
_TALKATIVE = ("celery.app.trace", "celery.worker.strategy", "celery.beat")


class Life:
    """Beats the worker's row and sweeps, every few seconds, until stopped."""

    def __init__(self, present: Presence) -> None:
        self._present = present
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

    def _say(self, what: Any) -> None:  # noqa: ANN401 - one of two functions of core.db.protocol.workers
        try:
            with transaction(self._engine) as connection:
                what(connection, self._present.id)
        except DatabaseUnavailable:
            _log.warning("presence_not_written")

    def _live(self) -> None:
        while True:
            try:
                with transaction(self._engine) as connection:
                    beat(connection, self._present)
                    _bury_dead_neighbours(connection)
                wakes = sweep_once(self._engine)
                if wakes:
                    wake_up_quietly(wakes)
            except DatabaseUnavailable:
                _log.warning("database_unavailable")
            except Exception:  # noqa: BLE001 - a thread that dies here would let the worker look dead
                _log.exception("presence_failed")
            if self._stopped.wait(SWEEP_SECONDS):
                return


def _bury_dead_neighbours(connection: Connection) -> None:
    """A worker of this machine whose process is gone is dead for certain: its chunks need not wait."""
    for found, process_id, since in neighbours(connection, machine()):
        if started(process_id) != since:
            _log.info("dead_worker_found", worker=found, chunks=forget(connection, found))


_lives: list[Life] = []


@signals.setup_logging.connect
def _log_as_we_do(**_: object) -> None:
    # Each line written at once: a worker may be killed at any moment, and its last line tells by what.
    configure(
        "beat" if "beat" in sys.argv else "worker",
        data_dir=settings().data_dir,
        level=settings().log_level,
        most_bytes=settings().log_file_bytes,
        keep=settings().log_files,
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


@signals.worker_ready.connect
def _appear(sender: Any, **_: object) -> None:  # noqa: ANN401 - Celery's consumer
    life = Life(presence(str(sender.hostname), int(sender.controller.concurrency)))
    _lives.append(life)
    life.start()


@signals.worker_shutting_down.connect
def _announce(**_: object) -> None:
    for life in _lives:
        # Not in the signal handler's own stack: it may have interrupted anything.
        threading.Thread(target=life.announce_stop, daemon=True).start()


@signals.worker_shutdown.connect
def _vanish(**_: object) -> None:
    for life in _lives:
        life.stop()
