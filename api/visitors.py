"""Whose token it is: checked by its signature, then that its sign-in goes on; remembered for seconds."""

from functools import partial

from sqlalchemy import Engine

from api.remembering import REMEMBERED_SECONDS, Remembering
from core import tokens
from core.callers import Caller
from core.db.access import sign_ins
from core.db.connect import transaction
from core.errors import NotSignedIn
from core.tokens import Claims, Tokens


class Visitors:
    """People seen lately; one who is signed out or disabled is gone within seconds."""

    def __init__(self, engine: Engine, issuer: Tokens, *, seconds: float = REMEMBERED_SECONDS) -> None:
        self._engine = engine
        self._issuer = issuer
        self._seen: Remembering[Claims] = Remembering(seconds)

    async def caller(self, token: str) -> Caller:
        """Who bears the token; raises `NotSignedIn`, `DatabaseUnavailable`."""
        if not tokens.is_well_formed(token):
            raise NotSignedIn("This is no token.", remedy="Send the access_token of POST /token, whole.")
        claims = self._issuer.read(token)
        found = await self._seen.caller(claims, partial(self._find, claims))
        if found is None:
            raise NotSignedIn("This sign-in has ended.", remedy="Sign in again: POST /token.")
        return found

    def _find(self, claims: Claims) -> Caller | None:
        with transaction(self._engine) as connection:
            return sign_ins.caller(connection, claims)
