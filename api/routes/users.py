"""People of a workspace, for its administrators."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.people import NewPasswordOut, NewUserOut, UserChange, UserIn, UserOut, UsersOut
from api.recorded import actor
from api.scopes import needs
from core import passwords
from core.db.access import users
from core.db.connect import transaction
from core.db.record.admin_actions import Action, record
from core.roles import Scope

router = APIRouter(prefix="/users", tags=["people"])


@router.get(
    "", summary="List people", responses=problems.documented(401, 403, 503), openapi_extra=needs(Scope.ADMIN)
)
def list_users(caller: CallerDep, engine: EngineDep) -> UsersOut:
    """Everybody of the workspace, those who are disabled too."""
    with transaction(engine, caller.workspace_id) as connection:
        found = users.every(connection, caller.workspace_id)
    return UsersOut(items=[UserOut.model_validate(user) for user in found])


@router.post(
    "",
    status_code=201,
    summary="Let somebody in",
    responses=problems.documented(400, 401, 403, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def create(
    request: Request, response: Response, given: UserIn, caller: CallerDep, engine: EngineDep
) -> NewUserOut:
    """The answer has a password for them, shown this once; they change it at `PUT /me/password`."""
    password = passwords.make()
    with transaction(engine, caller.workspace_id) as connection:
        made = users.create(
            connection,
            caller.workspace_id,
            given.email,
            name=given.name,
            role=given.role,
            password=password,
        )
        detail = {"email": made.email, "role": made.role.value}
        record(connection, actor(request, caller), Action.USER_CREATED, f"user:{made.id}", detail)
    response.headers["Cache-Control"] = "no-store"
    return NewUserOut(**UserOut.model_validate(made).model_dump(), password=password)


@router.patch(
    "/{user_id}",
    summary="Change a role, disable or enable somebody",
    responses=problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def change(
    request: Request, user_id: UUID, given: UserChange, caller: CallerDep, engine: EngineDep
) -> UserOut:
    """A new role holds within seconds; who is disabled is signed out everywhere."""
    with transaction(engine, caller.workspace_id) as connection:
        user = users.get(connection, caller.workspace_id, user_id)
        who = actor(request, caller)
        if given.role is not None and given.role is not user.role:
            users.set_role(connection, user, given.role)
            record(connection, who, Action.USER_CHANGED, f"user:{user.id}", {"role": given.role.value})
        if given.is_disabled:
            users.disable(connection, users.get(connection, caller.workspace_id, user_id))
            record(connection, who, Action.USER_DISABLED, f"user:{user.id}")
        elif given.is_disabled is False:
            users.enable(connection, user)
            record(connection, who, Action.USER_CHANGED, f"user:{user.id}", {"is_disabled": False})
        changed = users.get(connection, caller.workspace_id, user_id)
    return UserOut.model_validate(changed)


@router.post(
    "/{user_id}/password",
    summary="Give somebody a new password",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.ADMIN),
)
def reset_password(
    request: Request, response: Response, user_id: UUID, caller: CallerDep, engine: EngineDep
) -> NewPasswordOut:
    """Shown this once; hand it over by a way of your own. Every sign-in of theirs ends."""
    password = passwords.make()
    with transaction(engine, caller.workspace_id) as connection:
        user = users.get(connection, caller.workspace_id, user_id)
        users.set_password(connection, user.id, password)
        record(connection, actor(request, caller), Action.PASSWORD_SET, f"user:{user.id}")
    response.headers["Cache-Control"] = "no-store"
    return NewPasswordOut(password=password)
