"""Processes count together over Redis, alone while it is away, and together again."""

import asyncio
import time

import pytest
from redis import ConnectionPool
from sqlalchemy import func, select

from api.metering import ROUND_SECONDS, Meter
from core.db.connect import transaction
from core.db.schema.tables import calculation
from core.limits import Limit, MovingWindow, SharedCounts
from tests.integration.api.conftest import Api

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {"LOTWISE_LIMIT_EOQ": "4/hour"}


async def _until(meter: Meter, who: str, remaining: int) -> None:
    until = time.monotonic() + 10
    while meter.spend(who, 0).remaining != remaining:
        assert time.monotonic() < until
        # Only who spends asks how the others stand.
        await asyncio.sleep(ROUND_SECONDS / 4)


def test_two_processes_share_a_limit(redis_url: str) -> None:
    async def spend() -> None:
        limit = Limit.read("eoq", "10/hour")
        one, two = (Meter(limit, SharedCounts(redis_url)) for _ in range(2))
        assert one.spend("a", 4).is_allowed
        await asyncio.sleep(2 * ROUND_SECONDS)
        assert two.spend("a", 3).is_allowed
        await _until(two, "a", 3)
        assert not two.spend("a", 4).is_allowed
        assert two.spend("a", 3).is_allowed
        await asyncio.gather(one.close(), two.close())

    asyncio.run(spend())


def test_what_was_counted_while_redis_was_away_is_told_when_it_is_back(redis_url: str) -> None:
    async def spend() -> None:
        limit = Limit.read("eoq", "10/hour")
        shared = SharedCounts(redis_url)
        assert shared.storage is not None
        there = shared.storage.storage.connection_pool
        shared.storage.storage.connection_pool = ConnectionPool.from_url(NOWHERE)
        meter = Meter(limit, shared)
        meter.spend("a", 4)
        until = time.monotonic() + 10
        while shared.is_worth_asking:
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
        assert meter.spend("a", 1).remaining == 5
        shared.storage.storage.connection_pool = there
        other = Meter(limit, SharedCounts(redis_url))
        while other.spend("a", 0).remaining != 5:
            other.spend("b", 1)  # keeps its rounds going
            other._counts["a"].untold = 0
            known = other._shared.add(f"eoq/a/3600/{other._counts['a'].window}", 7200, 0)
            other._counts["a"].known = known
            assert time.monotonic() < until
            await asyncio.sleep(0.05)
        await asyncio.gather(meter.close(), other.close())

    asyncio.run(spend())


def test_sign_ins_are_counted_together(redis_url: str) -> None:
    limit = Limit.read("sign-in", "5/minute")
    processes = [MovingWindow(SharedCounts(redis_url)) for _ in range(2)]
    allowed = [processes[number % 2].spend(limit, "192.0.2.1").is_allowed for number in range(8)]
    assert allowed == [True] * 5 + [False] * 3


def test_a_call_over_the_limit_is_refused_over_the_network_and_on_record(api: Api) -> None:
    plain = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
    statuses = [api.client.post("/eoq", json=plain).status_code for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2
    with transaction(api.engine) as connection:
        kept = connection.execute(
            select(calculation.c.http_status, func.count()).group_by(calculation.c.http_status)
        ).all()
    assert sorted(map(tuple, kept)) == [(200, 4), (429, 2)]


def test_guesses_at_passwords_are_counted_by_the_address_a_proxy_here_names(api: Api) -> None:
    said = {"email": "nobody@example.com", "password": "a wrong password"}

    def guess(address: str) -> int:
        return api.client.post("/token", json=said, headers={"x-forwarded-for": address}).status_code

    # What the guesser wrote stands in front; the nearest proxy's word, the last, is the one that counts.
    assert [guess(f"198.51.100.{number}, 192.0.2.1") for number in range(6)] == [401] * 5 + [429]
    assert guess("192.0.2.2") == 401


def test_guesses_at_one_persons_password_are_counted_from_wherever_they_come(api: Api) -> None:
    def guess(number: int, email: str) -> int:
        headers = {"x-forwarded-for": f"198.51.100.{number}"}
        said = {"email": email, "password": "a wrong password"}
        return api.client.post("/token", json=said, headers=headers).status_code

    # Whether there is such a person or not, and however the address is spelled.
    told = [
        guess(number, "Somebody@Example.com " if number % 2 else "somebody@example.com")
        for number in range(31)
    ]
    assert told == [401] * 30 + [429]
    assert guess(99, "another@example.com") == 401
