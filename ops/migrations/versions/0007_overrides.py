"""overrides: what people set of items of a catalogue, and who set what when.

Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")
HERE = "(SELECT nullif(current_setting('lotwise.workspace_id', true), '')::uuid)"
TABLES = ("item_override", "override_history")
KINDS = "kind IN ('items', 'stock', 'demand', 'upload')"
KINDS_NOW = "kind IN ('items', 'stock', 'demand', 'overrides', 'upload')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "item_override",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("order_quantity", sa.Double(), nullable=True),
        sa.Column("reorder_point", sa.Double(), nullable=True),
        sa.Column("service_level", sa.Double(), nullable=True),
        sa.Column("demand_factor", sa.Double(), nullable=True),
        sa.Column("do_not_order", sa.Boolean(), nullable=True),
        sa.Column("lifecycle", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint(
            "lifecycle IN ('active', 'new', 'phase_out', 'obsolete')",
            name=op.f("item_override_lifecycle_check"),
        ),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["catalogue.id"],
            name=op.f("item_override_catalogue_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("item_override_pkey")),
        sa.UniqueConstraint(
            "catalogue_id",
            "sku",
            "location",
            name=op.f("item_override_catalogue_id_sku_location_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "override_history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("override", postgresql.JSONB(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["catalogue.id"],
            name=op.f("override_history_catalogue_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("override_history_pkey")),
    )
    op.create_index(
        op.f("override_history_catalogue_id_sku_id_idx"),
        "override_history",
        ["catalogue_id", "sku", "id"],
        unique=False,
    )
    op.drop_constraint(op.f("feed_kind_check"), "feed", type_="check")
    op.create_check_constraint(op.f("feed_kind_check"), "feed", KINDS_NOW)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM feed WHERE kind = 'overrides'")
    op.drop_constraint(op.f("feed_kind_check"), "feed", type_="check")
    op.create_check_constraint(op.f("feed_kind_check"), "feed", KINDS)
    for table in TABLES:
        op.drop_table(table)
