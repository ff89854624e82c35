"""Lotwise as an operator runs it: real API, worker, beat and UI processes, to use, kill and start again."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from ops.drills.waiting import require, wait_for
from ops.embedded import child
from ops.embedded.ports import LOOPBACK, free_port
from ops.root import ROOT
from ops.running import processes
from ops.running.processes import Process

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Started:
    kind: Process
    child: subprocess.Popen[bytes]
    changes: Mapping[str, str]


class Stack:
    """The processes on one database; `names` are api, worker-1, worker-2 ..., beat, ui."""

    def __init__(
        self, environment: Mapping[str, str], folder: Path, key: str, *, prefix: str = "test"
    ) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self.key = key
        self.prefix = prefix
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
        self._started: dict[str, _Started] = {}

    def start_api(self, **changes: str) -> None:
        """Start the API and wait until it is ready; `changes` are variables of its own."""
        self._start(processes.api(LOOPBACK, self.api_port), changes)

    def start_worker(
        self,
        number: int = 1,
        children: int = 2,
        *,
        named: int = 0,
        before: Sequence[str] = (),
        **changes: str,
    ) -> None:
        """Start a worker, by the command `before` its own if there is one; `GET /workers` shows it.

        It has the name of number `named` if that is given.
        """
        kind = processes.worker(named or number, children, prefix=self.prefix)
        self._start(replace(kind, name=f"worker-{number}", command=(*before, *kind.command)), changes)

    def start_beat(self, name: str = "beat") -> None:
        """Start Celery beat."""
        kind = processes.beat(self.folder / f"celery{name}-schedule")
        self._start(replace(kind, name=name), {})

    def start_inbox(self, **changes: str) -> None:
        """Start what takes in dropped files, as an operator does: by the command line."""
        kind = replace(processes.inbox(), command=(sys.executable, "-P", "-m", "ops", "inbox"))
        self._start(kind, changes)

    def start_ui(self) -> None:
        """Start the UI and wait until it is ready."""
        self._start(processes.ui(LOOPBACK, self.ui_port), {})

    def _start(self, kind: Process, changes: Mapping[str, str]) -> None:
        with self.log(kind.name).open("ab") as output:
            started = child.start(
                kind.command,
                env=self.environment | dict(changes),
                cwd=ROOT,
                stop_signal=signal.SIGTERM,
                output=output,
            )
        self._started[kind.name] = _Started(kind=kind, child=started, changes=changes)
        if kind.port:
            wait_for(lambda: self._is_up(kind.name), f"{kind.name} to be ready", seconds=START_SECONDS)

    def _is_up(self, name: str) -> bool:
        started = self._started[name]
        last_words = "" if self.is_running(name) else self.log(name).read_text()[-3000:]
        require(self.is_running(name), f"{name} ended:\n{last_words}")
        return started.kind.serves(started.child.pid)

    def log(self, name: str) -> Path:
        """Where the process's output goes."""
        return self.folder / f"{name}.out"

    def names(self) -> list[str]:
        """Everything that was started, running or not."""
        return list(self._started)

    def pid(self, name: str) -> int:
        """The id of a process started here."""
        return self._started[name].child.pid

    def is_running(self, name: str) -> bool:
        """Whether it lives."""
        return name in self._started and self._started[name].child.poll() is None

    def kill(self, name: str) -> None:
        """SIGKILL the process and its children, as a power cut would."""
        child.kill_group(self._started[name].child)

    def stop(self, name: str) -> bool:
        """SIGTERM; True when it ended by itself within its patience."""
        started = self._started[name]
        return child.stop(started.child, signal.SIGTERM, patience=started.kind.patience_seconds)

    def restart(self, name: str) -> None:
        """Start a process again that was stopped or killed, as it was."""
        started = self._started[name]
        child.kill_group(started.child)  # a worker whose parent alone was killed has left its children
        self._start(started.kind, started.changes)

    def forget(self, name: str) -> None:
        """Stop a process for good."""
        self.stop(name)
        child.kill_group(self._started.pop(name).child)

    def close(self) -> None:
        """Stop everything."""
        self.client.close()
        for name in reversed(self._started):
            if self.is_running(name):
                self._started[name].child.send_signal(signal.SIGTERM)
        for name in list(self._started):
            self.forget(name)

    def upload(
        self, path: Path, *, headers: Mapping[str, str] | None = None, **options: object
    ) -> dict[str, Any]:
        """POST a file as a job and return the job."""
        with path.open("rb") as file:
            answer = self.client.post(
                "/jobs",
                files={"file": (path.name, file)},
                data={"options": json.dumps(options)},
                headers=headers,
            )
        require(answer.status_code == httpx.codes.ACCEPTED, answer.text)
        job: dict[str, Any] = answer.json()
        return job

    def job(self, job_id: str) -> dict[str, Any]:
        """The job as it is now."""
        answer = self.client.get(f"/jobs/{job_id}")
        require(answer.status_code == httpx.codes.OK, answer.text)
        job: dict[str, Any] = answer.json()
        return job

    def wait_for_end(self, job_id: str, *, seconds: float = 120.0) -> dict[str, Any]:
        """The job once it has ended, however it did."""
        return wait_for(
            lambda: job if (job := self.job(job_id))["finished_at"] else None,
            f"job {job_id} to end",
            seconds=seconds,
        )
