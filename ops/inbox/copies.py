"""A copy of a taken file: what is hashed, read and applied is the same, whoever still writes to it."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from core.errors import EmptyFile, FileTooLarge
from worker.spool import spool

_PART_BYTES: Final = 2**20


class StillWritten(OSError):
    """The file changed while it was copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a file held, and what it was called when it was dropped."""

    path: Path
    name: str
    size: int
    sha256: str


@contextmanager
def copied(source: BinaryIO, name: str, most_bytes: int) -> Iterator[Copy]:
    """A copy for as long as it is read; raises `FileTooLarge`, `EmptyFile`, `StillWritten`."""
    digest, size = hashlib.sha256(), 0
    before = os.fstat(source.fileno())
    with spool() as (target, path):
        while part := source.read(_PART_BYTES):
            size += len(part)
            if size > most_bytes:
                raise FileTooLarge(
                    f"The file is larger than {most_bytes:,} bytes.",
                    remedy="Split it, or ask whoever runs Lotwise for a larger limit.",
                )
            digest.update(part)
            target.write(part)
        target.flush()
        if not size:
            raise EmptyFile(remedy="Look at the program that wrote it, and drop the file again.")
        about = os.fstat(source.fileno())
        if (about.st_size, about.st_mtime_ns) != (size, before.st_mtime_ns):
            raise StillWritten("it is still being written")
        yield Copy(path=path, name=name, size=size, sha256=digest.hexdigest())
