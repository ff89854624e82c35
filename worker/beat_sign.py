"""Beat's sign of life: each time it has sent something, a row of PostgreSQL says when.

Written in a thread of its own, so that a PostgreSQL that is away never holds up what beat sends.
"""

import threading
from typing import Any

import structlog
from celery import signals

from core.db.connect import connect, transaction
from core.db.operation import beats
from core.errors import DatabaseUnavailable
from core.settings import settings

_log = structlog.get_logger(__name__)


class Sign:
    """Writes that beat has sent something, until the process ends."""

    def __init__(self, database_url: str) -> None:
        self._engine = connect(database_url, pool_size=0, application_name="lotwise-beat")
        self._sent = threading.Event()
        self._thread = threading.Thread(target=self._live, name="beat sign", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def note(self, **_: Any) -> None:  # noqa: ANN401 - whatever Celery's signal carries
        """Something was handed to the broker."""
        self._sent.set()

    def _live(self) -> None:
        while True:
            self._sent.wait()
            self._sent.clear()
            try:
                with transaction(self._engine) as connection:
                    beats.tick(connection)
            except DatabaseUnavailable:
                _log.warning("beat_not_written", reason="PostgreSQL does not answer")
            except Exception:  # noqa: BLE001 - a thread that dies here would let beat look dead
                _log.exception("beat_not_written")


@signals.beat_init.connect
def _appear(**_: object) -> None:
    sign = Sign(settings().database_url)
    sign.start()
    signals.after_task_publish.connect(sign.note, weak=False)
