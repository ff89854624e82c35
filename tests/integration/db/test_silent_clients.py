"""A process that falls silent in the middle of a transaction holds nobody up."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from core.db.connect import transaction
from core.db.copying import copy
from core.db.protocol.silent import end_silent
from core.errors import DatabaseUnavailable
from ops.root import ROOT

# A machine without power says no goodbye. With TCP_REPAIR neither does a socket that is closed.
_CUT_OFF = """
import os, socket, sys
from sqlalchemy import text
from core.db.connect import connect
NOT_ALLOWED = 3
class Cut:
    def __init__(self):
        self.parts = [b"1\\n" * 20_000]
    def read(self, size):
        if self.parts:
            return self.parts.pop()
        try:
            line.setsockopt(socket.IPPROTO_TCP, 19, 1)
        except PermissionError:
            os._exit(NOT_ALLOWED)
        os._exit(0)
with connect(sys.argv[1]).begin() as connection:
    connection.execute(text("SELECT pg_advisory_xact_lock(7)"))
    connection.execute(text("CREATE TEMPORARY TABLE copied (number int)"))
    driver = connection.connection.driver_connection
    line = socket.socket(fileno=os.dup(driver.fileno()))
    driver.cursor().copy_expert("COPY copied FROM STDIN", Cut())
"""


def fall_silent(engine: Engine, what_next: Callable[[Connection], object]) -> None:
    """Hold a transaction longer than allowed (a moment, here), then go on with it."""
    with transaction(engine) as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 50"))
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        is_there = text("SELECT 1 FROM pg_stat_activity WHERE pid = :backend")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            while other.scalar(is_there, {"backend": backend}):
                time.sleep(0.02)
        what_next(connection)


@pytest.mark.parametrize(
    "what_next",
    [
        lambda connection: connection.execute(text("SELECT 1")),
        lambda connection: copy(connection, "COPY (SELECT 1) TO STDOUT (FORMAT csv)", io.BytesIO()),
    ],
    ids=["statement", "copy"],
)
def test_its_transaction_is_ended_and_it_is_told_so(
    engine: Engine, what_next: Callable[[Connection], object]
) -> None:
    with pytest.raises(DatabaseUnavailable):
        fall_silent(engine, what_next)


def test_every_connection_has_such_limits(engine: Engine) -> None:
    with transaction(engine) as connection:
        for name in ("idle_in_transaction_session_timeout", "statement_timeout", "tcp_keepalives_idle"):
            assert connection.scalar(text(f"SELECT current_setting('{name}')")) not in ("0", None)


def wait_for_lock(engine: Engine, seconds: float) -> None:
    """Until nobody else holds lock 7; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        while not other.scalar(text("SELECT pg_try_advisory_lock(7)")):
            assert time.monotonic() < deadline, "the lock of a client that is gone is still held"
            time.sleep(0.1)


@pytest.mark.slow
def test_a_machine_that_is_gone_in_the_middle_of_a_copy_leaves_no_locks(
    engine: Engine, database_url: str
) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", _CUT_OFF, database_url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if gone.returncode == 3:
        pytest.skip("only root may close a connection without a goodbye (TCP_REPAIR)")
    assert gone.returncode == 0, gone.stderr
    wait_for_lock(engine, seconds=40)


def test_a_process_frozen_in_the_middle_of_a_copy_is_ended_by_the_sweep(engine: Engine) -> None:
    class Frozen(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            with transaction(engine) as other:
                assert end_silent(other, timedelta(seconds=30)) == 0  # a COPY that has just begun is at work
            deadline = time.monotonic() + 30
            with transaction(engine) as other:
                while not end_silent(other, timedelta(milliseconds=1)):
                    assert time.monotonic() < deadline, "nothing was ended"
            wait_for_lock(engine, seconds=30)
            return b""

    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE copied (number int)"))
    with pytest.raises(DatabaseUnavailable), transaction(engine) as connection:  # noqa: PT012 - as callers do
        connection.execute(text("SELECT pg_advisory_xact_lock(7)"))
        copy(connection, "COPY copied FROM STDIN", Frozen())
