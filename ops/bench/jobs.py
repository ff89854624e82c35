"""`./lotwise bench jobs`: what a job costs through the queue, and what one chunk of it is made of."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from core.db.protocol import jobs
from core.db.protocol.jobs import Job
from core.db.protocol.workers import processes_online
from core.queue import celery_app, wake_up
from core.settings import settings
from ops.bench.chunk_parts import CHUNK_ROWS, parts, sent, sheet
from ops.drills.site import scratch
from ops.embedded import child, servers
from ops.refusal import Refusal
from ops.root import ROOT
from ops.running import environment, processes
from ops.schema import upgrade

ROWS = 1_000_000
_START_SECONDS = 60.0
_JOB_SECONDS = 1_800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpeed:
    """What one run measured: a whole job, and one chunk of 20,000 rows by its parts [ms]."""

    rows: int
    processes: int
    seconds: float
    first_rows_after_seconds: float
    claim_ms: float
    fetch_ms: float
    decide_ms: float
    sum_up_ms: float
    write_ms: float
    write_as_csv_ms: float

    @property
    def rows_per_second(self) -> float:
        """Of the whole job: read, computed, written, added up."""
        return self.rows / self.seconds

    @property
    def chunks_per_second(self) -> float:
        """Chunks computed, over the whole job."""
        return self.rows / CHUNK_ROWS / self.seconds

    @property
    def overhead_ms(self) -> float:
        """What a chunk costs beside deciding it."""
        return self.claim_ms + self.fetch_ms + self.sum_up_ms + self.write_ms


def measure(rows: int, children: int) -> JobSpeed:
    """A sheet of `rows` rows through servers, queue and a worker of `children` processes of their own."""
    with scratch() as folder, servers.run(folder) as running:
        upgrade(running.database_url)
        engine = connect(running.database_url)
        with worker(running, folder, engine, children):
            content = sheet(rows)
            began = time.perf_counter()
            job = sent(engine, content)
            wake(running)
            first = wait_for(engine, job, lambda now: now.progress.rows_done > 0) - began
            seconds = wait_for(engine, job, lambda now: now.is_terminal) - began
        measured = parts(engine)
        engine.dispose()
    return JobSpeed(
        rows=rows, processes=children, seconds=seconds, first_rows_after_seconds=first, **measured
    )


def wake(running: servers.Servers) -> None:
    """Say that there is work, as the API does."""
    os.environ["LOTWISE_REDIS_URL"] = running.redis_url
    settings.cache_clear()
    celery_app.cache_clear()
    wake_up()


@contextmanager
def worker(running: servers.Servers, folder: Path, engine: Engine, children: int) -> Iterator[None]:
    """A worker of `children` processes at work while inside."""
    variables = environment.for_children(running, {"data_dir": folder})
    with (folder / "worker.out").open("wb") as output:
        started = child.start(
            processes.worker(1, children, prefix="bench").command,
            env=variables,
            cwd=ROOT,
            stop_signal=signal.SIGTERM,
            output=output,
        )
    try:
        _wait_for_worker(engine, started)
        yield
    finally:
        child.stop(started, signal.SIGTERM, patience=30)


def _wait_for_worker(engine: Engine, started: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and started.poll() is None:
        with transaction(engine) as connection:
            if processes_online(connection):
                return
        time.sleep(0.05)
    raise Refusal("The worker did not start.", remedy="Try: ./lotwise worker")


def wait_for(engine: Engine, job: Job, is_met: Callable[[Job], bool]) -> float:
    """The time when it is met; raises `Refusal` where that takes half an hour."""
    until = time.monotonic() + _JOB_SECONDS
    while time.monotonic() < until:
        with transaction(engine) as connection:
            now = jobs.get(connection, DEFAULT_WORKSPACE, job.id)
        if is_met(now):
            return time.perf_counter()
        time.sleep(0.05)
    raise Refusal("The job did not end in half an hour.", remedy="Try fewer rows: --rows 100000")


def bench_jobs(
    rows: Annotated[int, typer.Option(min=1_000, help="rows of the sheet")] = ROWS,
    children: Annotated[int, typer.Option(min=0, help="processes of the worker; 0: one per core")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON value instead of text")] = False,
) -> None:
    """A sheet through servers and a worker started for it, and one chunk taken apart."""
    found = measure(rows, children or processes.cores())
    if as_json:
        told = {
            **asdict(found),
            "rows_per_second": found.rows_per_second,
            "chunks_per_second": found.chunks_per_second,
            "overhead_ms": found.overhead_ms,
        }
        typer.echo(json.dumps(told))
        return
    typer.echo(
        f"{found.rows:,} rows in {found.seconds:.1f} s by {found.processes} processes: "
        f"{found.rows_per_second:,.0f} rows/s, {found.chunks_per_second:.1f} chunks/s; "
        f"first rows after {found.first_rows_after_seconds:.1f} s"
    )
    typer.echo(
        f"a chunk of {CHUNK_ROWS:,} rows: claim {found.claim_ms:.0f} ms, fetch {found.fetch_ms:.0f}, "
        f"decide {found.decide_ms:.0f}, sum up {found.sum_up_ms:.0f}, write {found.write_ms:.0f} "
        f"(as csv {found.write_as_csv_ms:.0f}); {found.overhead_ms:.0f} ms beside deciding"
    )
