"""`./lotwise bench nightly`: what a run over a catalogue costs beside the job that brought it in."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Annotated

import typer
from sqlalchemy import Engine, func, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues, runs
from core.db.connect import connect, transaction
from core.db.protocol import files, jobs
from core.db.protocol.jobs import Job
from core.db.protocol.limits import Limits
from core.db.protocol.submitting import Request
from core.db.schema.catalogue_tables import catalogue_item
from core.db.schema.tables import chunk
from core.ids import CatalogueId
from core.job_options import Intake, JobOptions, RunOptions
from core.job_states import ChunkKind, JobState
from core.sheets.options import SheetOptions
from ops.bench.api import BODY, PEPPER, served
from ops.bench.chunk_parts import AS_OF, sheet
from ops.bench.http_load import Figures
from ops.bench.jobs import ROWS, wait_for, wake, worker
from ops.drills.site import scratch
from ops.embedded import servers
from ops.keys import make_key
from ops.refusal import Refusal
from ops.root import ROOT
from ops.running import processes
from ops.schema import upgrade

WANTED_OF_COMPUTING = 1.5
WANTED_OF_QUIET = 2.0
_CONNECTIONS = 8
_EVERY_SECONDS = 0.08  # of each connection: a hundred requests a second together
_QUIET_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A job by its parts [s]: altogether, from the first chunk computed to the last, and its end."""

    total: float
    computing: float
    ending: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlySpeed:
    """What was measured: the sheet into a catalogue, a first run, and a second that is compared with it."""

    items: int
    processes: int
    upload: Times
    first: Times
    second: Times
    quiet_p99_ms: float
    busy_p99_ms: float

    @property
    def of_computing(self) -> float:
        """A whole compared run over the upload job's compute part."""
        return self.second.total / self.upload.computing

    @property
    def of_quiet(self) -> float:
        """The API's p99 on /eoq during a run over that without one."""
        return self.busy_p99_ms / self.quiet_p99_ms


def measure(items: int, children: int) -> NightlySpeed:
    """Servers, queue, worker and API of its own."""
    with scratch() as folder, servers.run(folder) as running:
        upgrade(running.database_url)
        engine = connect(running.database_url)
        with transaction(engine) as connection:
            made = catalogues.create(
                connection, DEFAULT_WORKSPACE, name="bench", settings={}, created_by="bench"
            ).id
        key = make_key(running.database_url, PEPPER, "bench").text
        variables = {
            "LOTWISE_DATABASE_URL": running.database_url,
            "LOTWISE_REDIS_URL": running.redis_url,
            "LOTWISE_DATA_DIR": str(folder / "api"),
            "LOTWISE_KEY_PEPPER": PEPPER,
            "LOTWISE_LIMIT_EOQ": "1000000000/minute",
        }
        with worker(running, folder, engine, children), served("api.main:app", variables) as address:
            upload = timed(engine, running, uploaded(engine, made, items))
            _load(address, key, 1.0)()
            quiet = median(_load(address, key, _QUIET_SECONDS)().p99_ms for _ in range(3))
            first = timed(engine, running, started_run(engine, made))
            _sell(engine, made)
            second = timed(engine, running, started_run(engine, made))
            _sell(engine, made)
            busy = _load(address, key, second.total)
            timed(engine, running, started_run(engine, made))
            busy_p99 = busy().p99_ms
        engine.dispose()
    return NightlySpeed(
        items=items,
        processes=children,
        upload=upload,
        first=first,
        second=second,
        quiet_p99_ms=quiet,
        busy_p99_ms=busy_p99,
    )


def uploaded(engine: Engine, catalogue_id: CatalogueId, items: int) -> Job:
    """A sheet of so many items on its way into the catalogue."""
    content = io.BytesIO(sheet(items))
    options = JobOptions(
        as_of=AS_OF,
        sheet=SheetOptions(history=True),
        intake=Intake(catalogue_id=str(catalogue_id), mode="merge"),
    )
    with transaction(engine) as connection:
        stored = files.store(connection, DEFAULT_WORKSPACE, "bench.csv", "text/csv", content)
        return jobs.create(connection, DEFAULT_WORKSPACE, stored=stored, options=options, created_by="bench")


def _sell(engine: Engine, catalogue_id: CatalogueId) -> None:
    """A day's sales: of every tenth item a part of the stock is gone."""
    with transaction(engine) as connection:
        connection.execute(
            update(catalogue_item)
            .where(catalogue_item.c.catalogue_id == catalogue_id, catalogue_item.c.item_no % 10 == 0)
            .values(on_hand=catalogue_item.c.on_hand * 0.8)
        )


def started_run(engine: Engine, catalogue_id: CatalogueId) -> Job:
    """A run over the catalogue, as a schedule starts it."""
    asked = Request(
        workspace_id=DEFAULT_WORKSPACE,
        created_by="bench",
        key=None,
        fingerprint="",
        limits=Limits(running_jobs=100, stored_bytes=1 << 40),
    )
    with transaction(engine) as connection:
        return runs.start(connection, asked, catalogue_id, JobOptions(as_of=AS_OF, run=RunOptions()))[0]


def timed(engine: Engine, running: servers.Servers, job: Job) -> Times:
    """Wait for the job; how long it took by its own clock. Raises `Refusal` if it did not end well."""
    wake(running)
    wait_for(engine, job, lambda now: now.is_terminal)
    is_computed = chunk.c.kind == ChunkKind.COMPUTE
    with transaction(engine) as connection:
        ended = jobs.get(connection, DEFAULT_WORKSPACE, job.id)
        if ended.state not in (JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED):
            raise Refusal(f"The job ended as {ended.state}: {ended.status_reason}", remedy="See worker.out.")
        began, done = connection.execute(
            select(
                func.min(chunk.c.started_at).filter(is_computed),
                func.max(chunk.c.finished_at).filter(is_computed),
            ).where(chunk.c.job_id == job.id)
        ).one()
    if ended.finished_at is None:
        raise Refusal("The job has no end.", remedy="See worker.out.")
    return Times(
        total=(ended.finished_at - ended.created_at).total_seconds(),
        computing=(done - began).total_seconds(),
        ending=(ended.finished_at - done).total_seconds(),
    )


def _load(address: str, key: str, seconds: float) -> Callable[[], Figures]:
    """Requests at the pace of a busy office from a process of its own; their figures once it has ended."""
    command = [sys.executable, "-m", "ops.bench.http_load", address, BODY, "--key", key]
    command += ["--seconds", str(seconds), "--connections", str(_CONNECTIONS), "--every", str(_EVERY_SECONDS)]
    started = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    )

    def figures() -> Figures:
        told, _ = started.communicate()
        return Figures(**json.loads(told))

    return figures


def bench_nightly(
    items: Annotated[int, typer.Option(min=1_000, help="items of the catalogue")] = ROWS,
    children: Annotated[int, typer.Option(min=0, help="processes of the worker; 0: one per core")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON value instead of text")] = False,
) -> None:
    """A sheet into a catalogue, then runs over it, with servers, worker and API started for it.

    Status 0 if a run is at most 1.5 times the upload's compute part and the API's p99 at most doubles.
    """
    found = measure(items, children or processes.cores())
    if as_json:
        told = {**asdict(found), "of_computing": found.of_computing, "of_quiet": found.of_quiet}
        typer.echo(json.dumps(told))
    else:
        typer.echo(f"{found.items:,} items, {found.processes} processes [s]: altogether, computing, ending")
        for name, one in (
            ("sheet into the catalogue", found.upload),
            ("first run", found.first),
            ("second run, compared", found.second),
        ):
            typer.echo(f"  {name:<26}{one.total:8.1f}{one.computing:8.1f}{one.ending:8.1f}")
        typer.echo(
            f"second run / the sheet's computing  {found.of_computing:.2f}"
            f"  (wanted: {WANTED_OF_COMPUTING} or less)"
        )
        typer.echo(
            f"p99 of /eoq {found.busy_p99_ms:.1f} ms during a run / {found.quiet_p99_ms:.1f} ms"
            f"  {found.of_quiet:.2f}  (wanted: {WANTED_OF_QUIET:g} or less)"
        )
    is_good = found.of_computing <= WANTED_OF_COMPUTING and found.of_quiet <= WANTED_OF_QUIET
    raise typer.Exit(0 if is_good else 1)
