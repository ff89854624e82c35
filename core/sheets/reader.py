"""The subprocess that reads or inspects one file: `python -m core.sheets.reader`; see `core.sheets.limited`.

It imports what reading needs, waits for one line on its standard input that says what to do, limits its own
memory, speaks in frames on its standard output, and ends with its parent.
"""

import datetime as dt
import json
import os
import resource
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Literal

from core import courtesy, faults
from core.errors import LotwiseError
from core.inventory.defaults import Defaults
from core.sheets.chunk import EncodedChunk
from core.sheets.options import SheetOptions
from core.sheets.understanding import Understanding
from core.sheets.wire import send

# Address space over resident memory: 1.0 stopped a million rows at 1 GB resident.
_RESERVE = 1.5
_WATCH_STACK_BYTES = 256 << 10  # the usual 8 MiB would count against the sheet's memory

_READING = "core.sheets.intake.read"
_Frame = tuple[dict[str, Any], bytes]


def _end_with_parent() -> None:
    """Wait for the parent's end of stdin to close, which even a killed parent does; then end at once.

    In its own process group the child would otherwise read on, unwatched, whatever it was made to read.
    """
    os.read(0, 1)
    os._exit(1)


def _asked() -> dict[str, Any]:
    """The line that says what to do; this process ends where its parent does before it has one."""
    line = bytearray()
    while not line.endswith(b"\n"):  # unbuffered: what follows is not to be taken from the parent's watch
        part = os.read(0, 1 << 16)
        if not part:
            os._exit(1)
        line += part
    given: dict[str, Any] = json.loads(line)
    return given


def _main(stream: IO[bytes]) -> None:
    courtesy.follow()  # in a session of its own, and behind whom its parent is behind
    # Before the limits, which only the file and its reading can be made to reach: a spare reader knows them
    # when it is asked, and waits with everything loaded.
    import_module(_READING)
    given = _asked()
    hard_limit = int(int(given["memory_bytes"]) * _RESERVE)
    resource.setrlimit(resource.RLIMIT_DATA, (hard_limit, hard_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(_WATCH_STACK_BYTES)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    threading.stack_size(0)  # threads that read need the usual one
    try:
        for head, body in _frames(given):
            faults.point("reader.row")
            send(stream, head, body)
    except LotwiseError as error:
        send(stream, _refusal(type(error).__name__, error.message, error.remedy))
    except MemoryError:
        send(
            stream,
            _refusal(
                "SheetTooLarge",
                "Reading the sheet took more memory than allowed.",
                "Split the sheet into several files, or save it as CSV, which needs far less.",
            ),
        )
    else:
        send(stream, {"kind": "done"})


def _refusal(name: str, message: str, remedy: str) -> dict[str, Any]:
    return {"kind": "refused", "class": name, "message": message, "remedy": remedy}


def _frames(given: dict[str, Any]) -> Iterator[_Frame]:
    path, options = Path(given["path"]), SheetOptions.from_json(given["options"])
    as_of = dt.date.fromisoformat(given["as_of"]) if given["as_of"] else None
    if given["task"] == "inspect":
        from core.sheets.intake.inspecting import inspected

        defaults = Defaults(**given["defaults"]) if given["defaults"] else None
        found = inspected(path, options, as_of, given["limit_rows"], defaults)
        yield {"kind": "inspection", "inspection": found.to_json()}, b""
        return
    if given["task"] in ("stock", "demand"):
        yield from _delivered(path, given["task"], as_of)
        return
    from core.sheets.intake.read import read

    for part in read(path, options, as_of):
        if isinstance(part, Understanding):
            yield {"kind": "understanding", "understanding": part.to_json()}, b""
        else:
            yield _chunk_head(part), part.payload


def _delivered(path: Path, kind: Literal["stock", "demand"], as_of: dt.date | None) -> Iterator[_Frame]:
    from core.sheets.intake.deliveries import Rows, delivered

    for part in delivered(path, kind, as_of):
        if isinstance(part, Rows):
            head = {"kind": "rows", "names": list(part.columns), "numbers": part.numbers}
            errors = [error.to_json() for error in part.errors]
            yield head | {"errors": errors}, json.dumps(list(part.columns.values())).encode()
        else:
            yield {"kind": "notes", "notes": part}, b""


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
    _main(sys.stdout.buffer)
