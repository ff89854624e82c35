"""Counting over several uvicorn processes: each writes a file of its own, and whoever is asked adds them up.

Not a file a process id, as prometheus_client has it by default: processes come and go, and their files would
gather for ever. A process takes the first slot that is free, and one that follows a dead one counts on where
that left off, so that no count is ever lost and there are as many files as processes at once.
"""

import fcntl
import os
import struct
from pathlib import Path
from typing import IO, Final

from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

# Where the files lie, as prometheus_client knows it; set before Python starts, unset with one process.
VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
# A file that is being made just now reads as cut off, for some microseconds.
_TRIES: Final = 5

_held: list[IO[bytes]] = []  # open for as long as the process lives: the lock goes with it, however it ends


def folder() -> Path | None:
    """The folder all processes write to; None where this is the only one."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else None


def take() -> None:
    """Take a slot, before anything is counted; nothing where this is the only process."""
    shared = folder()
    if shared is None or _held:
        return
    shared.mkdir(parents=True, exist_ok=True)
    slot = _first_free(shared)
    values.ValueClass = values.MultiProcessValue(lambda: slot)  # type: ignore[no-untyped-call]


def _first_free(shared: Path) -> int:
    slot = 0
    while True:
        file = (shared / f"slot-{slot}.lock").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            slot += 1
        else:
            _held.append(file)
            return slot


def text(own: CollectorRegistry) -> bytes:
    """What all processes have counted, in Prometheus' text format; `own` is what this one has."""
    shared = folder()
    if shared is None:
        return generate_latest(own)
    for left in reversed(range(_TRIES)):
        together = CollectorRegistry()
        MultiProcessCollector(together, str(shared))  # type: ignore[no-untyped-call]
        try:
            return generate_latest(together)
        except (struct.error, RuntimeError):
            if not left:
                raise
    raise AssertionError
