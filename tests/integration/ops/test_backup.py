"""Dumps of a real PostgreSQL, loaded into real ones: of the same version and of a newer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.db.connect import connect, transaction
from ops.backup import _thin_out
from ops.dumps.contents import opened
from ops.dumps.dumping import beside, dump
from ops.dumps.loading import RestoreFailed, load
from ops.dumps.programs import address, programs_for
from ops.embedded import servers
from ops.embedded.programs import wheel_postgres
from ops.refusal import Refusal
from ops.schema import upgrade, versions
from tests.servers import TestServer


@pytest.fixture
def filled(database_url: str) -> str:
    """A database with a row that a careless path through files and shells would harm."""
    _put_workspace(database_url, "Müller \\ 'Söhne'\n\t$1 \\N")
    return database_url


@pytest.fixture
def empty(postgres: TestServer) -> Iterator[str]:
    with postgres.database("template1") as url:
        yield url


def _put_workspace(url: str, name: str) -> None:
    _run(url, "INSERT INTO workspace (id, name) VALUES (gen_random_uuid(), :name)", name=name)


def _run(url: str, statement: str, **parameters: object) -> None:
    engine = connect(url, pool_size=0, application_name="a test")
    with transaction(engine) as connection:
        connection.execute(text(statement), parameters)


def _names(url: str) -> list[str]:
    engine = connect(url, pool_size=0, application_name="a test")
    with transaction(engine) as connection:
        return list(connection.execute(text("SELECT name FROM workspace ORDER BY name")).scalars())


def test_what_was_dumped_is_loaded_and_counted(filled: str, empty: str, tmp_path: Path) -> None:
    made = dump(filled, tmp_path / "one.dump")
    loaded, expected = load(empty, tmp_path / "one.dump", replaces=False)
    assert loaded == made.tables
    assert expected == made
    assert _names(empty) == _names(filled)
    assert versions(empty) == versions(filled)
    assert (tmp_path / "one.dump").stat().st_mode & 0o077 == 0


def test_a_dump_is_of_one_moment(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ops.dumps import dumping

    honest = dumping._run_pg_dump

    def meanwhile(*arguments: object) -> None:
        _put_workspace(filled, "made while the dump was taken")
        honest(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(dumping, "_run_pg_dump", meanwhile)
    before = len(_names(filled))
    assert dump(filled, tmp_path / "one.dump").tables["workspace"] == before
    assert len(_names(filled)) == before + 1


def test_data_is_replaced_only_when_told(filled: str, database_url: str, empty: str, tmp_path: Path) -> None:
    dump(filled, tmp_path / "one.dump")
    upgrade(empty)
    _put_workspace(empty, "in the way")
    with pytest.raises(Refusal, match="tables already. Nothing was changed"):
        load(empty, tmp_path / "one.dump", replaces=False)
    assert "in the way" in _names(empty)
    load(empty, tmp_path / "one.dump", replaces=True)
    assert _names(empty) == _names(filled)


def test_a_damaged_dump_is_refused_before_anything_is_lost(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "one.dump"
    dump(filled, target)
    whole = target.read_bytes()
    target.write_bytes(whole[:-2000] + bytes(2000))
    with pytest.raises(Refusal, match="names another sha256"):
        load(filled, target, replaces=True)
    assert len(_names(filled)) == 2


def test_a_dump_that_breaks_off_in_the_middle_leaves_what_was_there(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "one.dump"
    dump(filled, target)
    beside(target).unlink()  # nothing to compare with, so only the loading itself can tell
    target.write_bytes(target.read_bytes()[:-3000])
    names = _names(filled)
    with pytest.raises(RestoreFailed, match="the database is as it was"):
        load(filled, target, replaces=True)
    assert _names(filled) == names


def test_nothing_is_loaded_under_a_lotwise_at_work(filled: str, tmp_path: Path) -> None:
    dump(filled, tmp_path / "one.dump")
    engine = connect(filled, application_name="lotwise-api")
    with engine.connect(), pytest.raises(Refusal, match="at work on this database \\(lotwise-api\\)"):
        load(filled, tmp_path / "one.dump", replaces=True)
    engine.dispose()


def test_a_failed_dump_leaves_no_file(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ops.dumps import dumping

    monkeypatch.setattr(dumping, "_read_through", lambda *_: (_ for _ in ()).throw(Refusal("unreadable")))
    with pytest.raises(Refusal, match="unreadable"):
        dump(filled, tmp_path / "one.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_lotwise_is_not_dumped(empty: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="nothing to dump"):
        dump(empty, tmp_path / "one.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_dump_of_15_is_loaded_into_18(filled: str, tmp_path: Path, server_folder: Path) -> None:
    wheel = wheel_postgres()
    with opened(filled) as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if wheel is None or version // 10_000 >= wheel.major:
        pytest.skip("needs an installed PostgreSQL older than the wheel's")
    made = dump(filled, tmp_path / "old.dump")
    newer = {"redis_url": "not needed", "postgres_bin": str(wheel.path), "throwaway": True}
    with servers.run(server_folder / "newer", **newer) as running:  # type: ignore[arg-type]
        loaded, _ = load(running.database_url, tmp_path / "old.dump", replaces=False)
        assert loaded == made.tables
        assert _names(running.database_url) == _names(filled)
        # Back it does not go, and that is said rather than tried.
        dump(running.database_url, tmp_path / "new.dump")
        with pytest.raises(Refusal, match=f"of PostgreSQL {wheel.major}, this server is {version // 10_000}"):
            load(filled, tmp_path / "new.dump", replaces=True)


def test_programs_older_than_the_server_are_not_used() -> None:
    assert programs_for(15).major >= 15
    with pytest.raises(Refusal, match="postgresql-client-99"):
        programs_for(99)


def test_no_password_is_among_the_arguments() -> None:
    plain, password = address("postgresql+psycopg2://me:s%40cret@db.example:5432/lotwise?sslmode=require")
    assert plain == "postgresql://me@db.example:5432/lotwise?sslmode=require"
    assert password == {"PGPASSWORD": "s@cret"}


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        for name in (
            f"lotwise-2026010{day}T000000.000000Z.dump",
            f"lotwise-2026010{day}T000000.000000Z.dump.json",
        ):
            (tmp_path / name).write_text(json.dumps({}))
    (tmp_path / "mine.dump").write_text("")
    assert len(_thin_out(tmp_path, 2)) == 3
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 5
    assert left[-2:] == ["lotwise-20260105T000000.000000Z.dump.json", "mine.dump"]
