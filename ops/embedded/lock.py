"""One supervisor per data directory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.refusal import Refusal


class AlreadyRunning(Refusal):
    """Another process runs the servers of this data directory."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock while inside; the kernel lets go of it however we end."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 32).decode(errors="replace").strip()
            raise AlreadyRunning(
                f"Lotwise already runs on {path.parent} (process {owner or 'unknown'}).",
                remedy="Stop that one first, or give this one another folder by LOTWISE_DATA_DIR.",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
