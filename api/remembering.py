"""Who somebody is, asked of PostgreSQL once and remembered for seconds: what has ended ends within them."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from starlette.concurrency import run_in_threadpool

from core.callers import Caller

REMEMBERED_SECONDS: Final = 5.0
_MOST_REMEMBERED: Final = 1_000

Name = TypeVar("Name", bound=Hashable)


class Remembering(Generic[Name]):
    """Belongs to one event loop. Who is refused is not remembered: a guess must not push a real one out."""

    def __init__(
        self, seconds: float = REMEMBERED_SECONDS, *, note: Callable[[bool], None] | None = None
    ) -> None:
        """`note` is told of everybody looked for whether they were known without a question."""
        self._seconds = seconds
        self._note = note or (lambda _is_known: None)
        self._known: OrderedDict[Name, tuple[float, Caller]] = OrderedDict()
        self._asked: dict[Name, asyncio.Task[Caller | None]] = {}

    async def caller(self, name: Name, find: Callable[[], Caller | None]) -> Caller | None:
        """Who it is, or None; raises what `find` raises, which is called in a thread."""
        remembered = self._known.get(name)
        if remembered is not None and remembered[0] > time.monotonic():
            self._note(True)
            return remembered[1]
        # Requests of the same caller come together; one question answers all of them.
        asked = self._asked.get(name)
        self._note(asked is not None)
        if asked is None:
            asked = asyncio.create_task(self._ask(name, find), name="who is it")
            self._asked[name] = asked
        # A request that goes away must not take the answer with it.
        return await asyncio.shield(asked)

    async def _ask(self, name: Name, find: Callable[[], Caller | None]) -> Caller | None:
        # Counted from before the question was asked, so that an end meanwhile is not outlived.
        until = time.monotonic() + self._seconds
        try:
            found = await run_in_threadpool(find)
        finally:
            del self._asked[name]
        if found is None:
            self._known.pop(name, None)
            return None
        self._known[name] = (until, found)
        self._known.move_to_end(name)
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        return found
