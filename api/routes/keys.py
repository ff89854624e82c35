"""Keys of a workspace, for its administrators."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection

from api import problems
from api.deps import CallerDep, ServicesDep
from api.models.people import KeyIn, KeyOut, KeysOut, NewKeyOut, RotationIn
from api.recorded import actor
from api.scopes import needs
from core.callers import Caller
from core.db.access import keys
from core.db.access.keys import NewKey
from core.db.connect import transaction
from core.db.record.admin_actions import Action, record
from core.roles import Scope

router = APIRouter(prefix="/keys", tags=["people"])

KeyId = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]


@router.get(
    "", summary="List keys", responses=problems.documented(401, 403, 503), openapi_extra=needs(Scope.ADMIN)
)
def list_keys(caller: CallerDep, at_hand: ServicesDep) -> KeysOut:
    """Every key of the workspace, those that have ended too; never their secrets."""
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        found = keys.list_keys(connection, caller.workspace_id)
    return KeysOut(items=[KeyOut.model_validate(key) for key in found])


@router.post(
    "",
    status_code=201,
    summary="Make a key",
    responses=problems.documented(400, 401, 403, 408, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def create(
    request: Request, response: Response, given: KeyIn, caller: CallerDep, at_hand: ServicesDep
) -> NewKeyOut:
    """The answer has the key itself, this once; only a hash of it is kept."""
    lasts = None if given.expires_in_days is None else timedelta(days=given.expires_in_days)
    pepper = at_hand.settings.key_pepper.get_secret_value()
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        made = keys.create_key(connection, caller.workspace_id, given.name, pepper, given.scopes, lasts=lasts)
        detail = {"name": given.name, "scopes": given.scopes}
        record(connection, actor(request, caller), Action.KEY_CREATED, f"key:{made.id}", detail)
        return _shown_once(connection, response, caller, made)


@router.post(
    "/{key_id}/rotate",
    status_code=201,
    summary="Replace a key by a new one",
    responses=problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def rotate(
    request: Request,
    response: Response,
    key_id: KeyId,
    caller: CallerDep,
    at_hand: ServicesDep,
    given: RotationIn | None = None,
) -> NewKeyOut:
    """A new key of the same name and scopes; the old one goes on for the overlap, then ends by itself."""
    hours = (given or RotationIn()).overlap_hours
    pepper = at_hand.settings.key_pepper.get_secret_value()
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        made = keys.rotate_key(
            connection, caller.workspace_id, key_id, pepper, overlap=timedelta(hours=hours)
        )
        detail = {"new": f"key:{made.id}", "overlap_hours": hours}
        record(connection, actor(request, caller), Action.KEY_ROTATED, f"key:{key_id}", detail)
        return _shown_once(connection, response, caller, made)


@router.delete(
    "/{key_id}",
    status_code=204,
    summary="Revoke a key",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def revoke(request: Request, key_id: KeyId, caller: CallerDep, at_hand: ServicesDep) -> None:
    """Requests with it are refused within five seconds."""
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        keys.revoke_key(connection, caller.workspace_id, key_id)
        record(connection, actor(request, caller), Action.KEY_REVOKED, f"key:{key_id}")


def _shown_once(connection: Connection, response: Response, caller: Caller, made: NewKey) -> NewKeyOut:
    response.headers["Cache-Control"] = "no-store"
    row = keys.get_key(connection, caller.workspace_id, made.id)
    return NewKeyOut(**KeyOut.model_validate(row).model_dump(), key=made.text)
