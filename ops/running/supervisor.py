"""Keeps processes running: starts them, starts again what dies, and stops all in order."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from ops.embedded import child
from ops.refusal import Refusal
from ops.root import ROOT
from ops.running.log_lines import LogLines
from ops.running.processes import Process

POLL_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # who lived this long starts again with the first pause
READY_SECONDS = 90.0  # a cold disk makes the first import of everything slow


class NotReady(Refusal):
    """A process ended, or was not ready in time, while everything was being started."""


class Running:
    """One process and its restarts."""

    def __init__(
        self, process: Process, environment: Mapping[str, str], log: LogLines, say: Callable[[str], None]
    ) -> None:
        self.process = process
        self._say = say
        self._environment = environment
        self._log = log
        self._pause = FIRST_PAUSE_SECONDS
        self._again_at: float | None = None
        self.child = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._started_at = time.monotonic()
        started = child.start(
            self.process.command,
            env={**self._environment, **self.process.variables},
            cwd=ROOT,
            stop_signal=signal.SIGTERM,
            output=subprocess.PIPE,
        )
        if started.stdout is not None:
            self._log.follow(self.process.name, started.stdout)
        return started

    def watch(self) -> None:
        """Notice a death and start again when its pause is over; call it from the main thread."""
        now = time.monotonic()
        if self._again_at is None and self.child.poll() is not None:
            child.kill_group(self.child)  # children of a killed parent would work on unsupervised
            if now - self._started_at > STEADY_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            ending = _ending(self.child.returncode)
            self._say(f"{self.process.name} ended {ending}; starting it again in {self._pause:.0f} s")
            self._again_at = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        elif self._again_at is not None and now >= self._again_at:
            self._again_at = None
            self.child = self._start()
            self._say(f"{self.process.name} started again (process {self.child.pid})")

    def is_ready(self) -> bool:
        """Whether it serves; raises `NotReady` where it ended instead."""
        if self.child.poll() is not None:
            raise NotReady(f"The process {self.process.name} ended {_ending(self.child.returncode)}.")
        return self.process.serves(self.child.pid)

    def stop(self, *, hurry: threading.Event) -> None:
        """Let it finish within its patience, less when we are told to hurry."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self.process.patience_seconds
        while self.child.poll() is None:
            if hurry.is_set() or time.monotonic() > deadline:
                self._say(f"{self.process.name} did not end in time and is killed")
                break
            time.sleep(POLL_SECONDS / 4)
        child.kill_group(self.child)


def _ending(status: int) -> str:
    if status < 0:
        return f"by {signal.Signals(-status).name}"
    return f"with status {status}"


class Supervisor:
    """The processes of one `up`, in the order they are stopped."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: LogLines,
        *,
        say: Callable[[str], None],
        revive_servers: Callable[[], list[str]],
    ) -> None:
        self._revive_servers = revive_servers
        self._environment = environment
        self._say = say
        self._log = log
        self._running: list[Running] = []
        self.asked_to_stop = threading.Event()
        self.hurry = threading.Event()

    def start(self, *processes: Process) -> None:
        """Start processes; the first one given is the first to be stopped."""
        self._running += [Running(process, self._environment, self._log, self._say) for process in processes]

    def wait_until_ready(self) -> None:
        """Wait until every process serves; raises `NotReady` where one does not."""
        deadline = time.monotonic() + READY_SECONDS
        waiting = list(self._running)
        while waiting and not self.asked_to_stop.is_set():
            waiting = [running for running in waiting if not running.is_ready()]
            if waiting and time.monotonic() > deadline:
                names = ", ".join(running.process.name for running in waiting)
                raise NotReady(f"Not ready within {READY_SECONDS:.0f} s: {names}.")
            self.asked_to_stop.wait(POLL_SECONDS / 2)

    def watch_once(self) -> None:
        """Start again what has died: first the servers the others need."""
        for words in self._revive_servers():
            self._say(words)
        for running in self._running:
            running.watch()

    def watch(self) -> None:
        """Watch until asked to stop."""
        while not self.asked_to_stop.wait(POLL_SECONDS):
            self.watch_once()

    def stop(self) -> None:
        """Stop everything, one after the other."""
        for running in self._running:
            running.stop(hurry=self.hurry)
        self._running.clear()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to stop; a second one as hurry."""

        def note(_number: int, _frame: object) -> None:
            (self.hurry if self.asked_to_stop.is_set() else self.asked_to_stop).set()

        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [signal.signal(number, note) for number in wanted]
        try:
            yield
        finally:
            for number, handler in zip(wanted, before, strict=True):
                signal.signal(number, handler)
