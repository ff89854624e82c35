"""The API as a process of its own, as `./lotwise up` and a container run it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.db.access.keys import create_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from ops.embedded.ports import LOOPBACK, free_port
from ops.root import ROOT
from tests.integration.api.conftest import PEPPER


class _Process:
    """The process and a client of it."""

    def __init__(self, environment: dict[str, str], key: str, folder: Path) -> None:
        port = free_port()
        self.folder = folder
        with (folder / "stderr").open("wb") as stderr:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "api.main:app", "--host", LOOPBACK, "--port", str(port)],
                cwd=ROOT,
                env={**os.environ, **environment, "PYTHONPATH": str(ROOT), "LOTWISE_DATA_DIR": str(folder)},
                stderr=stderr,
                stdout=subprocess.DEVNULL,
            )
        self.client = httpx.Client(
            base_url=f"http://{LOOPBACK}:{port}", headers={"x-api-key": key}, timeout=30, trust_env=False
        )

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            assert self.child.poll() is None, (self.folder / "stderr").read_text()
            try:
                if self.client.get("/ready").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the API did not become ready")


@pytest.fixture
def process(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[_Process]:
    engine = connect(database_url)
    with transaction(engine) as connection:
        key = create_key(connection, DEFAULT_WORKSPACE, "process", PEPPER).text
    engine.dispose()
    environment = {
        "LOTWISE_DATABASE_URL": database_url,
        "LOTWISE_REDIS_URL": redis_url,
        "LOTWISE_KEY_PEPPER": PEPPER,
        "LOTWISE_ROOT_PATH": "/api",
    }
    made = _Process(environment, key, tmp_path)
    try:
        made.wait_until_it_answers()
        yield made
    finally:
        made.client.close()
        made.child.kill()
        made.child.wait()


def test_a_stop_ends_long_polls_at_once_and_every_line_is_json(process: _Process) -> None:
    answer = process.client.post("/jobs", files={"file": ("stock.csv", b"SKU,Demand\nA,1\n")})
    job_id = answer.json()["id"]
    assert answer.headers["location"] == f"/api/jobs/{job_id}"
    assert answer.json()["links"]["decisions_csv"] == f"/api/jobs/{job_id}/decisions.csv"

    polled: list[int] = []
    sent = threading.Event()

    def note(event: str, _: object) -> None:
        if event == "http11.send_request_body.complete":
            sent.set()

    def ask() -> None:
        waiting = {"wait": 20}
        answer = process.client.get(f"/jobs/{job_id}", params=waiting, extensions={"trace": note})
        polled.append(answer.status_code)

    poll = threading.Thread(target=ask)
    poll.start()
    assert sent.wait(timeout=10)
    process.client.get("/ping")  # answered after the poll was taken in
    log = process.folder / "logs" / "app.log"
    begun = time.monotonic()
    process.child.send_signal(signal.SIGTERM)
    process.child.wait(timeout=15)
    poll.join()
    assert time.monotonic() - begun < 5
    assert polled == [200]

    events = [json.loads(line)["event"] for line in log.read_text("utf-8").splitlines()]
    assert {"api_started", "job_created", "request", "api_stopped"} <= set(events)
    assert any(event.startswith("Application startup complete") for event in events)
    assert "Traceback" not in (process.folder / "stderr").read_text()
