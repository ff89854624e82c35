"""The tables beside job and chunk that the protocol needs: who works, which requests came, what is built."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.schema.columns import metadata, time_column

worker = Table(
    "worker",
    metadata,
    # Name and a token of this start: two workers of one name are still two.
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("host", Text, nullable=False),
    # What tells, on the same machine, whether the process still lives; empty where that cannot be told.
    Column("machine", Text, nullable=False),
    Column("process_started", Text, nullable=False),
    Column("process_id", Integer, nullable=False),
    Column("processes", Integer, nullable=False),
    Column("version", Text, nullable=False),
    time_column("started_at", default=True),
    time_column("heartbeat_at", default=True),
    time_column("stopping_at"),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("workspace_id", UUID),
    Column("key", Text),
    Column("fingerprint", Text, nullable=False),
    Column("job_id", UUID),
    time_column("created_at", default=True),
    PrimaryKeyConstraint("workspace_id", "key"),
    ForeignKeyConstraint(["job_id"], ["job.id"], ondelete="CASCADE"),
)

job_export = Table(
    "job_export",
    metadata,
    Column("job_id", UUID, ForeignKey("job.id", ondelete="CASCADE")),
    Column("format", Text),
    Column("workspace_id", UUID, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("file_id", UUID, ForeignKey("file.id")),
    time_column("requested_at", default=True),
    PrimaryKeyConstraint("job_id", "format"),
)
