"""Watches a child process: how much memory and time it takes, and what it says before it ends."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_WATCH_SECONDS = 0.05
_ENOUGH_TO_TELL = 4096  # bytes of the child's last words
UNWANTED = "unwanted"  # no limit: the caller has no use for the child any more


def _never() -> bool:
    return False


class Watch:
    """Ends the child when it takes too much memory or time, and remembers which it was.

    Also as soon as `is_unwanted` says so, asked every few hundredths of a second from a thread of its own.
    """

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        memory_bytes: int,
        seconds: float,
        is_unwanted: Callable[[], bool] = _never,
    ) -> None:
        self.reached = ""
        self._is_unwanted = is_unwanted
        self.last_words = b""
        self.is_waiting_for_caller = False
        self._child, self._memory_bytes, self._left = child, memory_bytes, seconds
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=target, name="sheet-watch", daemon=True)
            for target in (self._run, self._listen)
        ]
        for thread in self._threads:
            thread.start()

    def allow(self, seconds: float) -> None:
        """Let the child go on for so long from now on."""
        self._left = seconds

    def stop(self) -> None:
        """Leave the child alone from now on."""
        self._stop.set()

    def join(self) -> None:
        """Wait until the child's last words are complete."""
        self._threads[1].join(timeout=5)

    def _listen(self) -> None:
        if self._child.stderr is None:
            return
        for words in self._child.stderr:
            self.last_words = (self.last_words + words)[-_ENOUGH_TO_TELL:]

    def _run(self) -> None:
        before = time.monotonic()
        while not self._stop.wait(_WATCH_SECONDS):
            now = time.monotonic()
            if not self.is_waiting_for_caller:
                self._left -= now - before
            before = now
            if self._left < 0:
                self.reached = "time"
            elif _resident_bytes(self._child.pid) > self._memory_bytes:
                self.reached = "memory"
            elif self._is_unwanted():
                self.reached = UNWANTED
            if self.reached:
                with suppress(ProcessLookupError):
                    os.killpg(self._child.pid, signal.SIGKILL)
                return


def _resident_bytes(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * resource.getpagesize()
