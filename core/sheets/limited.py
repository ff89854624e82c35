"""Reads a file in a subprocess of limited memory and time, so that no file can take a worker with it.

The child is a process group of its own, `core.sheets.reader`, started by `core.sheets.readers`. Memory is
limited twice: RLIMIT_DATA refuses the child's allocations, and the parent's watchdog ends a child whose
resident memory passes the limit all the same. Allocators keep address space they do not use, and Linux
counts it as data, so the first net hangs a little higher than the second.
"""

import datetime as dt
import json
import os
import signal
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from core import errors
from core.errors import LotwiseError, SheetTooLarge
from core.inventory.defaults import Defaults
from core.sheets import readers
from core.sheets.chunk import EncodedChunk
from core.sheets.options import SheetOptions
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding
from core.sheets.watch import UNWANTED, Watch
from core.sheets.wire import receive

MEMORY_BYTES = 2 << 30
SECONDS = 60.0
SECONDS_PER_BYTE = 6e-6  # a 60 MB workbook of a million rows: 6 minutes on a very slow machine
# How Rust and OpenBLAS end when RLIMIT_DATA says no.
_OUT_OF_MEMORY = (b"memory allocation of", b"Memory allocation still failed")
Frame = tuple[dict[str, Any], bytes]


class ReaderDied(Exception):
    """The reading subprocess ended without a word; reading may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the subprocess is to do with a file, and within which limits.

    `seconds` counts the subprocess's life except while it waits for the caller; the default grows with the
    file. Once `is_unwanted` says so the subprocess is ended wherever it is.
    """

    name: Literal["read", "inspect", "stock", "demand"]
    path: Path
    file_name: str
    options: SheetOptions
    as_of: dt.date | None = None
    limit_rows: int | None = None
    defaults: Defaults | None = None
    memory_bytes: int = MEMORY_BYTES
    seconds: float | None = None
    is_unwanted: Callable[[], bool] = lambda: False

    @property
    def arguments(self) -> str:
        """As the subprocess takes them."""
        return json.dumps(
            {
                "task": self.name,
                "path": str(self.path.absolute()),
                "options": self.options.to_json(),
                "as_of": self.as_of and self.as_of.isoformat(),
                "limit_rows": self.limit_rows,
                "defaults": self.defaults and asdict(self.defaults),
                "memory_bytes": self.memory_bytes,
            }
        )


def read_limited(
    path: Path,
    file_name: str,
    options: SheetOptions,
    *,
    memory_bytes: int = MEMORY_BYTES,
    seconds: float | None = None,
    as_of: dt.date | None = None,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> Generator[Understanding | EncodedChunk, None, None]:
    """One `Understanding`, then the chunks in order; closing the iterator ends the subprocess.

    `as_of` is the day to decide for, `file_name` is only for messages; the limits are those of `Task`.

    Raises:
        SheetTooLarge: the memory or the time limit was reached.
        LotwiseError: the file or an option is refused, as raised in the subprocess.
        ReaderDied: the subprocess ended in any other way.

    """
    task = Task(
        name="read",
        path=path,
        file_name=file_name,
        options=options,
        as_of=as_of,
        memory_bytes=memory_bytes,
        seconds=seconds,
        is_unwanted=is_unwanted,
    )
    with closing(frames(task)) as parts:
        for head, body in parts:
            if head["kind"] == "understanding":
                yield Understanding.from_json(head["understanding"])
            else:
                yield _chunk(head, body)


def frames(task: Task) -> Generator[Frame, None, None]:
    """What the subprocess says, frame by frame; closing the iterator ends it.

    Raises:
        SheetTooLarge, LotwiseError, ReaderDied: as `read_limited`.

    """
    allowed = task.seconds
    if allowed is None:
        allowed = SECONDS + SECONDS_PER_BYTE * task.path.stat().st_size
    try:
        with readers.begun(task.arguments) as child:
            watch = Watch(child, task.memory_bytes, allowed, task.is_unwanted)
            try:
                yield from _frames(child, watch, task.file_name)
            finally:
                watch.stop()
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
    finally:
        readers.refill()


def _frames(child: subprocess.Popen[bytes], watch: Watch, file_name: str) -> Iterator[Frame]:
    if child.stdout is None:  # pragma: no cover (a pipe was asked for)
        raise ReaderDied("The reader has no pipe.")
    for head, body in receive(child.stdout):
        match head["kind"]:
            case "refused":
                raise _rebuilt(head)
            case "done":
                return
        watch.is_waiting_for_caller = True
        yield head, body
        watch.is_waiting_for_caller = False
    code = child.wait()
    watch.join()
    if not watch.reached and any(words in watch.last_words for words in _OUT_OF_MEMORY):
        watch.reached = "memory"
    if watch.reached == UNWANTED:
        raise ReaderDied("The reader was ended: its rows are not wanted any more.")
    if watch.reached:
        raise SheetTooLarge(
            f"Reading {file_name} took more {watch.reached} than allowed.",
            remedy="Split the sheet into several files, or save it as CSV, which needs far less.",
        )
    words = watch.last_words.decode(errors="replace").strip()
    raise ReaderDied(f"The reader of {file_name} ended with {code}. {words}".strip())


def _chunk(head: dict[str, Any], body: bytes) -> EncodedChunk:
    return EncodedChunk(
        ordinal=head["ordinal"],
        first_row=head["first_row"],
        last_row=head["last_row"],
        rows=head["rows"],
        payload=body,
        errors=tuple(map(RowError.from_json, head["errors"])),
        warnings=tuple(map(RowError.from_json, head["warnings"])),
    )


def _rebuilt(head: dict[str, Any]) -> LotwiseError:
    """The child's refusal as the same class here."""
    kind = getattr(errors, head["class"], LotwiseError)
    if not (isinstance(kind, type) and issubclass(kind, LotwiseError)):
        kind = LotwiseError
    return kind(head["message"], remedy=head["remedy"])
