"""The schema of a database: which version it has, and how to bring it to the newest."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.db.connect import connect
from ops import rights
from ops.root import ROOT


def configuration(database_url: str) -> Config:
    """Alembic's configuration for this database."""
    found = Config(toml_file=ROOT / "pyproject.toml")
    found.attributes["database_url"] = database_url
    return found


def upgrade(database_url: str) -> None:
    """Apply every migration that is missing, then the rights; safe to run twice, and by two at once."""
    command.upgrade(configuration(database_url), "head")
    rights.bring_up_to_date(database_url)


def versions(database_url: str) -> tuple[str | None, str | None]:
    """The schema version the database has, and the newest one there is."""
    engine = connect(database_url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current, ScriptDirectory.from_config(configuration(database_url)).get_current_head()


def is_known(version: str, database_url: str) -> bool:
    """Whether this Lotwise has the migration; a database that a newer one migrated has others."""
    scripts = ScriptDirectory.from_config(configuration(database_url))
    return any(script.revision == version for script in scripts.walk_revisions())
