"""What routes ask for: the services, the caller, the database."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader
from sqlalchemy import Engine

from api.context import context
from api.credentials import bearer
from api.scopes import check_scope
from api.services import Services
from core.callers import Caller
from core.db.access.keys import is_well_formed
from core.errors import NotSignedIn
from core.settings import Settings


async def services(request: Request) -> Services:
    """The services of this application."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


class SignedIn(APIKeyHeader):
    """The caller behind the key or the token, who may do what the route is for.

    Raises `NotSignedIn` without a valid one, `Forbidden` where the route's scope is none of theirs.

    A security scheme that answers with the caller itself: FastAPI resolves each dependency of a dependency
    anew for every request, which for /eoq would cost more than the decision.
    """

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override]
        """Who calls."""
        this = context(request.scope)
        if isinstance(this.signed_in, Caller):
            return this.signed_in
        caller = await self._found(request)
        this.caller = caller.label
        this.known = caller
        check_scope(caller, request.scope.get("route"))
        this.signed_in = caller
        return caller

    async def _found(self, request: Request) -> Caller:
        at_hand: Services = request.app.state.services
        key = request.headers.get(self.model.name)
        if key:
            # A mistyped key costs no question to PostgreSQL.
            caller = await at_hand.keyring.caller(key) if is_well_formed(key) else None
            if caller is None:
                at_hand.metrics.sign_in_failed("key")
                raise NotSignedIn(
                    "The API key is not valid: mistyped, revoked or expired.",
                    remedy="Check the key, or make a new one with: ./lotwise key create",
                )
            return caller
        token = bearer(request.headers.get("authorization", ""))
        if not token:
            raise NotSignedIn(
                "This address needs an API key or a token.",
                remedy="Send x-api-key: lw_live_..., or Authorization: Bearer ... from POST /token.",
            )
        try:
            return await at_hand.visitors.caller(token)
        except NotSignedIn:
            at_hand.metrics.sign_in_failed("token")
            raise


signed_in = SignedIn(
    name="x-api-key",
    auto_error=False,
    description="A key made with `./lotwise key create`.",
    scheme_name="ApiKey",
)


def services_of(request: Request) -> Services:
    """The services of this application, for routes that count microseconds."""
    found: Services = request.app.state.services
    return found


async def engine(at_hand: ServicesDep) -> Engine:
    """The engine of this process."""
    return at_hand.engine


async def current_settings(at_hand: ServicesDep) -> Settings:
    """The settings of this application."""
    return at_hand.settings


CallerDep = Annotated[Caller, Depends(signed_in)]
EngineDep = Annotated[Engine, Depends(engine)]
SettingsDep = Annotated[Settings, Depends(current_settings)]
