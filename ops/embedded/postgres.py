"""An embedded PostgreSQL: its data directory, its process, its databases."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection

from ops.embedded import child
from ops.embedded.account import Account
from ops.embedded.memory import Memory
from ops.embedded.orphans import stop_orphans
from ops.embedded.ports import LOOPBACK
from ops.embedded.programs import Program
from ops.embedded.server import fresh_log, wait_until_ready
from ops.refusal import Refusal

ADMIN = "postgres"
OWNER = "lotwise"  # what Lotwise signs in as: owner of its database, no superuser, as on a real server
DATABASE = "lotwise"
STOP_SECONDS = 60.0
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "shared_buffers": "256MB",
        "max_connections": "100",
        "max_wal_size": "2GB",  # a sheet of a million rows is written without forced checkpoints
        "checkpoint_timeout": "15min",
        # A new piece of the log is 16 MiB of zeros, written inside of somebody's COMMIT: beside a large run
        # every answer to /eoq on its way to the record then waited 30 to 100 ms.
        "wal_init_zero": "off",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
)


class DataOfAnotherVersion(Refusal):
    """The data directory was made by a PostgreSQL that is not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    memory: Memory
    program: Program

    def url(self, database: str = DATABASE, *, admin: bool = False) -> str:
        """Address of a database on this server; secrets are URL-safe as they are made."""
        if admin:
            return _url(ADMIN, self.memory.postgres_admin_password, self.port, database)
        return _url(OWNER, self.memory.postgres_password, self.port, database)

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, a checkpoint is written."""
        child.stop(self.process, signal.SIGINT, patience=STOP_SECONDS)


def _url(user: str, password: str, port: int, database: str) -> str:
    return f"postgresql://{user}:{password}@{LOOPBACK}:{port}/{database}"


def remembered_url(memory: Memory) -> str:
    """Address of the database of a server another process runs."""
    return _url(OWNER, memory.postgres_password, memory.postgres_port, DATABASE)


def choose(programs: list[Program], data: Path) -> Program:
    """The best program for `data`: any for a new folder, else the one of the same major version."""
    if not programs:
        raise Refusal(
            "There is no PostgreSQL 15 to 18 at hand.",
            remedy="Set LOTWISE_DATABASE_URL to a server, or install one (apt-get install postgresql).",
        )
    version_file = data / "PG_VERSION"
    if not version_file.exists():
        return programs[0]
    version = version_file.read_text().strip()
    for program in programs:
        if str(program.major) == version:
            return program
    at_hand = ", ".join(f"{program.major} ({program.origin})" for program in programs)
    raise DataOfAnotherVersion(
        f"{data} holds data of PostgreSQL {version}; at hand are: {at_hand}. Nothing was changed.",
        remedy=f"Install PostgreSQL {version} or name its folder by LOTWISE_POSTGRES_BIN; "
        "or dump and load the data with the old version's pg_dump; or move the folder away to start empty.",
    )


def run(
    program: Program,
    data: Path,
    *,
    port: int,
    memory: Memory,
    account: Account | None,
    log: Path,
    settings: Mapping[str, str] = SETTINGS,
) -> Postgres:
    """Start the server on `data`, made first if it is not there, and wait until it answers."""
    stop_orphans(data, "postgres", signal.SIGINT)
    if not (data / "PG_VERSION").exists():
        _initialise(program, data, memory, account)
    fresh_log(log)
    options = {"listen_addresses": LOOPBACK, "unix_socket_directories": "", **settings}
    command = [str(program.path / "postgres"), "-D", str(data), "-p", str(port)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        process = child.start(
            command,
            env=_ENVIRONMENT,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,
            output=output,
            account=account,
        )
    server = Postgres(process=process, port=port, memory=memory, program=program)
    try:
        wait_until_ready(process, lambda: _answers(server.url("postgres", admin=True)), log=log)
        _make_database(server)
    except BaseException:
        server.stop()
        raise
    return server


def _initialise(program: Program, data: Path, memory: Memory, account: Account | None) -> None:
    """Make a new cluster beside `data` and move it there whole, so that a half-made one is never used."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password_file = draft.with_suffix(".password")
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    password_file.write_text(memory.postgres_admin_password)
    if account:
        account.own(draft)
        account.own(password_file)
    locale = ["--locale=C.UTF-8"] if sys.platform.startswith("linux") else ["--locale=C"]
    if program.major >= 17:  # PostgreSQL's own provider: the same order on every machine
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [str(program.path / "initdb"), "-D", str(draft), "-U", ADMIN, "-A", "scram-sha-256"]
    try:
        made = subprocess.run(
            [
                *command,
                *locale,
                "-E",
                "UTF8",
                f"--pwfile={password_file}",
                "--lc-messages=C",
                "--no-instructions",
            ],
            env=_ENVIRONMENT,
            cwd="/",
            capture_output=True,
            text=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    finally:
        password_file.unlink()
    if made.returncode != 0:
        raise Refusal(f"A PostgreSQL data directory could not be made in {data}:\n{made.stderr.strip()}")
    draft.rename(data)


def _answers(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        if "password authentication failed" in str(error):
            raise Refusal(
                "The embedded PostgreSQL refuses the password Lotwise remembers for it.",
                remedy="secrets.json does not belong to this data; put the right one back.",
            ) from None
        return False
    return True


def admin_connection(url: str) -> connection:
    """A connection that commits every statement, for CREATE and DROP DATABASE."""
    opened = psycopg2.connect(url, connect_timeout=5)
    opened.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    return opened


def _make_database(server: Postgres) -> None:
    """Make the owner role and the database where they are not there yet."""
    opened = admin_connection(server.url("postgres", admin=True))
    try:
        with opened.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
            if cursor.fetchone() is None:
                statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD %s")
                cursor.execute(statement.format(sql.Identifier(OWNER)), [server.memory.postgres_password])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                cursor.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    finally:
        opened.close()
