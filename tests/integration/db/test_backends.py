"""What PostgreSQL does for a worker steps back with it; what it does for the API does not."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from core import courtesy
from core.db.backends import step_back_with
from core.db.connect import connect


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url, pool_size=1)
    yield made
    made.dispose()


def _backend(engine: Engine) -> int:
    with engine.connect() as connection:
        pid: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return pid


def _may_be_told(pid: int) -> bool:
    """Whether PostgreSQL's process is one of this machine that this user may change."""
    try:
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid))
    except OSError:
        return False
    return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"postgres: ")


def test_backends_of_a_worker_step_back(engine: Engine) -> None:
    step_back_with(engine)
    pid = _backend(engine)
    if not _may_be_told(pid):
        pytest.skip("PostgreSQL runs elsewhere or as somebody else")
    assert os.getpriority(os.PRIO_PROCESS, pid) == courtesy.NICENESS
    group = Path(f"/proc/{pid}/autogroup")
    if group.exists():
        assert group.read_text().split()[-1] == str(courtesy.NICENESS)


def test_other_backends_stay_as_they_are(engine: Engine) -> None:
    pid = _backend(engine)
    if not _may_be_told(pid):
        pytest.skip("PostgreSQL runs elsewhere or as somebody else")
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0)


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    """A connection to something that is no PostgreSQL."""
    with socket.create_server(("127.0.0.1", 0)) as to, socket.create_connection(to.getsockname()) as end:
        yield end


def test_a_process_that_only_has_the_number_is_left_alone(elsewhere: socket.socket) -> None:
    assert not courtesy.ask_back(os.getpid(), elsewhere)
    assert os.getpriority(os.PRIO_PROCESS, 0) < courtesy.NICENESS


def test_a_backend_of_another_connection_is_left_alone(engine: Engine, elsewhere: socket.socket) -> None:
    assert not courtesy.ask_back(_backend(engine), elsewhere)


def test_a_number_nobody_has_is_no_error(elsewhere: socket.socket) -> None:
    assert not courtesy.ask_back(2**22 + 1, elsewhere)
