"""The one kind of task there is: every task of Lotwise gets the database, the log and a clean end from here.

A task takes no arguments: what there is to do PostgreSQL knows. It returns how many workers to wake, which
are woken once everything it did is committed.
"""

import time
from typing import TYPE_CHECKING

import structlog
from celery import Task
from sqlalchemy import Engine

from core.errors import DatabaseUnavailable
from core.queue import ORIGIN, wake_up_quietly
from worker.database import engine as process_engine
from worker.identity import worker_id

_log = structlog.get_logger(__name__)

if TYPE_CHECKING:  # Celery's class takes type parameters in its stubs only

    class _Task(Task[[], int]):
        """No arguments in, a number out."""
else:
    _Task = Task


class LotwiseTask(_Task):
    """Binds the task to every line it logs, tells how it ended and how long it took, and wakes others."""

    abstract = True

    @property
    def engine(self) -> Engine:
        """The engine of this process, made when it is first asked for and so after the fork."""
        return process_engine()

    @property
    def worker(self) -> str:
        """The worker this runs in, as the owner of leases."""
        return worker_id(str(self.request.hostname))

    def _origin(self) -> dict[str, str]:
        """The request whose wake-up this is. What is worked on the job id says: it may be another's."""
        headers = self.request.headers or {}
        return {name: str(headers[name]) for name in ORIGIN if name in headers}

    def __call__(self) -> int:
        """Run it. A lost PostgreSQL is no failure: the sweep wakes workers again when it is back."""
        began = time.monotonic()
        outcome = "failed"
        with structlog.contextvars.bound_contextvars(
            task=self.name, task_id=self.request.id, **self._origin()
        ):
            try:
                # Not Celery's own __call__: it would hide the request, and with it the worker's name.
                wakes: int = self.run()
                outcome = "done"
            except DatabaseUnavailable:
                wakes, outcome = 0, "database_unavailable"
                _log.warning(outcome)
            finally:
                _log.debug("task_ended", outcome=outcome, seconds=round(time.monotonic() - began, 3))
            if wakes:
                wake_up_quietly(wakes)
        return wakes
