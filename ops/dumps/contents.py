"""What is in a database: counted under one snapshot when it is dumped, and again when it was loaded."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from core.db.connect import database_url as checked_url
from core.errors import DatabaseUnavailable

# A partitioned table's rows are counted through it.
_TABLES: Final = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
"""
_OTHERS: Final = """
SELECT DISTINCT application_name FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'lotwise%'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Of a dump: kept beside it as JSON."""

    made_at: str
    server_version: int  # server_version_num
    schema_version: str
    tables: dict[str, int]  # rows by table
    dump_sha256: str = ""
    dump_bytes: int = 0

    @classmethod
    def read(cls, path: Path) -> "Contents":
        """From its file."""
        return cls(**json.loads(path.read_text()))

    def write(self, path: Path) -> None:
        """Into its file."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


@contextmanager
def opened(database_url: str) -> Iterator[Any]:
    """A cursor in one repeatable transaction, which may be idle as long as a dump takes."""
    plain = checked_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg2.connect(plain, connect_timeout=5, application_name="pg_dump of lotwise")
    except psycopg2.OperationalError as error:
        raise DatabaseUnavailable from error
    try:
        connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def one(cursor: Any, statement: str) -> Any:  # noqa: ANN401 - the driver's
    """The first column of the only row."""
    cursor.execute(statement)
    return cursor.fetchone()[0]


def tables(cursor: Any) -> dict[str, int]:  # noqa: ANN401
    """Rows by table."""
    cursor.execute(_TABLES)
    names = [name for (name,) in cursor.fetchall()]
    counted = {}
    for name in names:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        counted[name] = cursor.fetchone()[0]
    return counted


def table_names(cursor: Any) -> list[str]:  # noqa: ANN401
    """The tables there are, in order of their names."""
    cursor.execute(_TABLES)
    return [name for (name,) in cursor.fetchall()]


def at_work(cursor: Any) -> list[str]:  # noqa: ANN401
    """Processes of Lotwise that are connected to the database, by the names they give."""
    cursor.execute(_OTHERS)
    return sorted(name for (name,) in cursor.fetchall())
