"""Administrative actions on record: keys and users, downloads, deletions, answers, cancellations."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, tuple_

from core.db.cursors import moment, read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.schema.audit_tables import admin_action
from core.ids import WorkspaceId


class Action(StrEnum):
    """What was done."""

    KEY_CREATED = "key_created"
    KEY_REVOKED = "key_revoked"
    KEY_ROTATED = "key_rotated"
    USER_CREATED = "user_created"
    USER_CHANGED = "user_changed"
    USER_DISABLED = "user_disabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - a word for what happened
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a word for what happened
    JOB_CANCELLED = "job_cancelled"
    JOB_DELETED = "job_deleted"
    QUESTIONS_ANSWERED = "questions_answered"
    MAPPING_FORGOTTEN = "mapping_forgotten"
    DOWNLOADED = "downloaded"
    CATALOGUE_CREATED = "catalogue_created"
    CATALOGUE_DELETED = "catalogue_deleted"
    SCHEDULE_CREATED = "schedule_created"
    SCHEDULE_CHANGED = "schedule_changed"
    SCHEDULE_DELETED = "schedule_deleted"
    WEBHOOK_CREATED = "webhook_created"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_ROTATED = "webhook_rotated"
    WEBHOOK_TESTED = "webhook_tested"
    WEBHOOK_DISABLED = "webhook_disabled"
    WEBHOOK_DELETED = "webhook_deleted"
    DELIVERY_RESENT = "delivery_resent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, in which workspace, in which request."""

    workspace_id: WorkspaceId
    label: str
    request_id: str = ""


def record(
    connection: Connection, actor: Actor, action: Action, target: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Keep one action, in the transaction that does it: neither is there without the other."""
    connection.execute(
        insert(admin_action).values(
            id=uuid4(),
            workspace_id=actor.workspace_id,
            actor=actor.label,
            action=action,
            target=target,
            detail=dict(detail or {}),
            request_id=actor.request_id,
        )
    )


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    limit: int,
    cursor: str | None = None,
    action: Action | None = None,
    actor: str | None = None,
    target: str | None = None,
) -> Rows:
    """The newest actions, `limit` at a time; raises `InvalidOption` for a cursor that is none."""
    columns = [column for column in admin_action.c if column.name != "workspace_id"]
    query = (
        select(*columns)
        .where(admin_action.c.workspace_id == workspace_id)
        .order_by(admin_action.c.done_at.desc(), admin_action.c.id.desc())
        .limit(limit + 1)
    )
    for column, wanted in (("action", action), ("actor", actor), ("target", target)):
        if wanted is not None:
            query = query.where(admin_action.c[column] == wanted)
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        query = query.where(tuple_(admin_action.c.done_at, admin_action.c.id) < tuple_(at, last))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    last_row = rows[limit - 1] if len(rows) > limit else None
    return Page(
        rows=rows[:limit],
        next=write_cursor(last_row["done_at"].isoformat(), last_row["id"]) if last_row else None,
    )
