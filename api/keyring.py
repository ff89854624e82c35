"""Whose key it is: found in PostgreSQL and remembered for seconds; a revoked key ends within them."""

import hashlib
import time
from collections import OrderedDict
from typing import Final

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from core.callers import Caller
from core.db.connect import transaction
from core.db.keys import find_key

REMEMBERED_SECONDS: Final = 5.0
_MOST_REMEMBERED: Final = 1_000


class Keyring:
    """Keys seen lately. Refused ones are not remembered: a guess must not push a real key out."""

    def __init__(self, engine: Engine, pepper: str, *, seconds: float = REMEMBERED_SECONDS) -> None:
        self._engine = engine
        self._pepper = pepper
        self._seconds = seconds
        # By digest: a memory dump should not show keys, and equal length keeps comparing uniform.
        self._known: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    async def caller(self, text: str) -> Caller | None:
        """Whom the key belongs to, or None; raises `DatabaseUnavailable`."""
        name = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        remembered = self._known.get(name)
        now = time.monotonic()
        if remembered is not None and remembered[0] > now:
            return remembered[1]
        found = await run_in_threadpool(self._find, text)
        if found is None:
            self._known.pop(name, None)
            return None
        # Counted from before the question was asked, so that a revocation meanwhile is not outlived.
        self._known[name] = (now + self._seconds, found)
        self._known.move_to_end(name)
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _find(self, text: str) -> Caller | None:
        with transaction(self._engine) as connection:
            return find_key(connection, text, self._pepper)
