"""The installation's facts from PostgreSQL, read at most every few seconds, whoever asks and how often.

Many who ask at once are answered by one query, in a thread of its own; nobody waits longer for it than a
scrape can. Where there is no answer, all that is said is that there is none.
"""

import asyncio
import time
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from api.families import Families
from core.db.connect import transaction
from core.db.operation import operating_facts
from core.db.operation.operating_facts import OperatingFacts
from core.errors import DatabaseUnavailable
from core.logs import logger

log = logger(__name__)

# Counters are read by any of several processes: one that kept them longer than the time between two scrapes
# could tell less than another one told before.
REMEMBERED_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 1.5


class Operation:
    """Belongs to one event loop; the engine is for it alone, one connection of it is enough."""

    def __init__(
        self, engine: Engine, *, seconds: float = REMEMBERED_SECONDS, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._engine = engine
        self._seconds = seconds
        self._patience = patience
        self._thread = CapacityLimiter(1)
        self._asked: asyncio.Task[OperatingFacts | None] | None = None
        self._asked_at = float("-inf")
        self.questions = 0

    async def facts(self) -> OperatingFacts | None:
        """The facts, some seconds old at most; None where PostgreSQL does not tell in time."""
        now = time.monotonic()
        if self._asked is None or (self._asked.done() and now - self._asked_at > self._seconds):
            self._asked_at = now
            self._asked = asyncio.create_task(self._ask(), name="operating facts")
        # Who comes late to a question without an answer waits no longer than who asked it.
        patience = max(0.0, self._asked_at + self._patience - now)
        await asyncio.wait([self._asked], timeout=patience)
        return self._asked.result() if self._asked.done() and not self._asked.cancelled() else None

    async def text(self) -> bytes:
        """The facts in Prometheus' text format."""
        registry = CollectorRegistry()
        registry.register(Families(await self.facts()))
        return generate_latest(registry)

    async def close(self) -> None:
        """Ask no more; a question that is under way ends with its thread."""
        if self._asked is not None:
            self._asked.cancel()
            await asyncio.gather(self._asked, return_exceptions=True)

    async def _ask(self) -> OperatingFacts | None:
        self.questions += 1
        try:
            return await anyio.to_thread.run_sync(self._read, limiter=self._thread, abandon_on_cancel=True)
        except DatabaseUnavailable:
            log.warning("operating_facts_unavailable", reason="PostgreSQL does not answer")
        except DBAPIError as error:
            log.warning("operating_facts_unavailable", reason=str(error.orig).strip())
        return None

    def _read(self) -> OperatingFacts:
        with transaction(self._engine) as connection:
            return operating_facts.read(connection)
