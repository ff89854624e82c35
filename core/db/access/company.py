"""What a workspace assumes where its sheets say nothing, kept in its settings."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from sqlalchemy import Connection, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from core.db.schema.tables import workspace
from core.ids import WorkspaceId
from core.inventory.defaults import Defaults

_DEFAULTS: Final = "defaults"
# Days of cover and of review are the engine's affair, not a price or a time a company knows.
NAMES: Final = tuple(
    spec.name for spec in fields(Defaults) if spec.name not in ("review_period_days", "excess_cover_days")
)


def defaults(connection: Connection, workspace_id: WorkspaceId) -> dict[str, float]:
    """The values set, by the name of `core.inventory.defaults.Defaults`."""
    kept = connection.scalar(select(workspace.c.settings[_DEFAULTS]).where(workspace.c.id == workspace_id))
    return {name: value for name, value in (kept or {}).items() if name in NAMES and value is not None}


def set_defaults(connection: Connection, workspace_id: WorkspaceId, values: Mapping[str, float]) -> None:
    """Replace all of them; jobs made already keep what they were made with."""
    kept = {name: values[name] for name in NAMES if name in values}
    connection.execute(
        update(workspace)
        .where(workspace.c.id == workspace_id)
        .values(settings=workspace.c.settings.concat(literal({_DEFAULTS: kept}, JSONB)))
    )
