"""The tables of identity: people, their sign-ins, the refresh tokens of each."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import UUID

from core.db.schema.columns import metadata, time_column, workspace_column

# `user` is a reserved word of SQL.
account = Table(
    "account",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    # In lower case; one person is in one workspace, since the address alone signs in.
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    time_column("created_at", default=True),
    time_column("password_changed_at", default=True),
    time_column("signed_in_at"),
    time_column("disabled_at"),
    UniqueConstraint("email"),
    CheckConstraint("email = lower(email)", name="email"),
    CheckConstraint("role IN ('viewer', 'planner', 'admin')", name="role"),
    Index(None, "workspace_id"),
)

# One sign-in and all tokens that come of it: what is ended when one of them is stolen.
sign_in = Table(
    "sign_in",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    Column("account_id", UUID, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    time_column("created_at", default=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    time_column("revoked_at"),
    Index(None, "account_id"),
)

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("workspace_id", UUID, nullable=False),
    Column("sign_in_id", UUID, ForeignKey("sign_in.id", ondelete="CASCADE"), nullable=False),
    time_column("created_at", default=True),
    time_column("used_at"),
    Index(None, "sign_in_id"),
)
