"""The three steps of a job: read, compute, finish. Each orders the work; the work itself is `core`'s.

What imports polars is imported inside the steps, so in the child: its thread pool does not survive a fork.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from core import faults
from core.db import files, row_errors
from core.db.connect import transaction
from core.db.jobs import get
from core.db.leases import Lease, lock, mark_done, payload
from core.db.transitions import advance
from core.errors import JobCancelled
from core.job_options import JobOptions
from core.job_states import TERMINAL, ChunkKind, JobState
from core.queue import wake_up_quietly
from core.settings import settings
from core.sheets.chunk import EncodedChunk
from core.sheets.limited import read_limited
from core.sheets.understanding import Understanding
from worker.heartbeat import Heart
from worker.spool import spool

if TYPE_CHECKING:
    from core.sheets.compute import DecidedFrame

_MIB = 2**20


def read(engine: Engine, held: Lease, heart: Heart) -> None:
    """Read the sheet in a limited subprocess; each chunk can be computed as soon as it is there."""
    from core.db import reading

    faults.point("read.claimed")
    with transaction(engine) as connection:
        advance(connection, held.job_id, JobState.READING, "reading the sheet")
    limits = settings()
    options = JobOptions.from_json(held.options)
    chunks = rows = 0
    with _spooled(engine, held) as (path, name):
        parts = read_limited(
            path,
            name,
            options.sheet,
            memory_bytes=limits.read_memory_bytes,
            seconds=limits.read_seconds + path.stat().st_size / _MIB,
        )
        with closing(parts):  # ends the subprocess also when the lease is lost or the job cancelled
            for part in parts:
                heart.check()
                match part:
                    case Understanding():
                        with transaction(engine) as connection:
                            reading.store_understanding(connection, held, part)
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


@contextmanager
def _spooled(engine: Engine, held: Lease) -> Iterator[tuple[Path, str]]:
    """The job's file on this host's disk, for as long as it is read."""
    with transaction(engine) as connection:
        stored = get(connection, held.workspace_id, held.job_id).file
    with spool() as (target, path):
        with transaction(engine) as connection:
            for part in files.parts(connection, held.workspace_id, stored.id):
                target.write(part)
        target.flush()
        yield path, stored.name


def compute(engine: Engine, held: Lease, heart: Heart) -> None:
    """Decide the rows of one chunk; decisions, errors and `done` are one transaction."""
    from core.db.decisions import copy_in
    from core.sheets.compute import decide_frame
    from core.sheets.payload import decode
    from core.sheets.summary import summarise

    faults.point("compute.claimed")
    options = JobOptions.from_json(held.options)
    with transaction(engine) as connection:
        packed = payload(connection, held)
    decided: DecidedFrame = decide_frame(decode(packed), options.defaults, options.as_of)
    summary = summarise(decided.frame).to_json()
    rows_failed = int((decided.frame["status"] == "error").sum())
    faults.point("compute.decided")
    heart.check()
    with transaction(engine) as connection:
        if lock(connection, held) in TERMINAL:
            raise JobCancelled  # it failed meanwhile, and what has ended changes no more
        copy_in(connection, held, decided.frame)
        faults.point("compute.copied")
        row_errors.put(
            connection,
            held.workspace_id,
            held.job_id,
            chunk_ordinal=held.ordinal,
            kind=ChunkKind.COMPUTE,
            errors=decided.errors,
        )
        mark_done(
            connection,
            held,
            rows_ok=decided.frame.height - rows_failed,
            rows_failed=rows_failed,
            summary=summary,
        )
        faults.point("compute.before_commit")


def finish(engine: Engine, held: Lease, heart: Heart) -> None:
    """Add the chunks' summaries up and end the job."""
    from core.db.finishing import chunk_summaries, close
    from core.sheets.summary import Summary

    faults.point("finish.claimed")
    with transaction(engine) as connection:
        advance(connection, held.job_id, JobState.FINISHING, "adding up the totals")
        parts = chunk_summaries(connection, held.job_id)
    total = sum(map(Summary.from_json, parts), Summary())
    faults.point("finish.before_close")
    heart.check()
    with transaction(engine) as connection:
        close(connection, held, total.to_json())
        faults.point("finish.in_transaction")
    faults.point("finish.after_close")
