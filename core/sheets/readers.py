"""Processes that read one file each: started when asked for, or kept ready, since starting takes a second.

A reader that is kept ready has loaded everything and waits for its file: what a file can do stays within a
process of its own, of limited memory and time, that ends with it.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

# Each more costs memory, and reading is not the bottleneck; numpy's algebra is not used at all.
_THREADS = {"POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
_ROOT = Path(__file__).resolve().parents[2]
_lock = threading.Lock()
_spare: list[subprocess.Popen[bytes]] = []
_stays_ready = threading.Event()


def begun(arguments: str) -> subprocess.Popen[bytes]:
    """A reader that was told what to do, in one line of JSON; whoever asks for it has to end it."""
    with _lock:
        waiting = _spare.pop() if _spare else None
    if waiting is not None:
        if _tell(waiting, arguments):
            return waiting
        _end(waiting)  # it died while it waited
    fresh = _start()
    _tell(fresh, arguments)  # if it dies at once, its last words say why
    return fresh


def stay_ready() -> None:
    """From now on have a reader wait for the next file, in this process; `refill` after each."""
    _stays_ready.set()
    refill()


def refill() -> None:
    """Start a reader for the next file, where one is kept ready and none waits."""
    if not _stays_ready.is_set():
        return
    with _lock:
        if not _spare:
            _spare.append(_start())


def stop_staying_ready() -> None:
    """End the reader that waits; from now on they start when asked for."""
    _stays_ready.clear()
    with _lock:
        while _spare:
            _end(_spare.pop())


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "core.sheets.reader"],
        stdin=subprocess.PIPE,  # one line is written; its end tells the reader that its parent is dead
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), **_THREADS},
        start_new_session=True,
    )


def _tell(child: subprocess.Popen[bytes], arguments: str) -> bool:
    if child.stdin is None:  # pragma: no cover (a pipe was asked for)
        return False
    left = memoryview(arguments.encode() + b"\n")
    try:
        while left:
            left = left[os.write(child.stdin.fileno(), left) :]
    except BrokenPipeError:
        return False
    return child.poll() is None


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    with child:
        pass  # waits, and closes the pipes
