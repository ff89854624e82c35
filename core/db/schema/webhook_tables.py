"""The tables of webhooks: where to, and each thing to be told there.

`webhook_delivery` is the outbox: a row is written in the transaction that makes what it tells of true. The
lease lies on the webhook, so that one attempt at a time is made at a receiver, whoever makes it.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from core.db.schema.columns import metadata, time_column, workspace_column
from core.webhooks.words import DeliveryState

_STATES = ", ".join(f"'{state}'" for state in DeliveryState)

webhook = Table(
    "webhook",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    Column("url", Text, nullable=False),
    Column("events", JSONB, nullable=False),
    # What the secret is made of together with the key pepper, and how to see that it is made right.
    Column("salt", LargeBinary, nullable=False),
    Column("secret_print", Text, nullable=False),
    # The secret before it: signed with as well until then.
    Column("old_salt", LargeBinary),
    time_column("old_until"),
    Column("created_by", Text, nullable=False),
    time_column("created_at", default=True),
    time_column("disabled_at"),
    Column("disabled_reason", Text),
    # Of the attempts since something got through.
    Column("failures", Integer, nullable=False, server_default="0"),
    time_column("failing_since"),
    time_column("rests_until"),
    Column("lease_token", UUID),
    time_column("lease_expires_at"),
    time_column("tried_at"),
    Index(None, "workspace_id"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("webhook_id", UUID, ForeignKey("webhook.id", ondelete="CASCADE"), nullable=False),
    Column("workspace_id", UUID, nullable=False),
    Column("event", Text, nullable=False),
    # The body as it is signed and sent, to the byte.
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=DeliveryState.PENDING),
    Column("attempts", Integer, nullable=False, server_default="0"),
    time_column("created_at", default=True),
    # Since when it is tried: later than it was made where somebody has it sent again.
    time_column("asked_at", default=True),
    time_column("next_at", default=True),
    time_column("tried_at"),
    time_column("ended_at"),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("last_response", Text),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    Index(None, "webhook_id", "created_at", "id"),
    Index(None, "created_at"),
    Index(
        "webhook_delivery_pending_idx",
        "webhook_id",
        "next_at",
        postgresql_where=text("state = 'pending'"),
    ),
)
