"""Whose token it is: checked by its signature, then that its sign-in goes on; remembered for seconds."""

import time
from collections import OrderedDict
from typing import Final

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from core import tokens
from core.callers import Caller
from core.db import sign_ins
from core.db.connect import transaction
from core.errors import NotSignedIn
from core.tokens import Claims, Tokens

REMEMBERED_SECONDS: Final = 5.0
_MOST_REMEMBERED: Final = 1_000


class Visitors:
    """People seen lately; one who is signed out or disabled is gone within seconds."""

    def __init__(self, engine: Engine, issuer: Tokens, *, seconds: float = REMEMBERED_SECONDS) -> None:
        self._engine = engine
        self._issuer = issuer
        self._seconds = seconds
        self._known: OrderedDict[Claims, tuple[float, Caller]] = OrderedDict()

    async def caller(self, token: str) -> Caller:
        """Who bears the token; raises `NotSignedIn`, `DatabaseUnavailable`."""
        if not tokens.is_well_formed(token):
            raise NotSignedIn("This is no token.", remedy="Send the access_token of POST /token, whole.")
        claims = self._issuer.read(token)
        remembered = self._known.get(claims)
        now = time.monotonic()
        if remembered is not None and remembered[0] > now:
            return remembered[1]
        found = await run_in_threadpool(self._find, claims)
        if found is None:
            self._known.pop(claims, None)
            raise NotSignedIn("This sign-in has ended.", remedy="Sign in again: POST /token.")
        # Counted from before the question was asked, so that an end meanwhile is not outlived.
        self._known[claims] = (now + self._seconds, found)
        self._known.move_to_end(claims)
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _find(self, claims: Claims) -> Caller | None:
        with transaction(self._engine) as connection:
            return sign_ins.caller(connection, claims)
