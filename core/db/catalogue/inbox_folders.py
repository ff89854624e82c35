"""Where in the inbox files for a catalogue are dropped: a folder named once, when the catalogue is made.

It stays when catalogue or workspace are renamed, so that whoever drops files need not be told, and names a
workspace first, so that an account may be shown the files of one workspace only.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from core.db.schema.catalogue_tables import catalogue
from core.ids import CatalogueId, WorkspaceId

_LONGEST: Final = 40  # characters of a name in a path, which people read
_OTHER: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFolder:
    """A catalogue and its folder; `path` is below the inbox, "workspace/catalogue"."""

    workspace_id: WorkspaceId
    catalogue_id: CatalogueId
    path: str
    settings: dict[str, Any]


def folder_of(workspace_name: str, workspace_id: WorkspaceId, name: str, catalogue_id: CatalogueId) -> str:
    """The folder of a new catalogue: names people know again, and what tells equal names apart.

    >>> from uuid import UUID
    >>> folder_of("default", UUID(int=1), "Hauptlager Köln", UUID("9f8e7d6c-0000-4000-8000-000000000000"))
    'default-00000000/hauptlager-koln-9f8e7d6c'
    """
    return f"{_named(workspace_name, workspace_id)}/{_named(name, catalogue_id)}"


def _named(name: str, number: object) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _OTHER.sub("-", plain)[:_LONGEST].strip("-")
    return "-".join(part for part in (slug, str(number)[:8]) if part)


def every(connection: Connection) -> list[InboxFolder]:
    """Those of all catalogues of all workspaces; deleted ones are not among them."""
    query = (
        select(catalogue.c.workspace_id, catalogue.c.id, catalogue.c.inbox, catalogue.c.settings)
        .where(catalogue.c.deleted_at.is_(None))
        .order_by(catalogue.c.inbox)
    )
    return [
        InboxFolder(
            workspace_id=WorkspaceId(row.workspace_id),
            catalogue_id=CatalogueId(row.id),
            path=row.inbox,
            settings=dict(row.settings),
        )
        for row in connection.execute(query)
    ]
