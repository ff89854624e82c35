"""admin actions.

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "admin_action",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column(
            "done_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("admin_action_workspace_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("admin_action_pkey")),
    )
    op.create_index(
        op.f("admin_action_workspace_id_done_at_id_idx"), "admin_action", ["workspace_id", "done_at", "id"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("admin_action_workspace_id_done_at_id_idx"), table_name="admin_action")
    op.drop_table("admin_action")
