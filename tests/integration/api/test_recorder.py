"""Many requests share a commit, and none pays for another's row."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from api import recorder
from api.recorder import Recorder
from core.db import audit, calculations
from core.db.audit import Calculation
from core.db.connect import connect, transaction
from core.db.tables import calculation
from core.db.workspaces import DEFAULT_WORKSPACE
from core.errors import DatabaseUnavailable
from core.ids import WorkspaceId

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def made(**changes: Any) -> Calculation:  # noqa: ANN401
    values: dict[str, Any] = {
        "id": uuid4(),
        "request_id": "r",
        "caller": "key:1",
        "order_cost": 10.0,
        "demand": 1200.0,
        "holding_cost": None,
        "input": {"demand": 1200.0},
        "result": {"eoq": 5.5, "reason": 'ÄÖ "quoted" \\ 日本'},
        "http_status": 200,
        "duration_ms": 1.5,
        "engine_version": "1",
    }
    return Calculation(**values | changes)


def recorded(engine: Engine) -> int:
    with transaction(engine) as connection:
        return connection.scalar(select(func.count()).select_from(calculation)) or 0


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each transaction wrote."""
    sizes: list[int] = []
    record_all: Callable[..., None] = audit.record_all

    def counted(connection: Connection, workspace_id: WorkspaceId, rows: list[Calculation]) -> None:
        sizes.append(len(rows))
        record_all(connection, workspace_id, rows)

    monkeypatch.setattr(audit, "record_all", counted)
    return sizes


def test_requests_at_once_share_commits_and_each_row_is_kept_once(engine: Engine, commits: list[int]) -> None:
    async def ask() -> None:
        keeper = Recorder(engine)
        await asyncio.gather(*(keeper.keep(DEFAULT_WORKSPACE, [made()]) for _ in range(300)))

    asyncio.run(ask())
    assert recorded(engine) == 300
    assert len(commits) < 30


def test_what_is_kept_reads_back_as_it_was(engine: Engine) -> None:
    one = made()
    asyncio.run(Recorder(engine).keep(DEFAULT_WORKSPACE, [one]))
    with transaction(engine) as connection:
        row = calculations.page(connection, DEFAULT_WORKSPACE, limit=1).rows[0]
    assert {name: row[name] for name in Calculation.__slots__} == {
        name: getattr(one, name) for name in Calculation.__slots__
    }
    assert row["calculated_at"] is not None


def test_a_row_postgresql_refuses_fails_its_own_request_only(engine: Engine) -> None:
    poison = made(result={"reason": "\x00"})

    async def ask() -> list[object]:
        keeper = Recorder(engine)
        rows = [made(), poison, made(), made()]
        return await asyncio.gather(
            *(keeper.keep(DEFAULT_WORKSPACE, [one]) for one in rows), return_exceptions=True
        )

    outcomes = asyncio.run(ask())
    assert [isinstance(outcome, DBAPIError) for outcome in outcomes] == [False, True, False, False]
    assert recorded(engine) == 3


def test_a_lost_reply_to_a_commit_keeps_each_row_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_all: Callable[..., None] = audit.record_all
    tries: list[int] = []

    def lost(connection: Connection, workspace_id: WorkspaceId, rows: list[Calculation]) -> None:
        record_all(connection, workspace_id, rows)
        if not tries:
            tries.append(1)
            connection.commit()
            raise DatabaseUnavailable

    monkeypatch.setattr(audit, "record_all", lost)
    asyncio.run(Recorder(engine).keep(DEFAULT_WORKSPACE, [made(), made()]))
    assert tries
    assert recorded(engine) == 2


def test_without_postgresql_every_waiting_request_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "_PATIENCE_SECONDS", 0.0)

    async def ask() -> list[object]:
        keeper = Recorder(connect(NOWHERE))
        return await asyncio.gather(
            *(keeper.keep(DEFAULT_WORKSPACE, [made()]) for _ in range(5)), return_exceptions=True
        )

    assert all(isinstance(outcome, DatabaseUnavailable) for outcome in asyncio.run(ask()))


def test_a_request_that_goes_away_takes_nobody_with_it(engine: Engine) -> None:
    async def ask() -> None:
        keeper = Recorder(engine)
        leaving = asyncio.create_task(keeper.keep(DEFAULT_WORKSPACE, [made()]))
        staying = asyncio.create_task(keeper.keep(DEFAULT_WORKSPACE, [made()]))
        await asyncio.sleep(0)
        leaving.cancel()
        await staying
        await keeper.close()

    asyncio.run(ask())
    assert recorded(engine) == 2
