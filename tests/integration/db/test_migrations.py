"""The migrations make what the code believes the database to be, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from core.db import audit_tables, catalogue_tables, people, protocol_tables, tables, webhook_tables  # noqa: F401 - so that the metadata knows every table
from core.db.columns import metadata
from ops.schema import configuration


def difference(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _without_partitions}
        )
        return list(compare_metadata(context, metadata))


def _without_partitions(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind == "table" and (name or "").startswith("decision_"))


def test_the_migrated_database_is_the_one_the_code_describes(engine: Engine) -> None:
    assert difference(engine) == []


def test_every_migration_can_be_taken_back_and_done_again(engine: Engine, database_url: str) -> None:
    command.downgrade(configuration(database_url), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    command.upgrade(configuration(database_url), "head")
    assert difference(engine) == []


def test_every_table_carries_its_workspace() -> None:
    without = {name for name, table in metadata.tables.items() if "workspace_id" not in table.c}
    # A workspace is one, and a worker works for all of them.
    assert without == {"workspace", "worker"}
