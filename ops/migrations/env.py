"""Alembic's entry: migrates the database of `LOTWISE_DATABASE_URL`, or of the URL it is called with."""

from alembic import context

from core.db.connect import connect
from core.db.schema.every import metadata
from core.settings import settings

# Two processes starting at once must not migrate at once.
_MIGRATION_LOCK = 7_051_970


def _is_ours(_thing: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Leave the partitions of `decision` to the function that makes them."""
    return not (kind == "table" and (name or "").startswith("decision_"))


def _migrate() -> None:
    url = context.config.attributes.get("database_url") or settings().database_url
    engine = connect(url, application_name="lotwise-migrate")
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            context.configure(
                connection=connection,
                target_metadata=metadata,
                include_object=_is_ours,
                compare_type=True,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        engine.dispose()


_migrate()
