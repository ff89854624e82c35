"""/metrics where PostgreSQL is away, silent, behind, or asked by many at once."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from api.operation import PATIENCE_SECONDS, Operation
from core.db.connect import connect
from ops.embedded.ports import LOOPBACK
from tests.integration.metrics.scraped import Scraped, parsed
from tests.unit.api.support import NOWHERE, Client, make_app

MOST_SECONDS = 2.0


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with closing(socket.create_server((LOOPBACK, 0), backlog=16)) as server:
        yield f"postgresql://somebody@{LOOPBACK}:{server.getsockname()[1]}/lotwise"


def scraped_of(url: str, folder: Path) -> tuple[Scraped, float]:
    app = make_app(folder)
    services = app.state.services
    object.__setattr__(services, "operation", Operation(connect(url, pool_size=1)))
    begun = time.monotonic()
    answer = Client(app).get("/metrics")
    assert answer.status_code == 200
    return parsed(answer.text), time.monotonic() - begun


def test_a_postgresql_that_is_away_is_told_at_once(tmp_path: Path) -> None:
    found, seconds = scraped_of(NOWHERE, tmp_path)
    assert seconds < MOST_SECONDS
    assert found.value("lotwise_database_up") == 0
    assert found.value("lotwise_calculations_total", result="ok") == 0
    assert [name for name in found.families if name.startswith("lotwise_jobs")] == []
    assert "lotwise_workers" not in found.families


def test_a_postgresql_that_says_nothing_holds_nobody_up() -> None:
    async def ask(url: str) -> tuple[list[float], float, int]:
        operation = Operation(connect(url, pool_size=1))
        begun = time.monotonic()
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.02)
                beats += 1

        heart = asyncio.create_task(beat())
        texts = await asyncio.gather(*(operation.text() for _ in range(20)))
        first = time.monotonic() - begun
        heart.cancel()
        assert {parsed(text.decode()).value("lotwise_database_up") for text in texts} == {0}
        again = time.monotonic()
        await operation.text()  # the question is still open: nobody waits for it a second time
        later = time.monotonic() - again
        await operation.close()
        return [first, later], beats, operation.questions

    with silent() as url:
        (first, later), beats, questions = asyncio.run(ask(url))
    assert first < MOST_SECONDS
    assert later < 0.5
    assert questions == 1
    assert beats > PATIENCE_SECONDS / 0.02 / 3  # the event loop went on


def test_many_at_once_make_one_question_and_so_do_those_who_come_soon(engine: Engine) -> None:
    async def ask() -> list[int]:
        operation = Operation(engine, seconds=60)
        await asyncio.gather(*(operation.facts() for _ in range(50)))
        counted = [operation.questions]
        assert await operation.facts() is not None
        counted.append(operation.questions)
        fresh = Operation(engine, seconds=0)
        await fresh.facts()
        await fresh.facts()
        return [*counted, fresh.questions]

    assert asyncio.run(ask()) == [1, 1, 2]


def test_a_look_that_takes_too_long_is_given_up(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE schedule_run IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()
        watching = Operation(connect(database_url, pool_size=1))
        text = asyncio.run(watching.text())
        assert time.monotonic() - begun < MOST_SECONDS
        assert parsed(text.decode()).value("lotwise_database_up") == 0


def test_a_database_that_is_not_migrated_yet_is_one_that_does_not_tell(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION operating_facts(interval)")
    assert parsed(asyncio.run(Operation(engine).text()).decode()).value("lotwise_database_up") == 0


def test_it_is_told_again_once_it_is_back(engine: Engine, database_url: str) -> None:
    async def ask() -> list[bool]:
        operation = Operation(connect(database_url, pool_size=1), seconds=0)
        told = [await operation.facts() is not None]
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        told.append(await operation.facts() is not None)
        return told

    assert asyncio.run(ask()) == [True, True]
