"""order lines: what people did about suggestions, step by step.

Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")
HERE = "(SELECT nullif(current_setting('lotwise.workspace_id', true), '')::uuid)"
TABLES = ("order_line", "order_line_step")
_KINDS = "'items', 'stock', 'demand', 'overrides', 'upload'"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "order_line",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("suggested_quantity", sa.Double(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("price", sa.Double(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=True),
        sa.Column("on_hand", sa.Double(), nullable=True),
        sa.Column("on_order", sa.Double(), nullable=True),
        sa.Column("shown_quantity", sa.Double(), server_default="0", nullable=False),
        sa.Column("claimed_quantity", sa.Double(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'edited', 'rejected', 'snoozed', 'placed', 'shown',"
            " 'withdrawn')",
            name=op.f("order_line_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("order_line_catalogue_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("order_line_pkey")),
        sa.UniqueConstraint(
            "catalogue_id",
            "sku",
            "location",
            "job_id",
            name=op.f("order_line_catalogue_id_sku_location_job_id_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("order_line_catalogue_id_at_id_idx"), "order_line", ["catalogue_id", "at", "id"])
    for state in ("placed", "snoozed"):
        op.create_index(
            f"order_line_{state}_idx",
            "order_line",
            ["catalogue_id"],
            postgresql_where=sa.text(f"state = '{state}'"),
        )
    op.create_table(
        "order_line_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("line_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"], ["order_line.id"], name=op.f("order_line_step_line_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("order_line_step_pkey")),
    )
    op.create_index(op.f("order_line_step_line_id_id_idx"), "order_line_step", ["line_id", "id"])
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING (workspace_id = {HERE})")
    _allow(f"{_KINDS}, 'orders'")


def downgrade() -> None:
    """Take back; deliveries of actions are forgotten with them."""
    op.execute("DELETE FROM feed WHERE kind = 'orders'")
    _allow(_KINDS)
    for table in reversed(TABLES):
        op.drop_table(table)


def _allow(kinds: str) -> None:
    """Which kinds of deliveries there are."""
    op.drop_constraint(op.f("feed_kind_check"), "feed", type_="check")
    op.create_check_constraint(op.f("feed_kind_check"), "feed", f"kind IN ({kinds})")
