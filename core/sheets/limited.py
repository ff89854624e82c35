"""Reads a file in a subprocess of limited memory and time, so that no file can take a worker with it.

The child is its own process group and this module's other half: `python -m core.sheets.limited`. Memory
is limited twice: RLIMIT_DATA refuses the child's allocations, and the parent's watchdog ends a child whose
resident memory passes the limit all the same. Allocators keep address space they do not use, and Linux
counts it as data, so the first net hangs a little higher than the second.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from core import errors, faults
from core.errors import LotwiseError, SheetTooLarge
from core.sheets.chunk import EncodedChunk
from core.sheets.options import SheetOptions
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding
from core.sheets.watch import UNWANTED, Watch
from core.sheets.wire import receive, send

MEMORY_BYTES = 2 << 30
SECONDS = 60.0
SECONDS_PER_BYTE = 6e-6  # a 60 MB workbook of a million rows: 6 minutes on a very slow machine
# Each more costs memory, and reading is not the bottleneck; numpy's algebra is not used at all.
_THREADS = {"POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}

_RESERVE = 1.5  # address space over resident memory: 1.0 stopped a million rows at 1 GB resident
# How Rust and OpenBLAS end when RLIMIT_DATA says no.
_OUT_OF_MEMORY = (b"memory allocation of", b"Memory allocation still failed")
_WATCH_STACK_BYTES = 256 << 10  # the usual 8 MiB would count against the sheet's memory
_ROOT = Path(__file__).resolve().parents[2]


class ReaderDied(Exception):
    """The reading subprocess ended without a word; reading may be tried again."""


def read_limited(
    path: Path,
    file_name: str,
    options: SheetOptions,
    *,
    memory_bytes: int = MEMORY_BYTES,
    seconds: float | None = None,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> Generator[Understanding | EncodedChunk, None, None]:
    """One `Understanding`, then the chunks in order; closing the iterator ends the subprocess.

    `seconds` counts the subprocess's life except while it waits for the caller; the default grows with the
    file. `file_name` is only for messages. Once `is_unwanted` says so the subprocess is ended wherever it is.

    Raises:
        SheetTooLarge: the memory or the time limit was reached.
        LotwiseError: the file or an option is refused, as raised in the subprocess.
        ReaderDied: the subprocess ended in any other way.

    """
    allowed = SECONDS + SECONDS_PER_BYTE * path.stat().st_size if seconds is None else seconds
    arguments = json.dumps(
        {"path": str(path.absolute()), "memory_bytes": memory_bytes, "options": options.to_json()}
    )
    with subprocess.Popen(
        [sys.executable, "-m", "core.sheets.limited", arguments],
        stdin=subprocess.PIPE,  # nothing is ever written: its end tells the child that its parent is dead
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), **_THREADS},
        start_new_session=True,
    ) as child:
        watch = Watch(child, memory_bytes, allowed, is_unwanted)
        try:
            yield from _frames(child, watch, file_name)
        finally:
            watch.stop()
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def _frames(
    child: subprocess.Popen[bytes], watch: Watch, file_name: str
) -> Iterator[Understanding | EncodedChunk]:
    if child.stdout is None:  # pragma: no cover (a pipe was asked for)
        raise ReaderDied("The reader has no pipe.")
    for head, body in receive(child.stdout):
        match head["kind"]:
            case "understanding":
                found: Understanding | EncodedChunk = Understanding.from_json(head["understanding"])
            case "chunk":
                found = _chunk(head, body)
            case "refused":
                raise _rebuilt(head)
            case _:
                return
        watch.is_waiting_for_caller = True
        yield found
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


def _end_with_parent() -> None:
    """Wait for the parent's end of stdin to close, which even a killed parent does; then end at once.

    In its own process group the child would otherwise read on, unwatched, whatever it was made to read.
    """
    os.read(0, 1)
    os._exit(1)


def _main(arguments: str, stream: IO[bytes]) -> None:
    """The child: read, speak in frames, end."""
    given = json.loads(arguments)
    limit = int(given["memory_bytes"])
    hard_limit = int(limit * _RESERVE)
    resource.setrlimit(resource.RLIMIT_DATA, (hard_limit, hard_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(_WATCH_STACK_BYTES)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    try:
        from core.sheets.read import read  # after the limits: importing is work, too

        for found in read(Path(given["path"]), SheetOptions.from_json(given["options"])):
            faults.point("reader.row")
            if isinstance(found, Understanding):
                send(stream, {"kind": "understanding", "understanding": found.to_json()})
            else:
                send(stream, _chunk_head(found), found.payload)
    except LotwiseError as error:
        send(
            stream,
            {
                "kind": "refused",
                "class": type(error).__name__,
                "message": error.message,
                "remedy": error.remedy,
            },
        )
        return
    except MemoryError:
        send(
            stream,
            {
                "kind": "refused",
                "class": "SheetTooLarge",
                "message": "Reading the sheet took more memory than allowed.",
                "remedy": "Split the sheet into several files, or save it as CSV, which needs far less.",
            },
        )
        return
    send(stream, {"kind": "done"})


def _chunk_head(chunk: EncodedChunk) -> dict[str, Any]:
    return {
        "kind": "chunk",
        "ordinal": chunk.ordinal,
        "first_row": chunk.first_row,
        "last_row": chunk.last_row,
        "rows": chunk.rows,
        "errors": [error.to_json() for error in chunk.errors],
        "warnings": [warning.to_json() for warning in chunk.warnings],
    }


if __name__ == "__main__":
    _main(sys.argv[1], sys.stdout.buffer)
