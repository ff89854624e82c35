"""Real servers for the tests, and databases on them made from one migrated template."""

import itertools
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from psycopg2 import sql

from core.db.connect import database_url as as_sqlalchemy
from ops.embedded.postgres import admin_connection

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestServer:
    """A PostgreSQL server on which databases can be made and dropped."""

    __test__ = False

    admin_url: str  # may create databases
    owner_url: str  # what the tests sign in as

    @staticmethod
    def _on(url: str, database: str) -> str:
        return (
            as_sqlalchemy(url)
            .set(drivername="postgresql", database=database)
            .render_as_string(hide_password=False)
        )

    def url(self, database: str) -> str:
        """Address of a database, as its owner."""
        return self._on(self.owner_url, database)

    def create(self, database: str, template: str = "template1") -> None:
        """Make a database of the tests' owner.

        Its files are copied: through the write-ahead log, as is usual, hundreds of copies take twice as long.
        """
        owner = as_sqlalchemy(self.owner_url).username or ""
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
        self._run(statement.format(*map(sql.Identifier, (database, owner, template))))

    def drop(self, database: str) -> None:
        """Drop a database, ending whatever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, statement: sql.Composed) -> None:
        with closing(admin_connection(self.admin_url)) as opened, opened.cursor() as cursor:
            cursor.execute(statement)

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The URL of a fresh copy of `template`, dropped afterwards."""
        name = f"lotwise_test_{os.getpid()}_{next(_numbers)}"
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)
