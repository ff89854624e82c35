"""Remembered readings: what people decided about sheets, by the sheets' headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.db.schema.tables import mapping
from core.errors import NotFound
from core.ids import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedMapping:
    """What was decided about sheets with these headers; `options` are those of `SheetOptions`."""

    signature: str
    headers: list[str]
    options: dict[str, Any]
    confirmed_by: str
    confirmed_at: datetime


def remember(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    signature: str,
    headers: list[str],
    options: Mapping[str, Any],
    confirmed_by: str,
) -> None:
    """Keep it for the next sheet with these headers; the latest decision is the one that holds."""
    values = {
        "headers": headers,
        "options": dict(options),
        "confirmed_by": confirmed_by,
        "confirmed_at": func.clock_timestamp(),
    }
    connection.execute(
        insert(mapping)
        .values(workspace_id=workspace_id, signature=signature, **values)
        .on_conflict_do_update(index_elements=[mapping.c.workspace_id, mapping.c.signature], set_=values)
    )


def find(connection: Connection, workspace_id: WorkspaceId, signature: str) -> dict[str, Any] | None:
    """The options decided for sheets with this signature."""
    return connection.scalar(
        select(mapping.c.options).where(
            mapping.c.workspace_id == workspace_id, mapping.c.signature == signature
        )
    )


def every(connection: Connection, workspace_id: WorkspaceId) -> list[RememberedMapping]:
    """All of them, the latest first."""
    rows = connection.execute(
        select(
            mapping.c.signature,
            mapping.c.headers,
            mapping.c.options,
            mapping.c.confirmed_by,
            mapping.c.confirmed_at,
        )
        .where(mapping.c.workspace_id == workspace_id)
        .order_by(mapping.c.confirmed_at.desc())
    )
    return [RememberedMapping(**row) for row in rows.mappings()]


def forget(connection: Connection, workspace_id: WorkspaceId, signature: str) -> None:
    """Take one away; raises `NotFound`."""
    gone = connection.execute(
        delete(mapping).where(mapping.c.workspace_id == workspace_id, mapping.c.signature == signature)
    )
    if gone.rowcount == 0:
        raise NotFound(
            "No mapping is remembered under this signature.", remedy="Look at the list: GET /mappings."
        )
