"""Many requests share a commit, and none pays for another's row."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from api import recorder
from api.recorder import Recorder
from core.db.access.workspaces import DEFAULT_WORKSPACE, create
from core.db.connect import connect, transaction
from core.db.record import audit, calculations
from core.db.record.audit import Calculation
from core.db.schema.rights import API_ROLE
from core.db.schema.tables import calculation
from core.errors import DatabaseUnavailable
from core.ids import WorkspaceId

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
PATIENCE_SECONDS = 5


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

    def counted(engine: Engine, made: dict[WorkspaceId, list[Calculation]]) -> None:
        sizes.append(sum(map(len, made.values())))
        record_all(engine, made)

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
    kept = {name: getattr(one, name) for name in Calculation.__slots__ if name != "result_json"}
    assert {name: row[name] for name in kept} == kept
    assert row["calculated_at"] is not None


def test_a_result_that_is_at_hand_as_json_is_kept_as_it_is(engine: Engine) -> None:
    one = made(result_json='{"eoq": 5.5, "reason": "it\'s 100% \\\\ \u00c4"}')
    asyncio.run(Recorder(engine).keep(DEFAULT_WORKSPACE, [one]))
    with transaction(engine) as connection:
        row = calculations.page(connection, DEFAULT_WORKSPACE, limit=1).rows[0]
    assert row["result"] == {"eoq": 5.5, "reason": "it's 100% \\ \u00c4"}


def test_a_batch_of_several_workspaces_is_one_commit_and_each_row_is_its_own(
    database_url: str, engine: Engine, commits: list[int]
) -> None:
    with transaction(engine) as connection:
        other = create(connection, "another").id

    async def ask(keeper: Recorder) -> None:
        await asyncio.gather(
            *(keeper.keep(here, [made(request_id=str(here))]) for here in (DEFAULT_WORKSPACE, other) * 3)
        )

    as_api = connect(database_url, pool_size=2, role=API_ROLE)
    asyncio.run(ask(Recorder(as_api)))
    as_api.dispose()
    assert sum(commits) == 6
    for here in (DEFAULT_WORKSPACE, other):
        with transaction(engine) as connection:
            rows = calculations.page(connection, here, limit=9).rows
        assert [row["request_id"] for row in rows] == [str(here)] * 3


def test_a_pooled_connection_keeps_nothing_of_what_was_sent_at_once(
    database_url: str, engine: Engine
) -> None:
    as_api = connect(database_url, pool_size=1, role=API_ROLE)
    asyncio.run(Recorder(as_api).keep(DEFAULT_WORKSPACE, [made()]))
    with as_api.connect() as connection:  # past the helper
        assert not connection.exec_driver_sql("SELECT current_setting('lotwise.workspace_id', true)").scalar()
        assert connection.exec_driver_sql("SELECT current_user = session_user").scalar()
        connection.exec_driver_sql("SELECT set_config('lotwise.test', 'x', true)")  # a transaction again
        assert connection.exec_driver_sql("SELECT current_setting('lotwise.test', true)").scalar() == "x"
    as_api.dispose()


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

    def lost(engine: Engine, made: dict[WorkspaceId, list[Calculation]]) -> None:
        record_all(engine, made)
        if not tries:
            tries.append(1)
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


def test_a_request_in_the_turn_in_which_the_writer_ends_is_written_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The database is a stand-in: the moment is one turn of the event loop, and no real one can be made to
    # meet it.
    async def ask() -> None:
        gates: list[asyncio.Future[dict[int, Exception]]] = []

        async def in_thread(_: Callable[..., Any], *__: object) -> dict[int, Exception]:
            gates.append(asyncio.get_running_loop().create_future())
            return await gates[-1]

        monkeypatch.setattr(recorder, "run_in_threadpool", in_thread)
        keeper = Recorder(connect(NOWHERE))
        first = asyncio.create_task(keeper.keep(DEFAULT_WORKSPACE, [made()]))
        while not gates:
            await asyncio.sleep(0)
        # The writer's last step and this request's first are in one turn, in this order.
        gates[0].set_result({})
        second = asyncio.create_task(keeper.keep(DEFAULT_WORKSPACE, [made()]))
        await asyncio.wait_for(first, PATIENCE_SECONDS)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(gates) < 2:
                await asyncio.sleep(0)
        gates[1].set_result({})
        await asyncio.wait_for(second, PATIENCE_SECONDS)
        await keeper.close()

    asyncio.run(ask())
