"""catalogues: items, what flows into them, runs over them, what changed, schedules.

Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")
HERE = "(SELECT nullif(current_setting('lotwise.workspace_id', true), '')::uuid)"
TABLES = (
    "catalogue",
    "catalogue_item",
    "change",
    "decision_print",
    "demand_line",
    "feed",
    "item_history",
    "row_history",
    "schedule",
    "schedule_run",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("percent", sa.Double(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "row_no", "kind", name=op.f("change_pkey")),
    )
    op.create_index(
        op.f("change_job_id_kind_row_no_idx"), "change", ["job_id", "kind", "row_no"], unique=False
    )
    op.create_table(
        "catalogue",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "fields",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "other_headers",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("next_item_no", sa.Integer(), server_default="1", nullable=False),
        sa.Column("demand_until", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("catalogue_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("catalogue_pkey")),
    )
    op.create_index(
        "catalogue_name_idx",
        "catalogue",
        ["workspace_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "catalogue_item",
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("purchase_unit", sa.Text(), nullable=True),
        sa.Column("units_per_purchase_unit", sa.Double(), nullable=True),
        sa.Column("price_per", sa.Double(), nullable=True),
        sa.Column("demand", sa.Double(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("demand_std", sa.Double(), nullable=True),
        sa.Column("demand_std_period", sa.Text(), nullable=True),
        sa.Column("order_cost", sa.Double(), nullable=True),
        sa.Column("unit_cost", sa.Double(), nullable=True),
        sa.Column("holding_rate", sa.Double(), nullable=True),
        sa.Column("holding_cost", sa.Double(), nullable=True),
        sa.Column("lead_time_days", sa.Double(), nullable=True),
        sa.Column("lead_time_std_days", sa.Double(), nullable=True),
        sa.Column("service_level", sa.Double(), nullable=True),
        sa.Column("fill_rate", sa.Double(), nullable=True),
        sa.Column("distribution", sa.Text(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("on_hand", sa.Double(), nullable=True),
        sa.Column("on_order", sa.Double(), nullable=True),
        sa.Column("backorders", sa.Double(), nullable=True),
        sa.Column("allocated", sa.Double(), nullable=True),
        sa.Column("current_order_qty", sa.Double(), nullable=True),
        sa.Column("current_reorder_point", sa.Double(), nullable=True),
        sa.Column("min_order_qty", sa.Double(), nullable=True),
        sa.Column("order_multiple", sa.Double(), nullable=True),
        sa.Column("max_order_qty", sa.Double(), nullable=True),
        sa.Column("max_stock", sa.Double(), nullable=True),
        sa.Column("storage_capacity", sa.Double(), nullable=True),
        sa.Column("shelf_life_days", sa.Double(), nullable=True),
        sa.Column("max_cover_days", sa.Double(), nullable=True),
        sa.Column("review_period_days", sa.Double(), nullable=True),
        sa.Column("production_rate", sa.Double(), nullable=True),
        sa.Column("allow_backorders", sa.Boolean(), nullable=True),
        sa.Column("backorder_cost", sa.Double(), nullable=True),
        sa.Column("lost_sale_cost", sa.Double(), nullable=True),
        sa.Column("price_breaks", postgresql.JSONB(), nullable=True),
        sa.Column("discount", sa.Text(), nullable=True),
        sa.Column("unit_volume", sa.Double(), nullable=True),
        sa.Column("abc_class", sa.Text(), nullable=True),
        sa.Column("xyz_class", sa.Text(), nullable=True),
        sa.Column("other", postgresql.JSONB(), nullable=True),
        sa.Column("stock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["catalogue.id"],
            name=op.f("catalogue_item_catalogue_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalogue_id", "item_no", name=op.f("catalogue_item_pkey")),
        sa.UniqueConstraint(
            "catalogue_id",
            "sku",
            "location",
            name=op.f("catalogue_item_catalogue_id_sku_location_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("kind IN ('items', 'stock', 'demand', 'upload')", name=op.f("feed_kind_check")),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("feed_catalogue_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("feed_pkey")),
    )
    op.create_index(
        op.f("feed_catalogue_id_received_at_idx"), "feed", ["catalogue_id", "received_at"], unique=False
    )
    op.create_index(
        "feed_key_idx",
        "feed",
        ["catalogue_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("key IS NOT NULL"),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("schedule_catalogue_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("schedule_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("schedule_pkey")),
    )
    op.create_index(op.f("schedule_catalogue_id_idx"), "schedule", ["catalogue_id"], unique=False)
    op.create_index(
        "schedule_due_idx",
        "schedule",
        ["next_due"],
        unique=False,
        postgresql_where=sa.text("paused_at IS NULL"),
    )
    op.create_table(
        "demand_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["catalogue_id", "item_no"],
            ["catalogue_item.catalogue_id", "catalogue_item.item_no"],
            name=op.f("demand_line_catalogue_id_item_no_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("demand_line_pkey")),
    )
    op.create_index(
        op.f("demand_line_catalogue_id_item_no_date_idx"),
        "demand_line",
        ["catalogue_id", "item_no", "date"],
        unique=False,
    )
    op.create_index(
        "demand_line_line_id_idx",
        "demand_line",
        ["catalogue_id", "line_id"],
        unique=True,
        postgresql_where=sa.text("line_id IS NOT NULL"),
    )
    op.create_table(
        "item_history",
        sa.Column("catalogue_id", sa.UUID(), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("months", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id", "item_no"],
            ["catalogue_item.catalogue_id", "catalogue_item.item_no"],
            name=op.f("item_history_catalogue_id_item_no_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalogue_id", "item_no", name=op.f("item_history_pkey")),
    )
    op.create_table(
        "row_history",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("months", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("row_history_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "row_no", name=op.f("row_history_pkey")),
    )
    op.create_table(
        "schedule_run",
        sa.Column("schedule_id", sa.UUID(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedule.id"], name=op.f("schedule_run_schedule_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "due_at", name=op.f("schedule_run_pkey")),
    )
    op.create_table(
        "decision_print",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("last_row", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("decision_print_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "first_row", name=op.f("decision_print_pkey")),
    )
    op.add_column("job", sa.Column("catalogue_id", sa.UUID(), nullable=True))
    op.add_column("job", sa.Column("compares_with", sa.UUID(), nullable=True))
    op.create_index(
        "job_catalogue_idx",
        "job",
        ["catalogue_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("catalogue_id IS NOT NULL"),
    )
    op.create_index(
        "job_compares_with_idx",
        "job",
        ["compares_with"],
        unique=False,
        postgresql_where=sa.text("compares_with IS NOT NULL"),
    )
    op.create_index(
        "job_running_recalculation_idx",
        "job",
        ["catalogue_id"],
        unique=True,
        postgresql_where=sa.text(
            "kind = 'recalculation'"
            " AND state NOT IN ('succeeded', 'partially_succeeded', 'failed', 'cancelled')"
        ),
    )
    op.create_foreign_key(op.f("job_catalogue_id_fkey"), "job", "catalogue", ["catalogue_id"], ["id"])
    op.create_foreign_key(op.f("job_compares_with_fkey"), "job", "job", ["compares_with"], ["id"])
    # ### end Alembic commands ###
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    """Take back."""
    op.drop_constraint(op.f("job_compares_with_fkey"), "job", type_="foreignkey")
    op.drop_constraint(op.f("job_catalogue_id_fkey"), "job", type_="foreignkey")
    for index in ("job_running_recalculation_idx", "job_compares_with_idx", "job_catalogue_idx"):
        op.drop_index(index, table_name="job")
    op.drop_column("job", "compares_with")
    op.drop_column("job", "catalogue_id")
    for table in (
        "schedule_run",
        "decision_print",
        "row_history",
        "item_history",
        "demand_line",
        "schedule",
        "feed",
        "catalogue_item",
        "catalogue",
        "change",
    ):
        op.drop_table(table)
