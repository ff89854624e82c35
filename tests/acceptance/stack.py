"""Lotwise as an operator runs it: real API, worker, beat and UI processes, to use, kill and start again."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ops import processes
from ops.embedded import child
from ops.embedded.ports import LOOPBACK, free_port
from ops.processes import Process
from ops.root import ROOT

POLL_SECONDS = 0.05
START_SECONDS = 60.0
T = TypeVar("T")


def wait_for(condition: Callable[[], T | None], what: str, *, seconds: float = 60.0) -> T:
    """Wait until `condition()` is true and return it; fails naming `what` it waited for."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain for: {what}")
        time.sleep(POLL_SECONDS)


class Stack:
    """The processes on one database; `names` are api, worker-1, worker-2 ..., beat, ui."""

    def __init__(self, environment: Mapping[str, str], folder: Path, key: str) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self.key = key
        self.api_port = free_port()
        self.ui_port = free_port()
        self.url = processes.url_of(LOOPBACK, self.api_port)
        self.ui_url = processes.url_of(LOOPBACK, self.ui_port)
        self.environment |= {
            "LOTWISE_API_PORT": str(self.api_port),
            "LOTWISE_UI_PORT": str(self.ui_port),
            "LOTWISE_API_URL": self.url,
        }
        self.client = httpx.Client(base_url=self.url, headers={"x-api-key": key}, timeout=60, trust_env=False)
        self._kinds: dict[str, Process] = {}
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start_api(self) -> None:
        """Start the API and wait until it is ready."""
        self._start(processes.api(LOOPBACK, self.api_port))

    def start_worker(self, number: int = 1, children: int = 2) -> None:
        """Start a worker; it is ready when `GET /workers` shows it."""
        self._start(processes.worker(number, children, prefix="test"))

    def start_beat(self) -> None:
        """Start Celery beat."""
        self._start(processes.beat(self.folder / "celerybeat-schedule"))

    def start_ui(self) -> None:
        """Start the UI and wait until it is ready."""
        self._start(processes.ui(LOOPBACK, self.ui_port))

    def _start(self, kind: Process) -> None:
        self._kinds[kind.name] = kind
        with self.log(kind.name).open("ab") as output:
            started = child.start(
                kind.command, env=self.environment, cwd=ROOT, stop_signal=signal.SIGTERM, output=output
            )
        self._children[kind.name] = started
        if kind.port:
            wait_for(lambda: self._is_up(kind), f"{kind.name} to be ready", seconds=START_SECONDS)

    def _is_up(self, kind: Process) -> bool:
        started = self._children[kind.name]
        assert started.poll() is None, f"{kind.name} ended:\n{self.log(kind.name).read_text()[-3000:]}"
        return kind.serves(started.pid)

    def log(self, name: str) -> Path:
        """Where the process's output goes."""
        return self.folder / f"{name}.out"

    def pid(self, name: str) -> int:
        """The id of a process started here."""
        return self._children[name].pid

    def is_running(self, name: str) -> bool:
        """Whether it lives."""
        return name in self._children and self._children[name].poll() is None

    def kill(self, name: str) -> None:
        """SIGKILL the process and its children, as a power cut would."""
        child.kill_group(self._children[name])

    def stop(self, name: str) -> bool:
        """SIGTERM; True when it ended by itself within its patience."""
        kind = self._kinds[name]
        return child.stop(self._children[name], signal.SIGTERM, patience=kind.patience_seconds)

    def restart(self, name: str) -> None:
        """Start a process again that was stopped or killed."""
        self._start(self._kinds[name])

    def close(self) -> None:
        """Stop everything."""
        self.client.close()
        for name in reversed(self._children):
            if self.is_running(name):
                self._children[name].send_signal(signal.SIGTERM)
        for name in self._children:
            self.stop(name)
            child.kill_group(self._children[name])

    def upload(self, path: Path, **options: object) -> dict[str, Any]:
        """POST a file as a job and return the job."""
        with path.open("rb") as file:
            answer = self.client.post(
                "/jobs", files={"file": (path.name, file)}, data={"options": json.dumps(options)}
            )
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        job: dict[str, Any] = answer.json()
        return job

    def job(self, job_id: str) -> dict[str, Any]:
        """The job as it is now."""
        answer = self.client.get(f"/jobs/{job_id}")
        assert answer.status_code == httpx.codes.OK, answer.text
        job: dict[str, Any] = answer.json()
        return job

    def wait_for_end(self, job_id: str, *, seconds: float = 120.0) -> dict[str, Any]:
        """The job once it has ended, however it did."""
        return wait_for(
            lambda: job if (job := self.job(job_id))["finished_at"] else None,
            f"job {job_id} to end",
            seconds=seconds,
        )
