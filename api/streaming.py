"""Answers too large to hold: sent page by page, each page in a transaction of its own."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from sqlalchemy import Engine

from core.db.connect import transaction
from core.db.protocol import files
from core.db.protocol.files import StoredFile
from core.db.protocol.jobs import Job
from core.errors import FileNotFound
from core.ids import WorkspaceId

if TYPE_CHECKING:
    import polars as pl

_PIECE_BYTES: Final = 256 * 1024


def begun(parts: Iterator[bytes], *, first: int = 1) -> Iterator[bytes]:
    """The same parts, the first of them made already: what goes wrong in them can still be answered."""
    made = list(islice(parts, first))
    return chain(made, parts)


def spooled(directory: Path, write: Callable[[BinaryIO], None]) -> tuple[int, Iterator[bytes]]:
    """What `write` writes, complete before the first byte is sent: its size and its pieces."""
    directory.mkdir(parents=True, exist_ok=True)
    spool = cast("BinaryIO", tempfile.TemporaryFile(dir=directory, prefix="download-"))  # noqa: SIM115
    try:
        write(spool)
        size = spool.seek(0, 2)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return size, _read(spool)


def _read(spool: BinaryIO) -> Iterator[bytes]:
    with spool:
        while piece := spool.read(_PIECE_BYTES):
            yield piece


def decision_frames(engine: Engine, job: Job) -> Iterator["pl.DataFrame"]:
    """All decisions of the job; a client that reads slowly holds no connection between pages."""
    from core.db.protocol import decisions

    last = -1
    while True:
        with transaction(engine, job.workspace_id) as connection:
            found = decisions.frames(connection, job.workspace_id, job.id, job.job_month, after=last)
            frame = next(found, None)
        if frame is None:
            return
        last = int(frame["row_no"][-1])
        yield frame


def file_parts(engine: Engine, workspace_id: WorkspaceId, stored: StoredFile) -> Iterator[bytes]:
    """The bytes of a stored file; a client that reads slowly holds no connection between parts."""
    ordinal, sent = 0, 0
    while sent < stored.size:
        with transaction(engine, workspace_id) as connection:
            part = next(files.parts(connection, workspace_id, stored.id, first=ordinal), None)
        if part is None:
            raise FileNotFound("The file was deleted while it was sent.")
        ordinal, sent = ordinal + 1, sent + len(part)
        yield part
