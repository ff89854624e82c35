"""A limit that costs a request nothing: decided in this process, added up in Redis a few times a second.

Windows are those of the clock, the same in every process. Between two rounds a process knows only what it
let through itself, so that many processes together may let through a round's worth more than the limit.
"""

import asyncio
import math
import time
from typing import Final

from redis import RedisError
from starlette.concurrency import run_in_threadpool

from core.limits import Limit, SharedCounts, Standing

ROUND_SECONDS: Final = 0.2


class _Count:
    """Of one caller in one window: what all processes are known to have used, and what is not told yet."""

    __slots__ = ("known", "untold", "window")

    def __init__(self, window: int) -> None:
        self.window = window
        self.known = 0
        self.untold = 0


class Meter:
    """Belongs to one event loop."""

    def __init__(self, limit: Limit, shared: SharedCounts) -> None:
        self.limit = limit
        self._shared = shared
        self._counts: dict[str, _Count] = {}
        self._round: asyncio.Task[None] | None = None

    def spend(self, who: str, cost: int = 1) -> Standing:
        """Count `cost`; what is refused is not counted."""
        now = time.time()
        window, passed = divmod(now, self.limit.seconds)
        count = self._counts.get(who)
        if count is None or count.window != window:
            count = self._counts[who] = _Count(int(window))
        left = self.limit.amount - count.known - count.untold
        is_allowed = cost <= left
        if is_allowed:
            count.untold += cost
            left -= cost
            if self._round is None and self._shared.storage is not None:
                self._round = asyncio.get_running_loop().create_task(self._tell_all(), name="meter")
        return Standing(self.limit, is_allowed, max(0, left), math.ceil(self.limit.seconds - passed))

    async def close(self) -> None:
        """Stop telling."""
        if self._round is not None:
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)

    async def _tell_all(self) -> None:
        try:
            while True:
                await asyncio.sleep(ROUND_SECONDS)
                self._forget_old()
                untold = {who: count for who, count in self._counts.items() if count.untold}
                if not untold:
                    return
                if self._shared.is_worth_asking:
                    await run_in_threadpool(self._tell, untold)
        finally:
            self._round = None

    def _tell(self, untold: dict[str, _Count]) -> None:
        try:
            for who, count in untold.items():
                told = count.untold
                key = f"{self.limit.name}/{who}/{self.limit.seconds}/{count.window}"
                total = self._shared.add(key, 2 * self.limit.seconds, told)
                # Under the interpreter's lock each of the two is whole; meanwhile a few may have come in.
                count.known = total
                count.untold -= told
            self._shared.answered()
        except (RedisError, OSError) as error:
            self._shared.failed(error)

    def _forget_old(self) -> None:
        window = int(time.time() // self.limit.seconds)
        for who in [who for who, count in self._counts.items() if count.window != window]:
            del self._counts[who]
