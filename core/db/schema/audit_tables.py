"""The second half of the audit, administrative actions; and what the API may do to both halves."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from core.db.schema.columns import metadata, time_column, workspace_column

admin_action = Table(
    "admin_action",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    time_column("done_at", default=True),
    # Who: `key:...`, `user:...` or, on the command line, `cli:<account>`.
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    # What it was done to: `job:...`, `key:...`
    Column("target", Text, nullable=False),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("request_id", Text, nullable=False),
    Index(None, "workspace_id", "done_at", "id"),
)

# What the role the API signs in as may do to the audit: add to it and read it, never change or delete.
API_RIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    "calculation": ("SELECT", "INSERT"),
    "admin_action": ("SELECT", "INSERT"),
}
