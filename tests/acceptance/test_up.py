"""`./lotwise up` as an operator meets it: one command, one log, and an end in order."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from ops.embedded.ports import free_port
from ops.root import ROOT
from tests.acceptance.stack import wait_for

pytestmark = pytest.mark.slow


class Up:
    """A running `up` and what it has printed."""

    def __init__(self, data_dir: Path, *options: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("LOTWISE_")
        } | {"PYTHONPATH": str(ROOT), "LOTWISE_DATA_DIR": str(data_dir)}
        self.process = subprocess.Popen(
            self.command("--no-ui", "--api-port", str(self.port), *options),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @staticmethod
    def command(*options: str) -> list[str]:
        return [sys.executable, "-P", "-m", "ops", "up", *options]

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            self.lines.extend(iter(output.readline, ""))

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def wait_for(self, text: str) -> None:
        def is_said() -> bool:
            assert self.process.poll() is None or self.said(text), "".join(self.lines[-30:])
            return self.said(text)

        wait_for(is_said, f"up to say {text!r}", seconds=90)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(timeout=90)
        self._reader.join(timeout=30)
        return status


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    folder = Path(tempfile.mkdtemp(prefix="lotwise-up-"))
    folder.chmod(0o711)
    running = Up(folder)
    try:
        running.wait_for("ready; Ctrl-C stops")
        yield running
    finally:
        running.end(signal.SIGTERM)
        shutil.rmtree(folder)


def _key(up: Up) -> str:
    found = re.search(r"shown this once: (\S+)", "".join(up.lines))
    assert found is not None
    return found[1]


def test_the_first_start_shows_a_key_that_works(up: Up) -> None:
    answer = httpx.get(f"http://127.0.0.1:{up.port}/jobs", headers={"x-api-key": _key(up)}, trust_env=False)
    assert answer.status_code == httpx.codes.OK


def test_the_key_is_kept_nowhere_readable(up: Up) -> None:
    files = [path for path in (up.data_dir / "logs").iterdir() if path.is_file()]
    assert files
    assert [path for path in files if _key(up) in path.read_text(errors="replace")] == []


def test_a_second_up_on_the_same_data_says_so(up: Up) -> None:
    second = subprocess.run(
        Up.command("--no-ui", "--api-port", str(free_port())),
        env=up.environment,
        capture_output=True,
        text=True,
    )
    assert second.returncode == 2
    assert f"process {up.process.pid}" in second.stderr


def test_a_taken_port_is_said_with_the_option_that_changes_it(up: Up, tmp_path: Path) -> None:
    environment = up.environment | {"LOTWISE_DATA_DIR": str(tmp_path / "other")}
    second = subprocess.run(
        Up.command("--api-port", str(up.port)), env=environment, capture_output=True, text=True
    )
    assert second.returncode == 2
    assert str(up.port) in second.stderr
    assert "--api-port" in second.stderr


def test_key_commands_work_beside_a_running_up(up: Up) -> None:
    def lotwise(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-P", "-m", "ops", *words],
            env=up.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    key = lotwise("key", "create", "second").strip()
    url = f"http://127.0.0.1:{up.port}/jobs"
    assert httpx.get(url, headers={"x-api-key": key}, trust_env=False).status_code == httpx.codes.OK
    lotwise("key", "revoke", key.split("_")[2])
    wait_for(  # the API asks again after some seconds
        lambda: (
            httpx.get(url, headers={"x-api-key": key}, trust_env=False).status_code
            == httpx.codes.UNAUTHORIZED
        ),
        "the revoked key to be refused",
    )


def test_a_worker_that_is_killed_is_replaced_and_that_is_said(up: Up) -> None:
    worker = next(
        process
        for process in up.family()
        if "worker.app" in process.cmdline() and "worker" in process.cmdline()
    )
    worker.kill()
    up.wait_for("worker-1 ended by SIGKILL")
    up.wait_for("worker-1 started again")


def test_a_postgresql_that_is_killed_is_started_again(up: Up) -> None:
    server = next(process for process in up.family() if process.name() == "postgres")
    server.kill()
    up.wait_for("PostgreSQL had ended")
    wait_for(
        lambda: httpx.get(f"http://127.0.0.1:{up.port}/ready", trust_env=False).status_code == httpx.codes.OK,
        "the API to be ready again",
    )


def test_ctrl_c_stops_everything_and_the_next_start_finds_it_all(up: Up) -> None:
    key, family = _key(up), up.family()
    assert up.end(signal.SIGINT) == 0
    assert up.lines[-1].endswith("stopped\n")
    assert [process for process in family if process.is_running()] == []
    again = Up(up.data_dir)
    try:
        again.wait_for("ready; Ctrl-C stops")
        assert not again.said("API key")
        url = f"http://127.0.0.1:{again.port}/jobs"
        assert httpx.get(url, headers={"x-api-key": key}, trust_env=False).status_code == httpx.codes.OK
    finally:
        assert again.end(signal.SIGTERM) == 0
