"""What the tables are made of: the metadata, its naming, and columns that stand in many of them."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, text
from sqlalchemy.dialects.postgresql import UUID

from core.job_states import ChunkKind, ChunkState, JobState

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

_NOW = text("clock_timestamp()")


def time_column(name: str, *, default: bool = False) -> Column[object]:
    """A moment; `default` makes it the time of writing and never null."""
    return Column(
        name, DateTime(timezone=True), nullable=not default, server_default=_NOW if default else None
    )


def workspace_column() -> Column[object]:
    """Which workspace a row belongs to."""
    return Column("workspace_id", UUID, ForeignKey("workspace.id"), nullable=False)


def one_of(column: str, values: type[JobState] | type[ChunkState] | type[ChunkKind]) -> CheckConstraint:
    """Only the words of an enumeration."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
