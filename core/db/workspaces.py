"""The workspace rows belong to; until users come there is one, made by the first migration."""

from uuid import UUID

from core.ids import WorkspaceId

DEFAULT_WORKSPACE = WorkspaceId(UUID("00000000-0000-4000-8000-000000000001"))
