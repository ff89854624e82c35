"""first tables.

Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


ENSURE_PARTITION = """
CREATE FUNCTION ensure_decision_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    leaf text := 'decision_y' || to_char(month, 'YYYY"m"MM');
    here oid := current_schema()::regnamespace;
BEGIN
    -- Not to_regclass: a session remembers its "no", also when another has made the table meanwhile.
    IF EXISTS (SELECT FROM pg_class WHERE relname = leaf AND relnamespace = here) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7051971);
    IF EXISTS (SELECT FROM pg_class WHERE relname = leaf AND relnamespace = here) THEN
        RETURN;
    END IF;
    -- CREATE TABLE ... PARTITION OF would lock out every reader of `decision`; ATTACH does not.
    EXECUTE format('CREATE TABLE %I (LIKE decision INCLUDING ALL)', leaf);
    EXECUTE format('ALTER TABLE decision ATTACH PARTITION %I FOR VALUES IN (%L)', leaf, month);
END $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "decision",
        sa.Column("job_month", sa.Date(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
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
        sa.Column("price_breaks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("discount", sa.Text(), nullable=True),
        sa.Column("unit_volume", sa.Double(), nullable=True),
        sa.Column("abc_class", sa.Text(), nullable=True),
        sa.Column("xyz_class", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("order_now", sa.Boolean(), nullable=True),
        sa.Column("suggested_order", sa.Double(), nullable=True),
        sa.Column("orders_needed", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("order_quantity", sa.Double(), nullable=True),
        sa.Column("eoq", sa.Double(), nullable=True),
        sa.Column("binding_constraint", sa.Text(), nullable=True),
        sa.Column("constraint_cost", sa.Double(), nullable=True),
        sa.Column("quantity_low", sa.Double(), nullable=True),
        sa.Column("quantity_high", sa.Double(), nullable=True),
        sa.Column("purchase_price", sa.Double(), nullable=True),
        sa.Column("annual_cost", sa.Double(), nullable=True),
        sa.Column("safety_stock_cost", sa.Double(), nullable=True),
        sa.Column("total_cost", sa.Double(), nullable=True),
        sa.Column("average_stock_value", sa.Double(), nullable=True),
        sa.Column("orders_per_year", sa.Double(), nullable=True),
        sa.Column("cycle_days", sa.Double(), nullable=True),
        sa.Column("max_backorder", sa.Double(), nullable=True),
        sa.Column("lead_time_demand", sa.Double(), nullable=True),
        sa.Column("safety_stock", sa.Double(), nullable=True),
        sa.Column("reorder_point", sa.Double(), nullable=True),
        sa.Column("order_up_to", sa.Double(), nullable=True),
        sa.Column("achieved_service_level", sa.Double(), nullable=True),
        sa.Column("achieved_fill_rate", sa.Double(), nullable=True),
        sa.Column("inventory_position", sa.Double(), nullable=True),
        sa.Column("days_of_cover", sa.Double(), nullable=True),
        sa.Column("stockout_date", sa.Date(), nullable=True),
        sa.Column("latest_order_date", sa.Date(), nullable=True),
        sa.Column("excess", sa.Double(), nullable=True),
        sa.Column("excess_value", sa.Double(), nullable=True),
        sa.Column("above_max", sa.Double(), nullable=True),
        sa.Column("cancellable", sa.Double(), nullable=True),
        sa.Column("will_expire", sa.Double(), nullable=True),
        sa.Column("stock_value", sa.Double(), nullable=True),
        sa.Column("current_cost", sa.Double(), nullable=True),
        sa.Column("annual_saving", sa.Double(), nullable=True),
        sa.Column("purchase_saving", sa.Double(), nullable=True),
        sa.Column("stock_release_value", sa.Double(), nullable=True),
        sa.Column("current_service_level", sa.Double(), nullable=True),
        sa.Column("safety_stock_change_value", sa.Double(), nullable=True),
        sa.Column("worth_changing", sa.Boolean(), nullable=True),
        sa.Column("power_of_two_days", sa.Double(), nullable=True),
        sa.Column("assumed", sa.Text(), nullable=True),
        sa.Column("warnings", sa.Text(), nullable=True),
        sa.Column("other", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("job_month", "job_id", "row_no", name=op.f("decision_pkey")),
        postgresql_partition_by="LIST (job_month)",
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("processes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "heartbeat_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("stopping_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("worker_pkey")),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("workspace_pkey")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("api_key_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("api_key_pkey")),
    )
    op.create_table(
        "calculation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column(
            "calculated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("order_cost", sa.Double(), nullable=True),
        sa.Column("demand", sa.Double(), nullable=True),
        sa.Column("holding_cost", sa.Double(), nullable=True),
        sa.Column("input", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.Double(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("calculation_workspace_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("calculation_pkey")),
    )
    op.create_index(
        op.f("calculation_workspace_id_calculated_at_id_idx"),
        "calculation",
        ["workspace_id", "calculated_at", "id"],
        unique=False,
    )
    op.create_table(
        "file",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("file_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("file_pkey")),
    )
    op.create_table(
        "file_part",
        sa.Column("file_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("file_part_file_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "ordinal", name=op.f("file_part_pkey")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="upload", nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("status_reason", sa.Text(), server_default="waiting for a worker", nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("job_month", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column(
            "options",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("importer_version", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("computing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows_total", sa.BigInteger(), nullable=True),
        sa.Column("understanding", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("retry_of", sa.UUID(), nullable=True),
        sa.Column("amends", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'reading', 'needs_answer', 'computing', 'finishing', 'succeeded', 'partially_succeeded', 'failed', 'cancelling', 'cancelled')",  # noqa: E501
            name=op.f("job_state_check"),
        ),
        sa.ForeignKeyConstraint(["amends"], ["job.id"], name=op.f("job_amends_fkey")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("job_file_id_fkey")),
        sa.ForeignKeyConstraint(["retry_of"], ["job.id"], name=op.f("job_retry_of_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("job_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("job_pkey")),
    )
    op.create_index(
        "job_active_idx",
        "job",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'reading', 'computing', 'finishing', 'cancelling')"),
    )
    op.create_index(
        op.f("job_workspace_id_created_at_id_idx"), "job", ["workspace_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "chunk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("first_row", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_row", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("importer_version", sa.Text(), nullable=False),
        sa.Column("lease_token", sa.UUID(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "not_before",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows_ok", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'leased') = (lease_token IS NOT NULL)", name=op.f("chunk_lease_check")),
        sa.CheckConstraint("kind IN ('read', 'compute', 'finish')", name=op.f("chunk_kind_check")),
        sa.CheckConstraint(
            "state IN ('pending', 'leased', 'done', 'dead', 'cancelled')", name=op.f("chunk_state_check")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("chunk_job_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("chunk_pkey")),
        sa.UniqueConstraint("job_id", "ordinal", name=op.f("chunk_job_id_ordinal_key")),
    )
    op.create_index(
        "chunk_leased_idx",
        "chunk",
        ["lease_expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'leased'"),
    )
    op.create_index(
        "chunk_pending_idx",
        "chunk",
        ["job_id", "ordinal"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("idempotency_key_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("idempotency_key_pkey")),
    )
    op.create_table(
        "job_summary",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("job_summary_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("job_summary_pkey")),
    )
    op.create_table(
        "row_error",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("chunk_ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('read', 'compute', 'finish')", name=op.f("row_error_kind_check")),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("row_error_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("row_error_pkey")),
    )
    op.create_index(
        op.f("row_error_job_id_row_no_id_idx"), "row_error", ["job_id", "row_no", "id"], unique=False
    )
    op.execute(ENSURE_PARTITION)
    op.execute("INSERT INTO workspace (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'default')")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION ensure_decision_partition(date)")
    op.drop_index(op.f("row_error_job_id_row_no_id_idx"), table_name="row_error")
    op.drop_table("row_error")
    op.drop_table("job_summary")
    op.drop_table("idempotency_key")
    op.drop_index("chunk_pending_idx", table_name="chunk", postgresql_where=sa.text("state = 'pending'"))
    op.drop_index("chunk_leased_idx", table_name="chunk", postgresql_where=sa.text("state = 'leased'"))
    op.drop_table("chunk")
    op.drop_index(op.f("job_workspace_id_created_at_id_idx"), table_name="job")
    op.drop_index(
        "job_active_idx",
        table_name="job",
        postgresql_where=sa.text("state IN ('queued', 'reading', 'computing', 'finishing', 'cancelling')"),
    )
    op.drop_table("job")
    op.drop_table("file_part")
    op.drop_table("file")
    op.drop_index(op.f("calculation_workspace_id_calculated_at_id_idx"), table_name="calculation")
    op.drop_table("calculation")
    op.drop_table("api_key")
    op.drop_table("workspace")
    op.drop_table("worker")
    op.drop_table("decision")
