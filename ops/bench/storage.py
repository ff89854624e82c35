"""`./lotwise bench storage`: what a night writes: bytes of decisions, bytes of write-ahead log, by item."""

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from sqlalchemy import Connection, Engine, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues
from core.db.connect import connect, transaction
from ops.bench.jobs import worker
from ops.bench.nightly import started_run, timed, uploaded
from ops.drills.site import scratch
from ops.embedded import servers
from ops.running import processes
from ops.schema import upgrade

_ITEMS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Of one job, by item [bytes]: its decisions with their indexes, the whole database, the log."""

    seconds: float
    decision_bytes: float
    database_bytes: float
    log_bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A sheet of `items` into a catalogue, then a run over it."""

    items: int
    processes: int
    upload: Written
    run: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    decisions: int
    database: int
    log: int


def _seen(connection: Connection) -> _Seen:
    """Sizes now [bytes], after what is on its way to disk got there."""
    row = connection.execute(
        text(
            "SELECT (SELECT coalesce(sum(pg_total_relation_size(relid)), 0)::bigint"
            " FROM pg_partition_tree('decision') WHERE isleaf),"
            " pg_database_size(current_database()), pg_current_wal_lsn() - '0/0'::pg_lsn"
        )
    ).one()
    return _Seen(decisions=int(row[0]), database=int(row[1]), log=int(row[2]))


def measure(items: int, children: int) -> Storage:
    """Servers and worker of its own."""
    with scratch() as folder, servers.run(folder) as running:
        upgrade(running.database_url)
        engine = connect(running.database_url)
        owner = connect(running.database_url)
        with transaction(engine) as connection:
            made = catalogues.create(
                connection, DEFAULT_WORKSPACE, name="bench", settings={}, created_by="bench"
            ).id
        with worker(running, folder, engine, children):
            before = _look(owner)
            took = timed(engine, running, uploaded(engine, made, items)).total
            between = _look(owner)
            upload = _written(before, between, items, took)
            took = timed(engine, running, started_run(engine, made)).total
            run = _written(between, _look(owner), items, took)
        engine.dispose()
        owner.dispose()
    return Storage(items=items, processes=children, upload=upload, run=run)


def _look(engine: Engine) -> _Seen:
    with transaction(engine) as connection:
        return _seen(connection)


def _written(before: _Seen, after: _Seen, items: int, seconds: float) -> Written:
    return Written(
        seconds=seconds,
        decision_bytes=(after.decisions - before.decisions) / items,
        database_bytes=(after.database - before.database) / items,
        log_bytes=(after.log - before.log) / items,
    )


def bench_storage(
    items: Annotated[int, typer.Option(min=1_000, help="items of the catalogue")] = _ITEMS,
    children: Annotated[int, typer.Option(min=0, help="processes of the worker; 0: one per core")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON value instead of text")] = False,
) -> None:
    """Bytes an item takes in PostgreSQL and in its write-ahead log, by a sheet and by a night's run."""
    found = measure(items, children or processes.cores())
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    typer.echo(
        f"{found.items:,} items, {found.processes} processes [bytes by item]: decisions, database, log"
    )
    for name, one in (("sheet into the catalogue", found.upload), ("a night's run", found.run)):
        typer.echo(
            f"  {name:<26}{one.decision_bytes:8,.0f}{one.database_bytes:8,.0f}{one.log_bytes:8,.0f}"
            f"   in {one.seconds:.1f} s"
        )
