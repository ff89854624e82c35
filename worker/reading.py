"""The read step: a job's sheet in, chunks of clean columns out, or the questions it raises.

`core.db.protocol.reading` imports polars, so it is imported inside the functions, in the child.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from core import faults
from core.db.connect import transaction
from core.db.protocol import answers, files, mappings
from core.db.protocol.jobs import get
from core.db.protocol.leases import Lease
from core.db.protocol.transitions import advance
from core.errors import FileGone, TooManyRows
from core.job_options import JobOptions
from core.job_states import JobState
from core.queue import wake_up_quietly
from core.settings import settings
from core.sheets.chunk import EncodedChunk
from core.sheets.limited import ReaderDied, read_limited
from core.sheets.options import SheetOptions
from core.sheets.signature import decided, reminded, signature
from core.sheets.understanding import Understanding
from worker.heartbeat import Heart
from worker.spool import spool

_MIB = 2**20


def read(engine: Engine, held: Lease, heart: Heart) -> None:
    """Read the sheet in a limited subprocess; each chunk can be computed as soon as it is there."""
    faults.point("read.claimed")
    with transaction(engine) as connection:
        advance(connection, held.job_id, JobState.READING, "reading the sheet")
    options = JobOptions.from_json(held.options)
    with _spooled(engine, held) as (path, name):
        again = _read(engine, held, heart, path, name, options)
        if again is not None:
            _read(engine, held, heart, path, name, again)


def _read(
    engine: Engine, held: Lease, heart: Heart, path: Path, name: str, options: JobOptions
) -> JobOptions | None:
    """Read with these options; others where a reading of such a sheet is remembered that says otherwise."""
    from core.db.protocol import reading

    limits = settings()
    parts = read_limited(
        path,
        name,
        options.sheet,
        memory_bytes=limits.read_memory_bytes,
        seconds=limits.read_seconds + path.stat().st_size / _MIB,
        as_of=options.as_of,
        is_unwanted=heart.is_unwanted,
    )
    chunks = rows = 0
    with heart.telling_first(ReaderDied), closing(parts):  # ends the subprocess however this ends
        for part in parts:
            heart.check()
            match part:
                case Understanding():
                    _check_rows(part, limits.max_rows)
                    again = _reminded(engine, held, options, part)
                    if again is not None:
                        return again
                    if part.questions:
                        with transaction(engine) as connection:
                            answers.ask(connection, held, part)
                        return None
                    _keep(engine, held, options, part)
                    faults.point("read.understood")
                case EncodedChunk():
                    with transaction(engine) as connection:
                        reading.add_chunk(connection, held, part)
                    faults.point("read.chunk_added")
                    wake_up_quietly()
                    chunks += 1
                    rows += part.rows
    faults.point("read.before_complete")
    with transaction(engine) as connection:
        reading.complete(connection, held, chunks=chunks, rows=rows)
    return None


def _check_rows(found: Understanding, most: int) -> None:
    if found.rows > most:
        raise TooManyRows(
            f"The sheet has {found.rows:,} rows; {most:,} are allowed.",
            remedy="Split it into several files, or ask whoever runs Lotwise for a larger limit.",
        )


def _reminded(engine: Engine, held: Lease, options: JobOptions, found: Understanding) -> JobOptions | None:
    """The options with what was decided about such a sheet before, and frozen so; None if nothing is new."""
    from core.db.protocol import reading

    if options.remember:
        return None  # this very job decides anew
    with transaction(engine) as connection:
        if reading.has_begun(connection, held):
            return None  # its other chunks were cut without
        before = mappings.find(connection, held.workspace_id, signature(found.columns))
        sheet: SheetOptions = options.sheet if before is None else reminded(options.sheet, before)
        if sheet == options.sheet:
            return None
        again = replace(options, sheet=sheet)
        # A read that is claimed again must cut the same chunks, also when the mapping is forgotten meanwhile.
        reading.freeze_options(connection, held, again.to_json())
    return again


def _keep(engine: Engine, held: Lease, options: JobOptions, found: Understanding) -> None:
    from core.db.protocol import reading

    with transaction(engine) as connection:
        reading.store_understanding(connection, held, found)
        if options.remember:
            mappings.remember(
                connection,
                held.workspace_id,
                signature=signature(found.columns),
                headers=[column.header for column in found.columns if column.travels],
                options=decided(options.sheet),
                confirmed_by=get(connection, held.workspace_id, held.job_id).created_by,
            )


@contextmanager
def _spooled(engine: Engine, held: Lease) -> Iterator[tuple[Path, str]]:
    """The job's file on this host's disk, for as long as it is read."""
    with transaction(engine) as connection:
        stored = get(connection, held.workspace_id, held.job_id).upload
    size = 0
    with spool() as (target, path):
        with transaction(engine) as connection:
            for part in files.parts(connection, held.workspace_id, stored.id):
                size += target.write(part)
        if stored.is_purged or size != stored.size:
            raise FileGone(
                f"Of {stored.name} {size:,} bytes of {stored.size:,} are there.",
                remedy="Upload the sheet again: POST /jobs.",
            )
        target.flush()
        yield path, stored.name
