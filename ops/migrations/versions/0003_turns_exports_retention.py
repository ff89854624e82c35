"""turns, exports, retention, workers told apart.

Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")


def _kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table in ("chunk", "row_error"):
        op.drop_constraint(op.f(f"{table}_kind_check"), table)
        op.create_check_constraint(op.f(f"{table}_kind_check"), table, f"kind IN ({listed})")


def _workers(*columns: sa.Column[object]) -> None:
    # Rows of processes that beat every few seconds: nothing in them is worth keeping.
    op.drop_table("worker")
    op.create_table(
        "worker",
        *columns,
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("processes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("stopping_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(columns[0].name, name=op.f("worker_pkey")),
    )


def upgrade() -> None:
    """Apply."""
    _kinds("read", "compute", "finish", "export")
    _workers(
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("process_started", sa.Text(), nullable=False),
    )
    op.add_column("file", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("file_workspace_id_idx"), "file", ["workspace_id"])
    op.add_column("job", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("purged_by", sa.Text(), nullable=True))
    op.add_column("job", sa.Column("cleaned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("job_file_id_idx"), "job", ["file_id"])
    for name in ("retry_of", "amends"):
        where = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"job_{name}_idx", "job", [name], postgresql_where=where)
    op.create_index("chunk_export_idx", "chunk", ["job_id"], postgresql_where=sa.text("kind = 'export'"))
    for name in ("workspace_id", "job_id"):
        op.create_index(op.f(f"chunk_{name}_started_at_idx"), "chunk", [name, "started_at"])
    op.create_table(
        "job_export",
        sa.Column("job_id", sa.UUID(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.UUID(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("job_export_file_id_fkey")),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("job_export_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "format", name=op.f("job_export_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("job_export")
    for name in ("job_id", "workspace_id"):
        op.drop_index(op.f(f"chunk_{name}_started_at_idx"), table_name="chunk")
    op.drop_index("chunk_export_idx", table_name="chunk", postgresql_where=sa.text("kind = 'export'"))
    for name in ("amends", "retry_of"):
        op.drop_index(f"job_{name}_idx", table_name="job")
    op.drop_index(op.f("job_file_id_idx"), table_name="job")
    for name in ("cleaned_at", "purged_by", "purged_at"):
        op.drop_column("job", name)
    op.drop_index(op.f("file_workspace_id_idx"), table_name="file")
    op.drop_column("file", "purged_at")
    _workers(sa.Column("name", sa.Text(), nullable=False))
    op.execute("DELETE FROM chunk WHERE kind = 'export'")
    _kinds("read", "compute", "finish")
