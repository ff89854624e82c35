"""Items of many requests decided together: what comes in at the same moment costs little more than one.

The engine promises that a row's decision depends on that row alone, so company changes nothing but the time.
Nobody waits for a clock: what the event loop has taken in by its next turn goes together.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.columns import Decided, decide_items
from api.models.item import Item

# So many are decided in a few milliseconds, for which the event loop does nothing else.
MOST_TOGETHER: Final = 64


@dataclass(frozen=True, slots=True)
class _Waiting:
    item: Item
    as_of: date
    decided: "asyncio.Future[Decided]"

    @property
    def group(self) -> tuple[date, bool]:
        """What may go together: price breaks make an array as wide as the longest of them."""
        return self.as_of, bool(self.item.price_breaks)


class Decider:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    async def decide(self, item: Item, as_of: date) -> Decided:
        """The decision of one item."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(item, as_of, loop.create_future())
        self._waiting.append(waiting)
        if len(self._waiting) == 1:
            loop.call_soon(self._decide_waiting)
        return await waiting.decided

    def _decide_waiting(self) -> None:
        now, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._decide_waiting)
        groups: defaultdict[tuple[date, bool], list[_Waiting]] = defaultdict(list)
        for waiting in now:
            if not waiting.decided.done():  # its request was cancelled
                groups[waiting.group].append(waiting)
        for (as_of, _), members in groups.items():
            _decide(members, as_of)


def _decide(members: list[_Waiting], as_of: date) -> None:
    try:
        decided = decide_items([waiting.item for waiting in members], as_of)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is that request's alone
        if len(members) == 1:
            members[0].decided.set_exception(error)
            return
        for waiting in members:
            _decide([waiting], as_of)
        return
    for waiting, one in zip(members, decided, strict=True):
        waiting.decided.set_result(one)
