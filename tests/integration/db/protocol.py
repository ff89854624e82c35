"""What the tests of the protocol share: jobs and chunks made by hand, without a sheet or a worker."""

import io
from datetime import date, timedelta
from uuid import uuid4

import polars as pl
from sqlalchemy import Engine, insert, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import files, jobs, reading
from core.db.protocol.claims import claim
from core.db.protocol.decisions import FRAME_SCHEMA
from core.db.protocol.leases import Lease
from core.db.schema.tables import file, workspace
from core.ids import JobId, WorkspaceId
from core.job_options import JobOptions
from core.job_states import ChunkKind
from core.sheets.chunk import EncodedChunk

LEASE = timedelta(seconds=30)
EXPIRED = timedelta(seconds=-1)


def make_workspace(engine: Engine) -> WorkspaceId:
    """A workspace beside the first."""
    made = WorkspaceId(uuid4())
    with transaction(engine) as connection:
        connection.execute(insert(workspace).values(id=made, name=str(made)))
    return made


def make_job(
    engine: Engine, name: str = "skus.csv", *, of: WorkspaceId = DEFAULT_WORKSPACE, size: int | None = None
) -> JobId:
    """A queued job over a small file, which may be said to be as large as `size`."""
    with transaction(engine) as connection:
        stored = files.store(connection, of, name, "text/csv", io.BytesIO(b"sku,demand\na,1\n"))
        if size is not None:
            connection.execute(update(file).where(file.c.id == stored.id).values(size=size))
        options = JobOptions(as_of=date(2026, 11, 22))
        return jobs.create(connection, of, stored=stored, options=options, created_by="test").id


def take(engine: Engine, owner: str = "worker", lease: timedelta = LEASE) -> Lease | None:
    """Claim whatever is next."""
    with transaction(engine) as connection:
        return claim(connection, owner, lease)


def must_take(engine: Engine, owner: str = "worker", lease: timedelta = LEASE) -> Lease:
    """Claim a chunk that must be there."""
    held = take(engine, owner, lease)
    assert held is not None
    return held


def encoded(ordinal: int, rows: int = 10) -> EncodedChunk:
    """A chunk as the reader gives it."""
    first = 2 + ordinal * rows
    return EncodedChunk(
        ordinal=ordinal, first_row=first, last_row=first + rows - 1, rows=rows, payload=b"rows", errors=()
    )


def read_job(
    engine: Engine, *, chunks: int = 2, name: str = "skus.csv", of: WorkspaceId = DEFAULT_WORKSPACE
) -> JobId:
    """A job whose read step is done, with `chunks` chunks of ten rows to compute."""
    job_id = make_job(engine, name, of=of)
    held = must_take(engine)
    assert (held.job_id, held.kind) == (job_id, ChunkKind.READ)
    for ordinal in range(chunks):
        with transaction(engine) as connection:
            reading.add_chunk(connection, held, encoded(ordinal))
    with transaction(engine) as connection:
        reading.complete(connection, held, chunks=chunks, rows=chunks * 10)
    return job_id


def decided(held: Lease, **columns: object) -> pl.DataFrame:
    """Decisions for every row of a chunk; columns not given are absent."""
    rows = range(held.first_row, held.last_row + 1)
    values = {"status": "ok", "sku": "A-1", **columns}
    return pl.DataFrame(
        {name: list(rows) if name == "row_no" else [values.get(name)] * len(rows) for name in FRAME_SCHEMA},
        schema=FRAME_SCHEMA,
    )
