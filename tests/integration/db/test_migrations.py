"""The migrations make what the code believes the database to be, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues
from core.db.schema.every import metadata
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
    # A workspace is one, a worker works for all of them, and so does beat; counters are of the installation.
    assert without == {"workspace", "worker", "beat_tick", "counter_entry", "counter_total"}


def test_catalogues_made_before_the_inbox_get_a_folder(engine: Engine, database_url: str) -> None:
    told = configuration(database_url)
    before = ScriptDirectory.from_config(told).get_revision("0011").down_revision
    with engine.begin() as connection:
        made = catalogues.create(
            connection, DEFAULT_WORKSPACE, name="Main / Nord", settings={}, created_by="test"
        )
    command.downgrade(told, str(before))
    command.upgrade(told, "head")
    with engine.begin() as connection:
        assert catalogues.get(connection, DEFAULT_WORKSPACE, made.id).inbox == made.inbox
