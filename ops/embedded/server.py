"""What both embedded servers share: log, waiting until ready, and the report of a start that failed."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from ops.refusal import Refusal

READY_SECONDS = 120.0  # recovery after a crash replays the log first
POLL_SECONDS = 0.02


class ServerDidNotStart(Refusal):
    """An embedded server ended, or did not become ready in time."""


def fresh_log(path: Path) -> Path:
    """A log for this run; the last run's is kept beside it."""
    if path.exists():
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path


def tail(path: Path, lines: int = 8) -> str:
    """The last lines of a log, to show with an error."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def wait_until_ready(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], *, log: Path) -> None:
    """Wait for `is_ready`; raises `ServerDidNotStart` with the log's end if the process ends first."""
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready():
        if process.poll() is not None:
            raise ServerDidNotStart(
                f"{log.stem} ended with status {process.returncode} before it was ready:\n{tail(log)}",
                remedy=f"Its log is {log}.",
            )
        if time.monotonic() > deadline:
            raise ServerDidNotStart(f"{log.stem} was not ready within {READY_SECONDS:.0f} s:\n{tail(log)}")
        time.sleep(POLL_SECONDS)
