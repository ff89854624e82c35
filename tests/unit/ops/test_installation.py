"""What an installation keeps, and what it refuses."""

import os
import socket
import stat
from pathlib import Path

import pytest

from ops.embedded.account import Account
from ops.embedded.lock import AlreadyRunning, hold
from ops.embedded.memory import Memory
from ops.embedded.places import SYSTEM_DATA, places
from ops.embedded.ports import free_port, is_free
from ops.embedded.postgres import DataOfAnotherVersion, choose
from ops.embedded.programs import Program
from ops.refusal import Refusal

STRANGER = Account(uid=54321, gid=54321)


def _program(major: int) -> Program:
    return Program(path=Path("/nowhere"), major=major, origin="installed")


def test_secrets_are_made_once_and_only_we_may_read_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = Memory.load(path)
    assert Memory.load(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_two_installations_share_a_secret(tmp_path: Path) -> None:
    one, other = Memory.load(tmp_path / "one"), Memory.load(tmp_path / "other")
    names = ("postgres_admin_password", "postgres_password", "redis_password", "key_pepper")
    assert len({getattr(memory, name) for memory in (one, other) for name in names}) == 2 * len(names)


def test_secrets_do_not_show_when_printed() -> None:
    memory = Memory()
    assert memory.postgres_password not in repr(memory)


def test_the_ports_of_the_last_run_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    Memory.load(path).with_ports(postgres=1234, redis=2345).save(path)
    assert (Memory.load(path).postgres_port, Memory.load(path).redis_port) == (1234, 2345)


def test_a_port_in_use_is_not_free_and_another_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert not is_free(taken)
        assert free_port(taken) != taken


def test_a_free_port_is_kept() -> None:
    port = free_port()
    assert free_port(port) == port


def test_a_second_holder_of_the_lock_is_told_who_holds_it(tmp_path: Path) -> None:
    with (
        hold(tmp_path / "lock"),
        pytest.raises(AlreadyRunning, match=str(os.getpid())),
        hold(tmp_path / "lock"),
    ):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with hold(tmp_path / "lock"):
            pass


def test_the_servers_live_in_the_data_folder_of_an_ordinary_user(tmp_path: Path) -> None:
    assert places(tmp_path, None).servers_dir == tmp_path


def test_where_the_servers_account_cannot_walk_the_data_lies_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.embedded.places.SYSTEM_DATA", tmp_path / "system")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    found = places(closed / "data", STRANGER)
    assert found.servers_dir.parent == tmp_path / "system"
    assert found.data_dir == closed / "data"
    assert places(closed / "data", STRANGER) == found
    assert places(closed / "other", STRANGER).servers_dir != found.servers_dir
    assert SYSTEM_DATA.is_absolute()


def test_new_data_takes_the_best_program(tmp_path: Path) -> None:
    assert choose([_program(17), _program(18)], tmp_path / "new").major == 17


def test_data_is_opened_by_its_own_version(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n")
    assert choose([_program(15), _program(18)], tmp_path).major == 18


def test_data_of_a_version_that_is_not_here_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(DataOfAnotherVersion, match="PostgreSQL 16") as refusal:
        choose([_program(15), _program(18)], tmp_path)
    assert str(tmp_path) in refusal.value.message
    assert "16" in refusal.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["PG_VERSION"]


def test_without_any_program_the_remedy_is_a_url_or_a_package(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="LOTWISE_DATABASE_URL"):
        choose([], tmp_path)
