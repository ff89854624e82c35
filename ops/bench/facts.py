"""`./lotwise bench facts`: what a look at the whole installation costs PostgreSQL when much is kept in it."""

import json
import time
from dataclasses import asdict, dataclass
from statistics import median
from typing import Annotated, Final

import typer
from sqlalchemy import Engine, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from core.db.operation import operating_facts
from core.db.schema.rights import API_ROLE
from ops.drills.site import scratch
from ops.embedded import servers
from ops.schema import upgrade

# A tenth of what it may take before it is given up; a server is idle for the rest of two seconds.
WANTED_MS: Final = 100.0
_CHUNKS_A_JOB: Final = 10

_SEED: Final = (
    """
    INSERT INTO job (id, workspace_id, kind, state, job_month, as_of, options, engine_version,
                     importer_version, created_by, created_at, finished_at, understanding)
    SELECT gen_random_uuid(), :here, 'upload',
           CASE WHEN n <= :running THEN (ARRAY['queued', 'reading', 'computing', 'finishing'])[n % 4 + 1]
                ELSE (ARRAY['succeeded', 'partially_succeeded', 'failed', 'cancelled'])[n % 4 + 1] END,
           '2026-11-01', '2026-11-01', '{"sheet": {}}', '1', '1', 'bench',
           clock_timestamp() - n * interval '1 minute',
           CASE WHEN n > :running THEN clock_timestamp() - n * interval '1 minute' END,
           jsonb_build_object('columns', repeat('x', 600))
    FROM generate_series(1, :jobs) AS n
    """,
    """
    INSERT INTO chunk (workspace_id, job_id, ordinal, kind, state, rows, importer_version, lease_token,
                       lease_owner, lease_expires_at, finished_at, started_at, summary)
    SELECT workspace_id, id, n, kind,
           CASE WHEN state = 'leased' AND n % 4 > 0 THEN 'pending' ELSE state END, 20000, '1',
           CASE WHEN state = 'leased' AND n % 4 = 0 THEN gen_random_uuid() END, 'worker@host/x',
           CASE WHEN state = 'leased' AND n % 4 = 0 THEN clock_timestamp() + interval '30 s' END,
           CASE WHEN state IN ('done', 'dead') THEN clock_timestamp() END, clock_timestamp(),
           jsonb_build_object('totals', repeat('x', 200))
    FROM (
        SELECT job.workspace_id, job.id, n,
               CASE n WHEN 0 THEN 'read' WHEN :chunks - 1 THEN 'finish' ELSE 'compute' END AS kind,
               CASE WHEN job.finished_at IS NULL AND n > 2 THEN 'leased'
                    WHEN random() < 0.001 THEN 'dead' ELSE 'done' END AS state
        FROM job CROSS JOIN generate_series(0, :chunks - 1) AS n
    ) AS steps
    """,
    "INSERT INTO counter_total (what, kind, result, bucket, count)"
    " SELECT 'job', 'upload', 'succeeded', n::text, 1 FROM generate_series(1, 100) AS n",
    "INSERT INTO counter_entry (what, kind, result) SELECT 'chunk', 'compute', 'done'"
    " FROM generate_series(1, 5000)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How long a look took [ms], warm and the first time, and beside how much."""

    jobs: int
    chunks: int
    first_ms: float
    median_ms: float
    worst_ms: float


def measure(jobs: int, running: int, rounds: int) -> Look:
    """Seed a fresh database and look at it again and again, as the API does."""
    with scratch() as folder, servers.run(folder) as server:
        upgrade(server.database_url)
        owner = connect(server.database_url, pool_size=1)
        _seed(owner, jobs, running)
        reader = connect(server.database_url, pool_size=1, role=API_ROLE)
        with transaction(reader) as connection:
            connection.exec_driver_sql("SELECT 1")
        taken = [_look(reader) for _ in range(rounds)]
        reader.dispose()
        owner.dispose()
    return Look(
        jobs=jobs,
        chunks=jobs * _CHUNKS_A_JOB,
        first_ms=taken[0],
        median_ms=median(taken),
        worst_ms=max(taken),
    )


def _seed(engine: Engine, jobs: int, running: int) -> None:
    given = {"here": DEFAULT_WORKSPACE, "jobs": jobs, "running": running, "chunks": _CHUNKS_A_JOB}
    for statement in _SEED:
        with transaction(engine) as connection:
            connection.execute(text(statement), {k: v for k, v in given.items() if f":{k}" in statement})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum does of itself, soon or later


def _look(engine: Engine) -> float:
    begun = time.perf_counter()
    with transaction(engine) as connection:
        operating_facts.read(connection)
    return (time.perf_counter() - begun) * 1000


def bench_facts(
    jobs: Annotated[int, typer.Option(help="jobs kept, ten chunks each")] = 100_000,
    running: Annotated[int, typer.Option(help="of them under way")] = 200,
    rounds: Annotated[int, typer.Option(help="looks")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON value instead of text")] = False,
) -> None:
    """Measure the query behind GET /metrics on a database in which much is kept.

    Status 0 if a look takes at most 100 ms, 1 if not.
    """
    found = measure(jobs, running, rounds)
    if as_json:
        typer.echo(json.dumps(asdict(found)))
    else:
        typer.echo(
            f"{found.jobs:,} jobs, {found.chunks:,} chunks: a look takes {found.median_ms:.1f} ms"
            f" (first {found.first_ms:.1f}, worst {found.worst_ms:.1f}; wanted: {WANTED_MS:.0f} or less)"
        )
    raise typer.Exit(0 if found.median_ms <= WANTED_MS else 1)
