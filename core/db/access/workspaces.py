"""Workspaces, which all rows belong to; the first is made by the first migration."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from core.db.schema.tables import workspace
from core.errors import InvalidOption, NotFound
from core.ids import WorkspaceId

DEFAULT_WORKSPACE = WorkspaceId(UUID("00000000-0000-4000-8000-000000000001"))
_MOST_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One company, or one part of it that must not see the others."""

    id: WorkspaceId
    name: str
    created_at: datetime


def create(connection: Connection, name: str) -> Workspace:
    """A new, empty workspace; raises `InvalidOption` for a name that is empty, long or taken."""
    kept = name.strip()
    if not kept or len(kept) > _MOST_CHARACTERS or not kept.isprintable():
        raise InvalidOption(
            "This cannot be a workspace's name.", remedy=f"Use 1 to {_MOST_CHARACTERS} visible characters."
        )
    if any(one.name == kept for one in every(connection)):
        raise InvalidOption(f"There is a workspace {kept!r} already.", remedy="Choose another name.")
    made = WorkspaceId(uuid4())
    connection.execute(insert(workspace).values(id=made, name=kept))
    return find(connection, str(made))


def every(connection: Connection) -> list[Workspace]:
    """All of this installation, the oldest first."""
    columns = (workspace.c.id, workspace.c.name, workspace.c.created_at)
    rows = connection.execute(select(*columns).order_by(workspace.c.created_at, workspace.c.id))
    return [Workspace(**row) for row in rows.mappings()]


def find(connection: Connection, wanted: str) -> Workspace:
    """The workspace of that name or id, the first one for an empty text; raises `NotFound`."""
    for one in every(connection):
        if wanted in (one.name, str(one.id)) or (not wanted and one.id == DEFAULT_WORKSPACE):
            return one
    raise NotFound(f"There is no workspace {wanted!r}.", remedy="List them with: ./lotwise workspace list")
