"""The file a step reads, on this host's disk for as long as it is read, and no longer.

A worker that is killed cannot take its file away, so each worker takes away those of the dead: a file is
locked by the process that reads it, and the system unlocks it when that process ends, however it does.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PREFIX = "lotwise-read-"
# Between its making and its lock a file looks like a dead worker's.
_SPARED_SECONDS = 60.0


@contextmanager
def spool() -> Iterator[tuple[BinaryIO, Path]]:
    """An empty file to write, and its path; gone afterwards."""
    clear()
    handle, name = tempfile.mkstemp(prefix=_PREFIX)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            fcntl.flock(target, fcntl.LOCK_EX)
            yield target, path
    finally:
        path.unlink(missing_ok=True)


def clear(spared_seconds: float = _SPARED_SECONDS) -> None:
    """Take away what workers that were killed have left in the folder for temporary files."""
    oldest = time.time() - spared_seconds
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another worker is reading it, or was quicker, or it is not ours
            if path.stat().st_mtime > oldest:
                continue
            with path.open("rb") as found:
                fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
