"""Sign-in by e-mail and password: tokens given, renewed and ended."""

import anyio.to_thread
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.context import context, request_id
from api.deps import CallerDep, ServicesDep
from api.limits import guess_limited, sign_in_limited
from api.models.people import MeOut, PasswordIn, RefreshIn, SignInIn, TokenOut
from api.recorded import actor
from api.scopes import NEEDS_NO_SCOPE
from api.services import Services
from core.callers import Caller
from core.db.access import sign_ins, users
from core.db.access.sign_ins import Granted
from core.db.connect import transaction
from core.db.record.admin_actions import Action, Actor, record
from core.errors import Forbidden, NotSignedIn
from core.logs import logger
from core.tokens import LIFE_SECONDS

open_router = APIRouter(prefix="/token", tags=["people"])
router = APIRouter(tags=["people"])
log = logger(__name__)


@open_router.post(
    "",
    summary="Sign in",
    responses=problems.documented(400, 401, 408, 413, 422, 429, 503),
    dependencies=[Depends(sign_in_limited)],
)
async def sign_in(request: Request, response: Response, given: SignInIn, at_hand: ServicesDep) -> TokenOut:
    """E-mail address and password for tokens. Wrong ones are refused alike, whichever of the two is wrong."""
    await guess_limited(request, at_hand, given.email)
    granted = await anyio.to_thread.run_sync(
        _sign_in,
        at_hand.engine,
        given.email,
        given.password.get_secret_value(),
        request_id(request.scope),
        limiter=at_hand.doorkeepers,
    )
    if granted is None:
        at_hand.metrics.sign_in_failed("password")
        log.warning("sign_in_refused")
        raise NotSignedIn(
            "The e-mail address or the password is wrong.",
            remedy="Check both; an administrator can give you a new password.",
        )
    context(request.scope).caller = f"user:{granted.claims.user_id}"
    return _answer(at_hand, response, granted)


@open_router.post(
    "/refresh",
    summary="Renew the tokens",
    responses=problems.documented(400, 401, 408, 413, 422, 429, 503),
)
async def refresh(response: Response, given: RefreshIn, at_hand: ServicesDep) -> TokenOut:
    """A refresh token is good once; one that comes a second time ends the whole sign-in."""
    granted = await run_in_threadpool(_refresh, at_hand.engine, given.refresh_token.get_secret_value())
    if granted is None:
        at_hand.metrics.sign_in_failed("token")
        raise NotSignedIn("The refresh token is not valid any more.", remedy="Sign in again: POST /token.")
    return _answer(at_hand, response, granted)


@router.post(
    "/token/revoke",
    status_code=204,
    summary="Sign out",
    responses=problems.documented(400, 401, 408, 413, 422, 503),
    openapi_extra=NEEDS_NO_SCOPE,
)
async def revoke(request: Request, given: RefreshIn, caller: CallerDep, at_hand: ServicesDep) -> None:
    """Every token of this sign-in ends within seconds. Unknown tokens are answered alike (RFC 7009)."""
    token = given.refresh_token.get_secret_value()
    await run_in_threadpool(_revoke, at_hand.engine, token, actor(request, caller))


@router.get("/me", summary="Who am I?", responses=problems.documented(401, 503), openapi_extra=NEEDS_NO_SCOPE)
async def me(caller: CallerDep) -> MeOut:
    """Whom the key or token belongs to, and what it may do."""
    return MeOut(caller=caller.label, name=caller.name, scopes=sorted(caller.scopes))


@router.put(
    "/me/password",
    status_code=204,
    summary="Change one's own password",
    responses=problems.documented(400, 401, 403, 408, 413, 422, 429, 503),
    openapi_extra=NEEDS_NO_SCOPE,
    dependencies=[Depends(sign_in_limited)],
)
async def change_password(
    request: Request, given: PasswordIn, caller: CallerDep, at_hand: ServicesDep
) -> None:
    """Needs the current one. Every sign-in ends, this one too."""
    if not caller.label.startswith("user:"):
        raise Forbidden("A key has no password.", remedy="Sign in with e-mail address and password.")
    await anyio.to_thread.run_sync(
        _change_password,
        at_hand.engine,
        caller,
        given,
        actor(request, caller),
        limiter=at_hand.doorkeepers,
    )


def _answer(at_hand: Services, response: Response, granted: Granted) -> TokenOut:
    response.headers["Cache-Control"] = "no-store"
    return TokenOut(
        access_token=at_hand.tokens.issue(granted.claims),
        expires_in=LIFE_SECONDS,
        refresh_token=granted.refresh_token,
    )


def _sign_in(engine: Engine, email: str, password: str, request_id: str) -> Granted | None:
    with transaction(engine) as connection:
        user = users.of_password(connection, email, password)
        if user is None:
            return None
        granted = sign_ins.start(connection, user)
        label = f"user:{user.id}"
        who = Actor(workspace_id=user.workspace_id, label=label, request_id=request_id)
        record(connection, who, Action.SIGNED_IN, label)
        return granted


def _refresh(engine: Engine, token: str) -> Granted | None:
    with transaction(engine) as connection:
        return sign_ins.refresh(connection, token)


def _revoke(engine: Engine, token: str, who: Actor) -> None:
    with transaction(engine, who.workspace_id) as connection:
        user_id = sign_ins.revoke(connection, who.workspace_id, token)
        if user_id is not None:
            record(connection, who, Action.TOKEN_REVOKED, f"user:{user_id}")


def _change_password(engine: Engine, caller: Caller, given: PasswordIn, who: Actor) -> None:
    with transaction(engine, caller.workspace_id) as connection:
        user = users.get(connection, caller.workspace_id, users.id_of(caller.label))
        if users.of_password(connection, user.email, given.current.get_secret_value()) is None:
            raise Forbidden("The current password is not right.", remedy="Check it and try again.")
        users.set_password(connection, user.id, given.new.get_secret_value())
        record(connection, who, Action.PASSWORD_SET, caller.label)
