"""The record of administrative actions."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.item import storable
from api.models.lists import AdminActionPageOut, AdminActionRow
from api.paging import CursorParam, LimitParam
from api.scopes import needs
from core.db.connect import transaction
from core.db.record import admin_actions
from core.db.record.admin_actions import Action
from core.roles import Scope

router = APIRouter(tags=["operation"])

_Word = Annotated[str | None, Query(max_length=200), AfterValidator(lambda text: text and storable(text))]


@router.get(
    "/admin-actions",
    summary="List administrative actions",
    responses=problems.documented(401, 403, 422, 429, 503),
    openapi_extra=needs(Scope.AUDIT_READ),
)
def list_actions(
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 50,
    cursor: CursorParam = None,
    action: Annotated[Action | None, Query(description="only this action")] = None,
    actor: Annotated[_Word, Query(description="only by this caller, as in `actor`")] = None,
    target: Annotated[_Word, Query(description="only done to this, such as job:ID")] = None,
) -> AdminActionPageOut:
    """Keys and users made or ended, downloads, deletions, answers, cancellations; the newest first."""
    with transaction(engine, caller.workspace_id) as connection:
        page = admin_actions.page(
            connection,
            caller.workspace_id,
            limit=limit,
            cursor=cursor,
            action=action,
            actor=actor,
            target=target,
        )
    return AdminActionPageOut(items=[AdminActionRow(**row) for row in page.rows], next=page.next)
