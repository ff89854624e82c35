"""A process that falls silent in the middle of a transaction holds nobody up."""

import io
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, text

from core.db.connect import transaction
from core.db.copying import copy
from core.errors import DatabaseUnavailable


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
        for name in ("idle_in_transaction_session_timeout", "statement_timeout"):
            assert connection.scalar(text(f"SELECT current_setting('{name}')")) not in ("0", None)
