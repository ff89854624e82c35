"""Group commit: calculations of many requests written together, each request answered after its COMMIT.

While one batch is being written the next gathers, so nobody waits for a clock: alone a request costs one
commit, under load a commit carries hundreds.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from api.metrics import Metrics
from core.db.record import audit
from core.db.record.audit import Calculation
from core.errors import DatabaseUnavailable
from core.ids import WorkspaceId
from core.logs import logger

log = logger(__name__)

MOST_ROWS: Final = 500  # in one transaction; a COMMIT of more gains nothing
# The reply to a COMMIT may be lost while the rows are there: for so long the same rows are written again
# (their ids keep them single) before the requests are told that PostgreSQL is away.
_PATIENCE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Entry:
    """The calculations of one request, and whom to tell."""

    workspace_id: WorkspaceId
    made: Sequence[Calculation]
    kept: "asyncio.Future[None]"
    since: float


class Recorder:
    """Belongs to one event loop.

    One batch is written at a time: two would carry half as many each; probes found no gain.
    """

    def __init__(self, engine: Engine, metrics: Metrics | None = None) -> None:
        self._engine = engine
        self.metrics = metrics or Metrics()
        self._waiting: deque[_Entry] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, workspace_id: WorkspaceId, made: Sequence[Calculation]) -> None:
        """Returns once all are committed.

        Raises `DatabaseUnavailable`: then nothing may be answered, for nothing is sure to be on record.
        """
        if not made:
            return
        entry = _Entry(workspace_id, made, asyncio.get_running_loop().create_future(), time.perf_counter())
        self._waiting.append(entry)
        # `done` says so from the writer's last step on; a callback would say it a turn of the loop later, and
        # whoever came in between would wait for a writer that has gone.
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_waiting(), name="recorder")
        # A request that goes away must not take the batch with it.
        await asyncio.shield(entry.kept)

    async def close(self) -> None:
        """Write what still waits."""
        while self._writer is not None and not self._writer.done():
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write_waiting(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            try:
                refused = await run_in_threadpool(self._write, batch)
            except BaseException as error:
                _tell(batch, error if isinstance(error, Exception) else DatabaseUnavailable())
                if not isinstance(error, Exception):
                    raise
                continue
            now = time.perf_counter()
            for at, entry in enumerate(batch):
                if at not in refused:
                    self.metrics.audit_delay.observe(now - entry.since)
                _tell([entry], refused.get(at))

    def _next_batch(self) -> list[_Entry]:
        batch: list[_Entry] = []
        rows = 0
        while self._waiting and (not batch or rows + len(self._waiting[0].made) <= MOST_ROWS):
            entry = self._waiting.popleft()
            batch.append(entry)
            rows += len(entry.made)
        return batch

    def _write(self, batch: list[_Entry]) -> dict[int, Exception]:
        """Write all in one transaction; if PostgreSQL refuses a row, each request's in one of its own."""
        try:
            self._commit(batch)
        except DBAPIError:
            log.warning("batch_refused", requests=len(batch), exc_info=True)
        else:
            return {}
        refused: dict[int, Exception] = {}
        for at, entry in enumerate(batch):
            try:
                self._commit([entry])
            except DBAPIError as error:
                refused[at] = error
        return refused

    def _commit(self, batch: list[_Entry]) -> None:
        made: defaultdict[WorkspaceId, list[Calculation]] = defaultdict(list)
        for entry in batch:
            made[entry.workspace_id] += entry.made
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                audit.record_all(self._engine, made)
            except DatabaseUnavailable:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                self.metrics.audit_batch_rows.observe(sum(map(len, made.values())))
                return


def _tell(batch: Sequence[_Entry], error: Exception | None) -> None:
    for entry in batch:
        if entry.kept.done():
            continue  # its request was cancelled
        if error is None:
            entry.kept.set_result(None)
        else:
            entry.kept.set_exception(error)
