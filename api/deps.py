"""What routes ask for: the services, the caller, the database."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader
from sqlalchemy import Engine

from api.context import context
from api.services import Services
from core.db.keys import Caller, is_well_formed
from core.errors import NotSignedIn
from core.settings import Settings

_api_key = APIKeyHeader(
    name="x-api-key",
    auto_error=False,
    description="A key made with `./lotwise key create`.",
    scheme_name="ApiKey",
)


async def services(request: Request) -> Services:
    """The services of this application."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


async def signed_in(
    request: Request, at_hand: ServicesDep, key: Annotated[str | None, Security(_api_key)]
) -> Caller:
    """The caller behind the key; raises `NotSignedIn` without a valid one."""
    if not key:
        raise NotSignedIn(
            "This address needs an API key.", remedy="Send the header x-api-key: lw_live_..., your key."
        )
    # A mistyped key costs no question to PostgreSQL.
    caller = await at_hand.keyring.caller(key) if is_well_formed(key) else None
    if caller is None:
        raise NotSignedIn(
            "The API key is not valid: mistyped, revoked or expired.",
            remedy="Check the key, or make a new one with: ./lotwise key create",
        )
    context(request.scope).caller = caller.key_id
    return caller


async def engine(at_hand: ServicesDep) -> Engine:
    """The engine of this process."""
    return at_hand.engine


async def current_settings(at_hand: ServicesDep) -> Settings:
    """The settings of this application."""
    return at_hand.settings


CallerDep = Annotated[Caller, Depends(signed_in)]
EngineDep = Annotated[Engine, Depends(engine)]
SettingsDep = Annotated[Settings, Depends(current_settings)]
