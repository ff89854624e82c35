"""What one chunk of a job is made of: each part measured in this process, one after the other."""

import io
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import polars as pl
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.copying import copy
from core.db.protocol import decisions, files, jobs, leases, reading
from core.db.protocol.claims import claim
from core.db.protocol.decisions import FRAME_SCHEMA
from core.db.protocol.jobs import Job
from core.db.protocol.leases import Lease
from core.db.schema import partitions
from core.job_options import JobOptions
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import decide_frame
from core.sheets.intake.read import read
from core.sheets.options import SheetOptions
from core.sheets.payload import decode
from core.sheets.summary import summarise
from core.sheets.writing.sample import sample
from ops.refusal import Refusal

CHUNK_ROWS = 20_000
AS_OF = date(2026, 1, 1)
_LEASE = timedelta(minutes=5)
_REPEATS = 5


def sheet(rows: int) -> bytes:
    """A realistic catalogue as csv."""
    target = io.BytesIO()
    sample(rows).write_csv(target)
    return target.getvalue()


def sent(engine: Engine, content: bytes) -> Job:
    """A job over it, not told to anybody yet."""
    with transaction(engine) as connection:
        stored = files.store(connection, DEFAULT_WORKSPACE, "bench.csv", "text/csv", io.BytesIO(content))
    with transaction(engine) as connection:
        return jobs.create(
            connection,
            DEFAULT_WORKSPACE,
            stored=stored,
            options=JobOptions(as_of=AS_OF),
            created_by="bench",
        )


def parts(engine: Engine) -> dict[str, float]:
    """One chunk in this process, its parts one after the other: medians of several chunks, in ms."""
    _sent_and_read(engine)
    spent: dict[str, list[float]] = {}

    def lap(name: str, began: float) -> float:
        now = time.perf_counter()
        spent.setdefault(f"{name}_ms", []).append(1_000 * (now - began))
        return now

    options = JobOptions(as_of=AS_OF)
    for _ in range(_REPEATS):
        at = time.perf_counter()
        with transaction(engine) as connection:
            held = _claimed(claim(connection, "bench@here", _LEASE))
        at = lap("claim", at)
        with transaction(engine) as connection:
            frame = decode(leases.payload(connection, held))
        at = lap("fetch", at)
        decided = decide_frame(frame, options.defaults, options.as_of).frame
        at = lap("decide", at)
        summary = summarise(decided).to_json()
        at = lap("sum_up", at)
        with transaction(engine) as connection:
            leases.lock(connection, held)
            decisions.copy_in(connection, held, decided)
            leases.mark_done(connection, held, rows_ok=held.rows, summary=summary)
        at = lap("write", at)
        _write_as_csv(engine, held, decided)
        lap("write_as_csv", at)
    return {name: median(times) for name, times in spent.items()}


def _sent_and_read(engine: Engine) -> None:
    """A job whose chunks are ready to be computed."""
    content = sheet(CHUNK_ROWS * _REPEATS)
    sent(engine, content)
    with transaction(engine) as connection:
        held = _claimed(claim(connection, "bench@here", _LEASE))
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        chunks = 0
        for part in read(Path(file.name), SheetOptions(rows_per_chunk=CHUNK_ROWS)):
            if isinstance(part, EncodedChunk):
                with transaction(engine) as connection:
                    reading.add_chunk(connection, held, part)
                chunks += 1
    with transaction(engine) as connection:
        reading.complete(connection, held, chunks=chunks, rows=CHUNK_ROWS * _REPEATS)


def _claimed(held: Lease | None) -> Lease:
    if held is None:
        raise Refusal("There was nothing to claim.", remedy="Nobody else may use these servers.")
    return held


def _write_as_csv(engine: Engine, held: Lease, decided: pl.DataFrame) -> None:
    """The same rows as text, every column: what binary COPY is measured against."""
    rows = decided.select(
        pl.lit(held.job_month).alias("job_month"),
        pl.lit(str(uuid4())).alias("job_id"),
        pl.lit(str(held.workspace_id)).alias("workspace_id"),
        *(pl.col(name).cast(dtype) for name, dtype in FRAME_SCHEMA.items()),
    )
    buffer = io.BytesIO()
    rows.write_csv(buffer, include_header=False)
    buffer.seek(0)
    listed = ", ".join(f'"{name}"' for name in rows.columns)
    with transaction(engine) as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        leaf = partitions.leaf(held.job_month)
        copy(connection, f"COPY {leaf} ({listed}) FROM STDIN (FORMAT csv)", buffer)
