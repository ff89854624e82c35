"""A log file: whole lines appended by any number of processes, put aside when it is large, no line lost."""

import fcntl
import os
from pathlib import Path


class AppendingFile:
    """Appends whole lines by one `write`, so that processes sharing the file never tear each other's lines.

    Follows the name: where the file was moved away or deleted (log rotation), a new one is begun. Past
    `most_bytes` it is moved away by whoever notices first, to `NAME.1`, that to `NAME.2` and so on.
    """

    def __init__(self, path: Path, *, most_bytes: int = 0, keep: int = 10) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._keep = keep
        self._descriptor = -1
        self._identity: tuple[int, int] | None = None

    def append(self, lines: bytes) -> None:
        """Write lines, each with its end.

        What another process still writes into a file just moved away is in that file: nothing is ever
        truncated or copied.
        """
        descriptor = self._open()
        view = memoryview(lines)
        while view:  # a full disk or a signal may cut a write short
            view = view[os.write(descriptor, view) :]
        if self._most_bytes and os.fstat(descriptor).st_size > self._most_bytes:
            self._put_aside()

    def _open(self) -> int:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            status = None
        if status is None or (status.st_dev, status.st_ino) != self._identity:
            self.close()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            opened = os.fstat(self._descriptor)
            self._identity = (opened.st_dev, opened.st_ino)
        return self._descriptor

    def _put_aside(self) -> None:
        lock = os.open(self._path.with_name(self._path.name + ".lock"), os.O_WRONLY | os.O_CREAT, 0o640)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                now = self._path.stat()
            except FileNotFoundError:
                return
            if (now.st_dev, now.st_ino) != self._identity:
                return  # another process was first
            for number in range(self._keep - 1, 0, -1):
                older = self._aside(number)
                if older.exists():
                    older.replace(self._aside(number + 1))
            self._path.replace(self._aside(1))
        finally:
            os.close(lock)

    def _aside(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")

    def close(self) -> None:
        """Let the file go."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self._identity = -1, None
