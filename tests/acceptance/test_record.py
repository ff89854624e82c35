"""Under load, whatever dies: a call that was answered is on record, once; one that is not is told 503."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
import pytest
from sqlalchemy import select

from core.db.connect import connect, transaction
from core.db.schema.tables import calculation
from ops.drills.site import scratch
from ops.drills.stack import Stack
from ops.embedded import servers
from ops.keys import make_key
from ops.schema import upgrade

PEPPER = "pepper-of-the-drill"
CLIENTS = 8
AWAY_SECONDS = 30.0
ITEM = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}


@dataclass(slots=True)
class Load:
    """Calls of /eoq by several clients, and what became of each, by its request id."""

    url: str
    key: str
    answered: dict[str, tuple[int, str]] = field(default_factory=dict)
    without_retry_after: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    _answering: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        for client in range(CLIENTS):
            self._threads.append(threading.Thread(target=self._ask, args=(client,)))
            self._threads[-1].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, client: int) -> None:
        with httpx.Client(headers={"x-api-key": self.key}, timeout=60, trust_env=False) as http:
            number = 0
            while not self._stop.is_set():
                number += 1
                name = f"load-{client}-{number}"
                # Every seventh is refused: refusals are on record like decisions.
                item = ITEM if number % 7 else {"demand": "many"}
                try:
                    answer = http.post(f"{self.url}/eoq", json=item, headers={"x-request-id": name})
                except httpx.TransportError:
                    self.unanswered.append(name)
                    self._stop.wait(0.1)
                    continue
                told = (answer.status_code, answer.json().get("calculation_id", ""))
                with self._answering:
                    self.answered[name] = told
                if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                    if "retry-after" not in answer.headers:
                        self.without_retry_after.append(name)
                    self._stop.wait(0.05)

    def wait_for_answers(self, more: int) -> None:
        """Return after so many more calls were answered with what is on record."""
        wanted = len(self.kept) + more
        until = time.monotonic() + 60
        while len(self.kept) < wanted:
            assert time.monotonic() < until, (
                f"{len(self.kept)} of {wanted} answers, {len(self.answered)} in all"
            )
            time.sleep(0.02)

    @property
    def kept(self) -> set[str]:
        """Calls whose answer says that they are on record."""
        with self._answering:  # the clients add to it
            return {name for name, (status, _) in self.answered.items() if status in (200, 422)}


@pytest.fixture
def running() -> Iterator[servers.Servers]:
    """Servers of its own, forced to disk as an installation's are."""
    with scratch() as folder, servers.run(folder) as made:
        upgrade(made.database_url)
        yield made


@pytest.fixture
def stack(running: servers.Servers, tmp_path: Path) -> Iterator[Stack]:
    """An API on them."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LOTWISE_")},
        "PYTHONPATH": ".",
        "LOTWISE_DATABASE_URL": running.database_url,
        "LOTWISE_REDIS_URL": running.redis_url,
        "LOTWISE_DATA_DIR": str(tmp_path),
        "LOTWISE_KEY_PEPPER": PEPPER,
    }
    made = Stack(environment, tmp_path, make_key(running.database_url, PEPPER, "drill").text)
    made.start_api()
    yield made
    made.close()


def _recorded(running: servers.Servers) -> Counter[str]:
    engine = connect(running.database_url, pool_size=0)
    with transaction(engine) as connection:
        return Counter(connection.scalars(select(calculation.c.request_id)).all())


def _check(load: Load, running: servers.Servers) -> None:
    rows = _recorded(running)
    twice = [name for name, count in rows.items() if count != 1]
    assert twice == []
    assert load.kept - rows.keys() == set()
    # What is there beyond: calls that were told 503, or nothing at all, while their COMMIT went through.
    untold = {name for name, (status, _) in load.answered.items() if status == 503} | set(load.unanswered)
    assert rows.keys() - load.kept <= untold
    assert {status for status, _ in load.answered.values()} <= {200, 422, 503}
    assert load.without_retry_after == []
    told = dict(sorted(Counter(status for status, _ in load.answered.values()).items()))
    # Shown by `pytest -rP`.
    asked = len(load.answered) + len(load.unanswered)
    print(f"asked {asked}, answered {told}, no answer {len(load.unanswered)}")
    print(f"answered with a record {len(load.kept)}, of these on record {len(load.kept & rows.keys())}")
    print(f"on record twice {len(twice)}, on record and told 503 or nothing {len(rows.keys() - load.kept)}")


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_postgresql_stopped_under_load_costs_no_answered_call_its_record(
    running: servers.Servers, stack: Stack
) -> None:
    (postgresql,) = (server for server in running.kept if server.name == "PostgreSQL")
    with Load(stack.url, stack.key) as load:
        load.wait_for_answers(50)
        postgresql.process.send_signal(signal.SIGINT)
        postgresql.process.wait(30)
        time.sleep(AWAY_SECONDS)  # how long it is away is what the drill is about
        running.revive()
        load.wait_for_answers(50)
    assert load.unanswered == []
    told = Counter(status for status, _ in load.answered.values())
    assert told[503] > 0
    _check(load, running)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_an_api_killed_under_load_costs_no_answered_call_its_record(
    running: servers.Servers, stack: Stack
) -> None:
    with Load(stack.url, stack.key) as load:
        for _ in range(3):
            load.wait_for_answers(50)
            stack.kill("api")
            stack.restart("api")
        load.wait_for_answers(50)
    assert load.unanswered != []
    _check(load, running)
