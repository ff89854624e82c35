"""people, and row-level security.

Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "account",
    "admin_action",
    "api_key",
    "calculation",
    "chunk",
    "decision",
    "file",
    "file_part",
    "idempotency_key",
    "job",
    "job_export",
    "job_summary",
    "mapping",
    "refresh_token",
    "row_error",
    "sign_in",
)

# A setting that was ever set in a session reads as '' afterwards, not as null; '' is no UUID. As a subquery
# it is evaluated once a statement, not once a row.
HERE = "(SELECT nullif(current_setting('lotwise.workspace_id', true), '')::uuid)"

# Before a workspace is known two things are asked: whose key this is, and whose address. These functions
# answer for one id or address each, so that who asks needs no rights on foreign rows.
FIND_API_KEY = """
CREATE FUNCTION find_api_key(wanted text)
RETURNS TABLE (workspace_id uuid, name text, scopes jsonb, secret_hash bytea, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT k.workspace_id, k.name, k.scopes, k.secret_hash, k.last_used_at FROM api_key k
    WHERE k.id = wanted AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
$$
"""
FIND_ACCOUNT = """
CREATE FUNCTION find_account(wanted text)
RETURNS TABLE (id uuid, workspace_id uuid, password_hash text, disabled_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT a.id, a.workspace_id, a.password_hash, a.disabled_at FROM account a WHERE a.email = wanted
$$
"""

FUNCTIONS = ("ensure_decision_partition(date)", "find_account(text)", "find_api_key(text)")


def upgrade() -> None:
    """Apply."""
    _make_people()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING (workspace_id = {HERE})")
    op.execute("ALTER TABLE workspace ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_workspace ON workspace USING (id = {HERE})")
    op.execute(FIND_API_KEY)
    op.execute(FIND_ACCOUNT)
    # Whoever sends a sheet needs its month to be there, but is not let near the leaves.
    op.execute("ALTER FUNCTION ensure_decision_partition(date) SECURITY DEFINER")
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    for function in FUNCTIONS:
        # What a function finds must not depend on who calls it: temporary tables come last.
        op.execute(f"ALTER FUNCTION {function} SET search_path = {schema}, pg_temp")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")


def _make_people() -> None:
    now = sa.text("clock_timestamp()")
    op.create_table(
        "account",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("account_email_check")),
        sa.CheckConstraint("role IN ('viewer', 'planner', 'admin')", name=op.f("account_role_check")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("account_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
        sa.UniqueConstraint("email", name=op.f("account_email_key")),
    )
    op.create_index(op.f("account_workspace_id_idx"), "account", ["workspace_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("sign_in_workspace_id_fkey")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("sign_in_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_pkey")),
    )
    op.create_index(op.f("sign_in_account_id_idx"), "sign_in", ["account_id"])
    op.create_table(
        "refresh_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("sign_in_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["sign_in.id"], name=op.f("refresh_token_sign_in_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("refresh_token_pkey")),
    )
    op.create_index(op.f("refresh_token_sign_in_id_idx"), "refresh_token", ["sign_in_id"])


def downgrade() -> None:
    """Take back."""
    op.execute("ALTER FUNCTION ensure_decision_partition(date) SECURITY INVOKER RESET search_path")
    op.execute("GRANT EXECUTE ON FUNCTION ensure_decision_partition(date) TO PUBLIC")
    op.execute("DROP FUNCTION find_account(text)")
    op.execute("DROP FUNCTION find_api_key(text)")
    for table in (*TABLES, "workspace"):
        op.execute(f"DROP POLICY own_workspace ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.drop_table("refresh_token")
    op.drop_table("sign_in")
    op.drop_table("account")
