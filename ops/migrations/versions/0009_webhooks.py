"""webhooks: where to, and what is told there.

Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")
HERE = "(SELECT nullif(current_setting('lotwise.workspace_id', true), '')::uuid)"
TABLES = ("webhook", "webhook_delivery")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "webhook",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", postgresql.JSONB(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("secret_print", sa.Text(), nullable=False),
        sa.Column("old_salt", sa.LargeBinary(), nullable=True),
        sa.Column("old_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.UUID(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("webhook_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("webhook_pkey")),
    )
    op.create_index(op.f("webhook_workspace_id_idx"), "webhook", ["workspace_id"], unique=False)
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("webhook_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("last_response", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'delivered', 'given_up')", name=op.f("webhook_delivery_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhook.id"],
            name=op.f("webhook_delivery_webhook_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("webhook_delivery_pkey")),
    )
    op.create_index(
        op.f("webhook_delivery_webhook_id_created_at_id_idx"),
        "webhook_delivery",
        ["webhook_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("webhook_delivery_created_at_idx"), "webhook_delivery", ["created_at"], unique=False)
    op.create_index(
        "webhook_delivery_pending_idx",
        "webhook_delivery",
        ["webhook_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    """Take back."""
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
