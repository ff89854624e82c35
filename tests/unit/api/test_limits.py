"""Who asks too often is told so, and when to come back; without Redis too."""

import asyncio
import time
from pathlib import Path

import pytest
from fastapi import Depends
from redis import ConnectionError as RedisAway

from api import limits
from api.metering import Meter
from core.errors import InvalidOption
from core.limits import Limit, MovingWindow, SharedCounts, Standing
from tests.unit.api.support import Client, make_app

NOWHERE = "redis://127.0.0.1:1/0"
PLAIN = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}


def test_what_is_left_is_told_with_every_answer(tmp_path: Path) -> None:
    client = Client(make_app(tmp_path, limit_eoq="3/hour"))
    answers = [client.post("/eoq", json=PLAIN) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"eoq";q=3;w=3600'}
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]


def test_too_often_is_a_problem_that_says_when_to_come_back(tmp_path: Path) -> None:
    client = Client(make_app(tmp_path, limit_eoq="1/hour"))
    client.post("/eoq", json=PLAIN)
    answer = client.post("/eoq", json=PLAIN)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["status"]) == ("too_many_requests", 429)
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert answer.headers["ratelimit"].endswith(f"t={answer.headers['retry-after']}")


def test_a_batch_counts_its_items(tmp_path: Path) -> None:
    client = Client(make_app(tmp_path, limit_eoq="10/hour"))
    assert client.post("/eoq/batch", json={"items": [PLAIN] * 8}).status_code == 200
    assert client.post("/eoq/batch", json={"items": [PLAIN] * 3}).status_code == 429
    assert client.post("/eoq", json=PLAIN).status_code == 200


def test_uploads_are_counted_before_they_are_read(tmp_path: Path) -> None:
    client = Client(make_app(tmp_path, limit_uploads="2/hour"))
    statuses = [client.post("/jobs", json={}).status_code for _ in range(3)]
    assert statuses == [415, 415, 429]


def test_a_sixth_sign_in_of_a_minute_is_refused_and_another_address_not(tmp_path: Path) -> None:
    app = make_app(tmp_path)

    @app.get("/try", dependencies=[Depends(limits.sign_in_limited)])
    async def tried() -> None:
        """Signs nobody in."""

    client = Client(app)
    assert [client.get("/try").status_code for _ in range(6)] == [200] * 5 + [429]
    services = app.state.services
    assert services.limiters.exact.spend(services.limiters.sign_ins, "192.0.2.1").is_allowed


@pytest.mark.parametrize(
    ("host", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_address_counts_for_its_network(host: str, who: str) -> None:
    assert limits.network(host) == who


@pytest.mark.parametrize("text", ["", "5", "many/minute", "5/fortnight"])
def test_a_limit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidOption):
        Limit.read("eoq", text)


def test_a_new_window_begins_with_nothing_used(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000_000_060.0
    monkeypatch.setattr(time, "time", lambda: now)
    meter = Meter(Limit.read("eoq", "2/minute"), SharedCounts(""))
    assert [meter.spend("a").is_allowed for _ in range(3)] == [True, True, False]
    assert meter.spend("a").reset_seconds == 20
    assert meter.spend("b").is_allowed
    now += 20
    assert meter.spend("a").is_allowed


def test_without_redis_this_process_counts_alone_and_nobody_waits() -> None:
    async def spend() -> list[Standing]:
        meter = Meter(Limit.read("eoq", "3/hour"), SharedCounts(NOWHERE))
        found = [meter.spend("a") for _ in range(2)]
        await asyncio.sleep(0.5)  # a round, in which Redis does not answer
        found += [meter.spend("a") for _ in range(2)]
        await meter.close()
        return found

    assert [one.is_allowed for one in asyncio.run(spend())] == [True, True, True, False]


def test_a_redis_that_was_away_is_not_asked_by_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def away(*_: object, **__: object) -> bool:
        nonlocal asked
        asked += 1
        raise RedisAway

    exact = MovingWindow(SharedCounts(NOWHERE))
    assert exact._together is not None
    monkeypatch.setattr(exact._together, "hit", away)
    limit = Limit.read("sign-in", "5/minute")
    assert [exact.spend(limit, "a").is_allowed for _ in range(6)] == [True] * 5 + [False]
    assert asked == 1


def test_the_meter_costs_a_request_next_to_nothing() -> None:
    meter = Meter(Limit.read("eoq", "1000000/minute"), SharedCounts(""))
    begun = time.perf_counter()
    for _ in range(10_000):
        meter.spend("key:0123456789ab")
    assert time.perf_counter() - begun < 1.0  # 100 microseconds each would already be slow
