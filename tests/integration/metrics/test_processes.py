"""Several processes of one API, started as `./lotwise api` does, count as one, also when some are killed."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import httpx
import psutil
import pytest

from core.db.access.keys import create_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from ops.drills.waiting import wait_for
from ops.embedded.ports import LOOPBACK, free_port
from ops.root import ROOT
from ops.running import processes
from tests.integration.api.conftest import PEPPER
from tests.integration.metrics.scraped import Scraped, scrape

PROCESSES = 4
REQUESTS = 1_000
ITEM = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """uvicorn's parent, and how its children are asked."""

    parent: psutil.Process
    client: httpx.Client
    folder: Path

    def children(self) -> dict[int, psutil.Process]:
        """Those that serve, by process id; not the one that watches over what they share."""
        found = {}
        for one in self.parent.children():
            with suppress(psutil.NoSuchProcess):  # a zombie is none either
                if "spawn_main" in " ".join(one.cmdline()):
                    found[one.pid] = one
        return found


@pytest.fixture
def served(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Served]:
    """An API of four processes."""
    engine = connect(database_url)
    with transaction(engine) as connection:
        key = create_key(connection, DEFAULT_WORKSPACE, "process", PEPPER).text
    engine.dispose()
    port = free_port()
    stale = tmp_path / "metrics" / f"api-{port}"
    stale.mkdir(parents=True)
    (stale / "counter_0.db").write_bytes(b"left by one that was killed long ago")
    process = processes.api(LOOPBACK, port, processes=PROCESSES, data_dir=tmp_path)
    environment = {
        "LOTWISE_DATABASE_URL": database_url,
        "LOTWISE_REDIS_URL": redis_url,
        "LOTWISE_KEY_PEPPER": PEPPER,
        "LOTWISE_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    with (tmp_path / "stderr").open("wb") as stderr:
        child = subprocess.Popen(
            process.command,
            cwd=ROOT,
            env={**os.environ, **environment, **process.variables},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    with httpx.Client(
        base_url=f"http://{LOOPBACK}:{port}", headers={"x-api-key": key}, timeout=30, trust_env=False
    ) as client:
        found = Served(parent=psutil.Process(child.pid), client=client, folder=stale)
        try:
            wait_for(lambda: process.serves(child.pid), "the API", seconds=60)
            wait_for(lambda: len(slots_of(found)) == PROCESSES, "all of its processes", seconds=60)
            yield found
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=30)


def slots_of(served: Served) -> list[str]:
    return sorted(path.name for path in served.folder.glob("counter_*.db"))


def answered(found: Scraped) -> float:
    return found.total("http_requests_total", handler="/eoq")


def ask(served: Served, times: int) -> Counter[int]:
    """So many requests, each on a connection of its own, so that they reach every process."""
    url = served.client.base_url
    headers = {"x-api-key": served.client.headers["x-api-key"], "content-type": "application/json"}

    def one(_: int) -> int:
        with closing(HTTPConnection(url.host, url.port, timeout=30)) as connection:
            connection.request("POST", "/eoq", json.dumps(ITEM), headers)
            return connection.getresponse().status

    with ThreadPoolExecutor(8) as threads:
        return Counter(threads.map(one, range(times)))


@pytest.mark.slow
def test_a_thousand_requests_over_four_processes_are_a_thousand_whoever_is_asked(served: Served) -> None:
    assert len(served.children()) == PROCESSES
    assert ask(served, REQUESTS) == {200: REQUESTS}
    wait_for(lambda: answered(scrape(served.client)) == REQUESTS, "a thousand", seconds=10)
    for _ in range(2 * PROCESSES):  # each scrape is another connection, and may be another process
        found = scrape(served.client)
        assert answered(found) == REQUESTS
        assert found.value("http_requests_total", handler="/eoq", method="POST", status="200") == REQUESTS
        assert found.total("http_request_duration_seconds_count", handler="/eoq") == REQUESTS
        assert found.total("lotwise_calculations_total") == REQUESTS
        assert found.value("lotwise_audit_batch_rows_sum") == REQUESTS
        assert found.value("lotwise_audit_delay_seconds_count") == REQUESTS
        assert found.value("lotwise_database_up") == 1
    assert slots_of(served) == [f"counter_{slot}.db" for slot in range(PROCESSES)]

    # A process is killed in the middle: what it counted stays, and the one that follows it counts on.
    victims = list(served.children().values())[:2]
    for victim in victims:
        victim.kill()
    gone = {victim.pid for victim in victims}
    wait_for(
        lambda: len(served.children()) == PROCESSES and not gone & set(served.children()),
        "processes in place of those killed",
    )
    assert answered(scrape(served.client)) == REQUESTS
    assert ask(served, 200) == {200: 200}
    wait_for(lambda: answered(scrape(served.client)) == REQUESTS + 200, "two hundred more", seconds=10)
    assert len(slots_of(served)) == PROCESSES


def test_a_slot_is_one_process_and_its_files_are_taken_over(tmp_path: Path) -> None:
    """Two at once have a file each; who comes after a dead one goes on where it left off."""
    script = (
        "import sys; from api import slots; slots.take()\n"
        "from api.metrics import Metrics\n"
        "found = Metrics(); found.calculated('ok'); print('counted', flush=True); sys.stdin.read()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def start() -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        made = subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
        )
        assert made.stdout is not None
        assert made.stdout.readline() == "counted\n"
        return made

    def counted() -> float:
        look = "from api import slots; print(slots.text(None).decode())"
        command = [sys.executable, "-c", look]
        text = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
        line = next(one for one in text.splitlines() if 'calculations_total{result="ok"}' in one)
        return float(line.split()[-1])

    first, second = start(), start()
    assert counted() == 2
    for one in (first, second):
        one.kill()
        one.communicate()
    third = start()
    assert counted() == 3
    third.communicate(input="")
    assert sorted(path.name for path in tmp_path.glob("counter_*.db")) == ["counter_0.db", "counter_1.db"]
