"""Connections to PostgreSQL: one engine a process, made after the fork, and transactions on it.

A transaction may be of one workspace. Then row-level security shows and takes the rows of that workspace only
(migration 0005), provided the engine acts in a role that is subject to it, as the API's does. Workspace and
role are set for the transaction alone: a setting of the session would go on with the pooled connection.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg2
import psycopg2.errors
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.errors import DatabaseUnavailable, InvalidOption
from core.ids import WorkspaceId

# A server that is away must be noticed within a lease, also when the network only swallows packets: by the
# first four while an answer is waited for, by the last when what was sent is never acknowledged (the system
# alone would go on for a quarter of an hour).
_CONNECT_ARGS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # [ms], as long as the keepalives together
}
# The same for the server's end: a machine that lost its power or its network says no goodbye, and a COPY it
# was sending would go on waiting, with its locks held, for the two hours after which the system asks.
_SERVERS_END = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
# A process frozen or cut off in the middle of a transaction would hold its locks for ever, and with one on a
# job it would hold up everybody's sweep. No transaction of ours waits for anything outside of PostgreSQL, and
# no statement is long. A COPY that waits for its client is under neither limit: core/db/protocol/silent.py.
_IDLE_SECONDS = 10.0
_STATEMENT_SECONDS = 300.0

_ROLE = "lotwise_role"  # of an engine: what is wished; of a connection: what the server lets us be
_MAY_BE = text(
    "SELECT coalesce((SELECT pg_has_role(oid, CASE WHEN current_setting('server_version_num')::int < 160000"
    " THEN 'MEMBER' ELSE 'SET' END) FROM pg_roles WHERE rolname = :role), false)"
)
_ENTER = text("SELECT set_config('lotwise.workspace_id', :workspace_id, true)")
_ENTER_IN_DRIVER = "SELECT set_config('lotwise.workspace_id', %s, true)"
_ACT_IN_DRIVER = f"{_ENTER_IN_DRIVER}, set_config('role', %s, true)"
_ACT = text("SELECT set_config('lotwise.workspace_id', :workspace_id, true), set_config('role', :role, true)")
# What a server that is there says of the statement itself, though its driver calls it operational: query
# cancelled (the time limit, or a COPY whose stream broke), and a limit of PostgreSQL reached by a value.
_OF_THE_STATEMENT = ("57014", "54")
# Table, column, function, object unknown, or no right to it: migrations make all of these.
_OF_THE_SCHEMA = ("42P01", "42703", "42883", "42704", "42501")


def database_url(url: str) -> URL:
    """The URL as SQLAlchemy wants it, for psycopg2 whatever dialect was written.

    Raises `InvalidOption` where it is empty or no PostgreSQL URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise InvalidOption(
            "LOTWISE_DATABASE_URL is not a PostgreSQL address.",
            remedy="Write it as postgresql://user:password@host:5432/name.",
        )
    return parsed.set(drivername="postgresql+psycopg2")


def connect(url: str, *, pool_size: int = 2, application_name: str = "lotwise", role: str = "") -> Engine:
    """An engine whose pool holds at most `pool_size` connections, 0 for none; nothing is opened yet.

    Every transaction acts in `role` where one is named and the user who signs in may take it.
    """
    options = {
        **_SERVERS_END,
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS * 1000:.0f}",
        "statement_timeout": f"{_STATEMENT_SECONDS * 1000:.0f}",
    }
    arguments = {
        **_CONNECT_ARGS,
        "application_name": application_name,
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }
    if pool_size == 0:
        return create_engine(
            database_url(url),
            poolclass=NullPool,
            connect_args=arguments,
            execution_options={_ROLE: role},
        )
    return create_engine(
        database_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args=arguments,
        execution_options={_ROLE: role},
    )


@contextmanager
def transaction(engine: Engine, workspace_id: WorkspaceId | None = None) -> Iterator[Connection]:
    """One transaction, of one workspace if it is given: committed at the end, rolled back on any error.

    Raises `DatabaseUnavailable` where PostgreSQL does not answer or goes away in the middle; whether a COMMIT
    that was under way took place is then unknown, so callers must be able to do their work again. A statement
    that took too long or was too much is no sign of that, and raised as the driver does.
    """
    with _told_as_away(), engine.begin() as connection:
        _act(connection, workspace_id)
        yield connection


def at_once(engine: Engine, sent: Sequence[tuple[WorkspaceId, str, object]]) -> None:
    """One transaction of one round trip: for each workspace a statement of the driver's, with its parameters.

    For what is written often and reads nothing: PostgreSQL makes one transaction of what comes in one
    message, and answers when it is committed. Raises as `transaction`.
    """
    with _told_as_away(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        role = acts_as(connection)
        statements: list[str] = []
        parameters: list[object] = []
        for workspace_id, statement, given in sent:
            statements += [_ACT_IN_DRIVER if role else _ENTER_IN_DRIVER, statement]
            parameters += [str(workspace_id), *([role] if role else []), given]
        connection.exec_driver_sql("; ".join(statements), tuple(parameters))


@contextmanager
def _told_as_away() -> Iterator[None]:
    """What the driver raises when PostgreSQL is away, as `DatabaseUnavailable`."""
    try:
        yield
    except (InterfaceError, PoolTimeoutError) as error:
        raise DatabaseUnavailable from error
    except (
        psycopg2.OperationalError,
        psycopg2.InterfaceError,
        psycopg2.errors.IdleInTransactionSessionTimeout,
    ) as error:
        # COPY speaks to the driver itself, so SQLAlchemy does not wrap what it raises.
        if _is_of_the_statement(error):
            raise
        raise DatabaseUnavailable from error
    except DBAPIError as error:
        is_away = isinstance(error, OperationalError) and not _is_of_the_statement(error.orig)
        if is_away or error.connection_invalidated:
            raise DatabaseUnavailable from error
        raise


def _is_of_the_statement(error: BaseException | None) -> bool:
    return isinstance(error, psycopg2.Error) and (error.pgcode or "").startswith(_OF_THE_STATEMENT)


def is_of_the_schema(error: BaseException) -> bool:
    """Whether the database lacks what a statement names: it is of another version than this program."""
    found = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(found, psycopg2.Error) and found.pgcode in _OF_THE_SCHEMA


def enter(connection: Connection, workspace_id: WorkspaceId) -> None:
    """From here to its end the transaction is of this workspace."""
    connection.execute(_ENTER, {"workspace_id": str(workspace_id)})


def acts_as(connection: Connection) -> str:
    """The role transactions of this connection act in; empty where it is the user who signed in."""
    wished = connection.get_execution_options().get(_ROLE, "")
    if not wished:
        return ""
    # Asked once a connection, for which `info` lives as long as the server's session does.
    known = connection.info.get(_ROLE)
    if known is None:
        known = wished if connection.scalar(_MAY_BE, {"role": wished}) else ""
        connection.info[_ROLE] = known
    return str(known)


def _act(connection: Connection, workspace_id: WorkspaceId | None) -> None:
    role = acts_as(connection)
    if role:
        connection.execute(_ACT, {"workspace_id": str(workspace_id or ""), "role": role})
    elif workspace_id is not None:
        enter(connection, workspace_id)


def check(engine: Engine) -> None:
    """Raise `DatabaseUnavailable` when PostgreSQL does not answer."""
    with transaction(engine) as connection:
        connection.exec_driver_sql("SELECT 1")
