"""A request that comes at the worst moment of another's is answered all the same. The database is a stand-in:
the moment is one turn of the event loop, which no real one can be made to meet."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from api import recorder
from api.recorder import Recorder
from core.db.audit import Calculation
from core.db.connect import connect
from core.db.workspaces import DEFAULT_WORKSPACE

PATIENCE_SECONDS = 5


def calculation() -> Calculation:
    return Calculation(
        id=uuid4(),
        request_id="r",
        caller="key:1",
        order_cost=10.0,
        demand=1200.0,
        holding_cost=None,
        input={},
        result={},
        http_status=200,
        duration_ms=1.5,
        engine_version="1",
    )


def test_a_request_in_the_turn_in_which_the_writer_ends_is_written_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def ask() -> None:
        gates: list[asyncio.Future[dict[int, Exception]]] = []

        async def in_thread(_: Callable[..., Any], *__: object) -> dict[int, Exception]:
            gates.append(asyncio.get_running_loop().create_future())
            return await gates[-1]

        monkeypatch.setattr(recorder, "run_in_threadpool", in_thread)
        keeper = Recorder(connect("postgresql://nobody@127.0.0.1:1/nothing"))
        first = asyncio.create_task(keeper.keep(DEFAULT_WORKSPACE, [calculation()]))
        while not gates:
            await asyncio.sleep(0)
        # The writer's last step and this request's first are in one turn, in this order.
        gates[0].set_result({})
        second = asyncio.create_task(keeper.keep(DEFAULT_WORKSPACE, [calculation()]))
        await asyncio.wait_for(first, PATIENCE_SECONDS)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(gates) < 2:
                await asyncio.sleep(0)
        gates[1].set_result({})
        await asyncio.wait_for(second, PATIENCE_SECONDS)
        await keeper.close()

    asyncio.run(ask())
