"""Processes are kept running, and end with us."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from ops.embedded import child
from ops.root import ROOT
from ops.running.log_lines import LogLines
from ops.running.processes import Process
from ops.running.supervisor import NotReady, Supervisor

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
DEAF = (
    sys.executable,
    "-uc",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)",
)


class Lines(io.StringIO):
    """Output to look at, that knows when a text has come."""

    def __init__(self) -> None:
        super().__init__()
        self.has_written = threading.Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        self.has_written.set()
        return written


def _supervisor(said: list[str], output: io.StringIO | None = None) -> Supervisor:
    log = LogLines(output or io.StringIO())
    return Supervisor(os.environ, log, say=said.append, revive_servers=list)


def _watch_until(supervisor: Supervisor, said: list[str], text: str) -> None:
    while not any(text in line for line in said):
        supervisor.watch_once()
        supervisor.asked_to_stop.wait(0.02)


def test_what_dies_is_started_again_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.running.supervisor.FIRST_PAUSE_SECONDS", 0.05)
    said: list[str] = []
    supervisor = _supervisor(said)
    supervisor.start(Process(name="sleeper", command=SLEEPER))
    (running,) = supervisor._running
    before = running.child.pid
    running.child.kill()
    _watch_until(supervisor, said, "started again")
    assert running.child.pid != before
    assert "ended by SIGKILL" in said[0]
    supervisor.stop()
    assert not psutil.pid_exists(running.child.pid)


def test_what_dies_again_and_again_is_started_ever_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.running.supervisor.FIRST_PAUSE_SECONDS", 0.01)
    said: list[str] = []
    supervisor = _supervisor(said)
    supervisor.start(Process(name="failing", command=(sys.executable, "-c", "raise SystemExit(3)")))
    (running,) = supervisor._running
    pauses: list[float] = []
    while len(pauses) < 3:
        supervisor.watch_once()
        if running._pause not in pauses:
            pauses.append(running._pause)
        supervisor.asked_to_stop.wait(0.01)
    supervisor.stop()
    assert pauses == sorted(pauses)
    assert "ended with status 3" in said[0]


def test_who_does_not_end_in_time_is_killed() -> None:
    said: list[str] = []
    output = Lines()
    supervisor = _supervisor(said, output)
    supervisor.start(Process(name="deaf", command=DEAF, patience_seconds=0.1))
    (running,) = supervisor._running
    assert output.has_written.wait(30)  # it has closed its ears by now
    supervisor.stop()
    assert running.child.returncode == -signal.SIGKILL
    assert said == ["deaf did not end in time and is killed"]


def test_a_process_that_ends_instead_of_serving_ends_the_start() -> None:
    supervisor = _supervisor([])
    command = (sys.executable, "-c", "raise SystemExit(7)")
    supervisor.start(Process(name="broken", command=command, is_ready=lambda: False))
    with pytest.raises(NotReady, match="broken ended with status 7"):
        supervisor.wait_until_ready()
    supervisor.stop()


def test_each_line_carries_the_name_of_its_process() -> None:
    output = Lines()
    log = LogLines(output)
    process = subprocess.Popen([sys.executable, "-c", "print('a'); print('b')"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    log.follow("api", process.stdout).join()
    process.wait()
    assert output.getvalue().splitlines() == ["api      | a", "api      | b"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children of a death")
def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = f"""
import signal, subprocess, sys, time
from pathlib import Path
from ops.embedded import child
started = child.start(
    {SLEEPER!r}, env={{}}, cwd=Path("/"), stop_signal=signal.SIGTERM, output=subprocess.DEVNULL
)
print(started.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    )
    assert parent.stdout is not None
    grandchild = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs([grandchild], timeout=30)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def test_stopping_kills_the_whole_family_of_a_process() -> None:
    script = (
        "import subprocess, sys, time; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); time.sleep(600)"
    )
    parent = child.start(
        (sys.executable, "-c", script, *SLEEPER),
        env=os.environ,
        cwd=ROOT,
        stop_signal=signal.SIGTERM,
        output=subprocess.PIPE,
    )
    assert parent.stdout is not None
    with parent.stdout as output:
        grandchild = psutil.Process(int(output.readline()))
    child.kill_group(parent)
    _, alive = psutil.wait_procs([grandchild], timeout=30)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
