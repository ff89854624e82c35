"""How long reading takes, and the most memory its subprocess ever holds."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK_SECONDS = 0.02
_MOST = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(slots=True)
class Measured:
    """Seconds by the clock, and of a processor; bytes of resident memory; both of the child with the most."""

    seconds: float = 0.0
    work_seconds: float = 0.0
    memory_bytes: int = 0

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.work_seconds:.1f} s of work), {self.memory_bytes / 2**20:.0f} MB"


@contextmanager
def measured() -> Iterator[Measured]:
    """Measures the children of this process while the body runs."""
    found, stop = Measured(), threading.Event()

    def look() -> None:
        while not stop.wait(_LOOK_SECONDS):
            for child in psutil.Process().children(recursive=True):
                with suppress(OSError, psutil.Error):
                    times = child.cpu_times()
                    found.work_seconds = max(found.work_seconds, times.user + times.system)
                    told = _MOST.search(Path(f"/proc/{child.pid}/status").read_text())
                    if told is not None:
                        found.memory_bytes = max(found.memory_bytes, int(told[1]) << 10)

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    started = time.monotonic()
    try:
        yield found
    finally:
        found.seconds = time.monotonic() - started
        stop.set()
        looker.join()
