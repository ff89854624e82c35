"""Whose key it is: found in PostgreSQL and remembered for seconds; a revoked key ends within them."""

import hashlib
from functools import partial

from sqlalchemy import Engine

from api.metrics import Metrics
from api.remembering import REMEMBERED_SECONDS, Remembering
from core.callers import Caller
from core.db.access.keys import find_key
from core.db.connect import transaction


class Keyring:
    """Keys seen lately."""

    def __init__(
        self,
        engine: Engine,
        pepper: str,
        *,
        seconds: float = REMEMBERED_SECONDS,
        metrics: Metrics | None = None,
    ) -> None:
        self._engine = engine
        self._pepper = pepper
        # By digest: a memory dump should not show keys, and equal length keeps comparing uniform.
        self._seen: Remembering[bytes] = Remembering(seconds, note=(metrics or Metrics()).key_asked)

    async def caller(self, text: str) -> Caller | None:
        """Whom the key belongs to, or None; raises `DatabaseUnavailable`."""
        name = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        return await self._seen.caller(name, partial(self._find, text))

    def _find(self, text: str) -> Caller | None:
        with transaction(self._engine) as connection:
            return find_key(connection, text, self._pepper)
