"""The subprocess that decides ranges of one chunk when asked to: `python -m core.sheets.decider`."""

import datetime as dt
import json
import os
import queue
import resource
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from core import courtesy
from core.inventory.defaults import Defaults
from core.sheets.wire import receive, send

# Allocators keep address space they do not use, and Linux counts it as data; the parent watches the rest.
_RESERVE = 1.5
_Frame = tuple[dict[str, Any], bytes]


def _questions(stream: IO[bytes]) -> Iterator[_Frame]:
    """What the parent asks; this process ends at once when the parent does, whatever it is doing."""
    asked: queue.SimpleQueue[_Frame] = queue.SimpleQueue()

    def listen() -> None:
        for frame in receive(stream):
            asked.put(frame)
        os._exit(1)

    threading.Thread(target=listen, name="parent-watch", daemon=True).start()
    while True:
        yield asked.get()


def _main(arguments: str, stdin: IO[bytes], stdout: IO[bytes]) -> None:
    courtesy.follow()
    given = json.loads(arguments)
    limit = int(given["memory_bytes"] * _RESERVE)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    questions = _questions(stdin)
    from core.sheets.compute import decide_frame  # after the limits: importing is work, too
    from core.sheets.payload import decode

    defaults, as_of = Defaults(**given["defaults"]), dt.date.fromisoformat(given["as_of"])
    _, payload = next(questions)
    frame = decode(payload)
    send(stdout, {"kind": "ready"})
    for head, _ in questions:
        try:
            decided = decide_frame(frame.slice(head["first"], head["rows"]), defaults, as_of)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is said of the rows that did it
            send(stdout, {"kind": "failed", "message": f"{type(error).__name__}: {error}"})
            continue
        body = BytesIO()
        decided.frame.write_ipc(body)
        errors = [error.to_json() for error in decided.errors]
        send(stdout, {"kind": "decided", "errors": errors}, body.getvalue())


if __name__ == "__main__":
    _main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
