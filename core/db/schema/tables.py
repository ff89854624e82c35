"""The tables, as SQLAlchemy Core sees them; the migrations in `ops/migrations` make them.

Every table carries `workspace_id`. Times are `timestamptz`, money and quantities double precision.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from core.db.schema.columns import metadata, one_of, time_column, workspace_column
from core.db.schema.item_columns import DECISION_TYPES
from core.job_states import ChunkKind, ChunkState, JobState

_EMPTY = text("'{}'::jsonb")

workspace = Table(
    "workspace",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("settings", JSONB, nullable=False, server_default=_EMPTY),
    time_column("created_at", default=True),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Text, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("scopes", JSONB, nullable=False),
    time_column("created_at", default=True),
    time_column("expires_at"),
    time_column("revoked_at"),
    time_column("last_used_at"),
)

calculation = Table(
    "calculation",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    time_column("calculated_at", default=True),
    Column("request_id", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("order_cost", Double),
    Column("demand", Double),
    Column("holding_cost", Double),
    Column("input", JSONB, nullable=False),
    Column("result", JSONB, nullable=False),
    Column("http_status", Integer, nullable=False),
    Column("duration_ms", Double, nullable=False),
    Column("engine_version", Text, nullable=False),
    Index(None, "workspace_id", "calculated_at", "id"),
)

file = Table(
    "file",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    time_column("created_at", default=True),
    time_column("purged_at"),
    Index(None, "workspace_id"),
)

file_part = Table(
    "file_part",
    metadata,
    Column("file_id", UUID, ForeignKey("file.id", ondelete="CASCADE")),
    Column("ordinal", Integer),
    Column("workspace_id", UUID, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("file_id", "ordinal"),
)

job = Table(
    "job",
    metadata,
    Column("id", UUID, primary_key=True),
    workspace_column(),
    Column("kind", Text, nullable=False, server_default="upload"),
    Column("state", Text, nullable=False, server_default=JobState.QUEUED),
    Column("status_reason", Text, nullable=False, server_default="waiting for a worker"),
    Column("file_id", UUID, ForeignKey("file.id")),
    Column("job_month", Date, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("options", JSONB, nullable=False, server_default=_EMPTY),
    Column("engine_version", Text, nullable=False),
    Column("importer_version", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    time_column("created_at", default=True),
    time_column("started_at"),
    time_column("computing_at"),
    time_column("finished_at"),
    Column("rows_total", BigInteger),
    Column("understanding", JSONB),
    Column("error", JSONB),
    Column("retry_of", UUID, ForeignKey("job.id")),
    Column("amends", UUID, ForeignKey("job.id")),
    # Of a run over a catalogue: which, and the run before that its changes are told against.
    Column("catalogue_id", UUID, ForeignKey("catalogue.id")),
    Column("compares_with", UUID, ForeignKey("job.id")),
    time_column("purged_at"),
    Column("purged_by", Text),
    time_column("cleaned_at"),
    one_of("state", JobState),
    Index(None, "file_id"),
    Index(None, "state"),
    Index("job_retry_of_idx", "retry_of", postgresql_where=text("retry_of IS NOT NULL")),
    Index("job_amends_idx", "amends", postgresql_where=text("amends IS NOT NULL")),
    Index(None, "workspace_id", "created_at", "id"),
    Index(
        "job_active_idx",
        "created_at",
        postgresql_where=text("state IN ('queued', 'reading', 'computing', 'finishing', 'cancelling')"),
    ),
    Index("job_compares_with_idx", "compares_with", postgresql_where=text("compares_with IS NOT NULL")),
    Index(
        "job_catalogue_idx", "catalogue_id", "created_at", postgresql_where=text("catalogue_id IS NOT NULL")
    ),
    # One run over a catalogue at a time.
    Index(
        "job_running_recalculation_idx",
        "catalogue_id",
        unique=True,
        postgresql_where=text(
            "kind = 'recalculation'"
            " AND state NOT IN ('succeeded', 'partially_succeeded', 'failed', 'cancelled')"
        ),
    ),
)

job_summary = Table(
    "job_summary",
    metadata,
    Column("job_id", UUID, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Column("workspace_id", UUID, nullable=False),
    Column("summary", JSONB, nullable=False),
)

chunk = Table(
    "chunk",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("workspace_id", UUID, nullable=False),
    Column("job_id", UUID, ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=ChunkState.PENDING),
    Column("first_row", BigInteger, nullable=False, server_default="0"),
    Column("last_row", BigInteger, nullable=False, server_default="0"),
    Column("rows", BigInteger, nullable=False, server_default="0"),
    Column("payload", LargeBinary),
    Column("importer_version", Text, nullable=False),
    Column("lease_token", UUID),
    Column("lease_owner", Text),
    time_column("lease_expires_at"),
    Column("attempt", Integer, nullable=False, server_default="0"),
    time_column("not_before", default=True),
    time_column("started_at"),
    time_column("finished_at"),
    Column("rows_ok", BigInteger, nullable=False, server_default="0"),
    Column("rows_failed", BigInteger, nullable=False, server_default="0"),
    Column("summary", JSONB),
    Column("error", Text),
    UniqueConstraint("job_id", "ordinal"),
    one_of("kind", ChunkKind),
    one_of("state", ChunkState),
    CheckConstraint("(state = 'leased') = (lease_token IS NOT NULL)", name="lease"),
    Index("chunk_pending_idx", "job_id", "ordinal", postgresql_where=text("state = 'pending'")),
    Index("chunk_leased_idx", "lease_expires_at", postgresql_where=text("state = 'leased'")),
    Index("chunk_dead_idx", "kind", postgresql_where=text("state = 'dead'")),
    Index("chunk_export_idx", "job_id", postgresql_where=text("kind = 'export'")),
    # Who was served last, of the workspaces and of a workspace's jobs: they take turns.
    Index(None, "workspace_id", "started_at"),
    Index(None, "job_id", "started_at"),
)

# No foreign keys: one slowed a COPY of a million rows from 0.8 s to 2.8 s.
decision = Table(
    "decision",
    metadata,
    Column("job_month", Date),
    Column("job_id", UUID),
    Column("row_no", Integer),
    Column("workspace_id", UUID, nullable=False),
    *(Column(name, kind) for name, kind in DECISION_TYPES.items()),
    Column("other", JSONB),
    PrimaryKeyConstraint("job_month", "job_id", "row_no"),
    postgresql_partition_by="LIST (job_month)",
)

row_error = Table(
    "row_error",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("workspace_id", UUID, nullable=False),
    Column("job_id", UUID, ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
    Column("chunk_ordinal", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    one_of("kind", ChunkKind),
    Index(None, "job_id", "row_no", "id"),
)

mapping = Table(
    "mapping",
    metadata,
    Column("workspace_id", UUID),
    Column("signature", Text),
    Column("headers", JSONB, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    time_column("confirmed_at", default=True),
    PrimaryKeyConstraint("workspace_id", "signature"),
)
