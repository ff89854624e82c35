"""`./lotwise bench desk`: pages of decisions of a large job over HTTP, beside the same SQL alone."""

import json
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import httpx
import typer
from sqlalchemy import Engine, text

from core.db.connect import connect, transaction
from core.db.decision_pages import DecisionFilter, page
from core.db.jobs import Job
from core.db.workspaces import DEFAULT_WORKSPACE
from ops.bench.api import PEPPER, served
from ops.bench.chunk_parts import sent, sheet
from ops.bench.jobs import ROWS, wait_for, wake, worker
from ops.embedded import servers
from ops.keys import make_key
from ops.processes import cores
from ops.schema import upgrade

WANTED_SECONDS = 1.0
_PAGE_ROWS = 100
_ROUNDS = 5
# What a planner asks for, and what costs most: filters nothing fits, so that every row is looked at.
ASKED: dict[str, DecisionFilter] = {
    "the first page": DecisionFilter(),
    "to order now": DecisionFilter(order_now=True),
    "of class A": DecisionFilter(abc_class="A"),
    "a text": DecisionFilter(text="bolt"),
    "a text nobody wrote": DecisionFilter(text="no such thing"),
    "a text nobody wrote, with an ö": DecisionFilter(text="nö such thing"),
    "a text nobody wrote, of no plain letter": DecisionFilter(text="ничего"),
    "a supplier nobody has": DecisionFilter(supplier="nobody"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpeed:
    """One thing asked for: medians of several rounds, page by HTTP and query by SQL in turn."""

    asked: str
    http_ms: float
    sql_ms: float

    @property
    def ratio(self) -> float:
        """The page over the query it consists of."""
        return self.http_ms / self.sql_ms


def measure(rows: int) -> list[PageSpeed]:
    """A job of `rows` rows made by a worker of its own, then each of `ASKED`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lotwise-bench-")))
        folder.chmod(0o711)  # the servers' unprivileged account goes through it
        running = stack.enter_context(servers.run(folder))
        upgrade(running.database_url)
        engine = connect(running.database_url)
        stack.callback(engine.dispose)
        job = _made(running, folder, engine, rows)
        environment = {
            "LOTWISE_DATABASE_URL": running.database_url,
            "LOTWISE_REDIS_URL": running.redis_url,
            "LOTWISE_DATA_DIR": str(folder / "api"),
            "LOTWISE_KEY_PEPPER": PEPPER,
        }
        key = make_key(running.database_url, PEPPER, "bench").text
        eoq = stack.enter_context(served("api.main:app", environment))
        client = stack.enter_context(
            httpx.Client(
                base_url=eoq.removesuffix("/eoq"), headers={"x-api-key": key}, timeout=60.0, trust_env=False
            )
        )
        return [_compared(client, engine, job, asked, wanted) for asked, wanted in ASKED.items()]


def _made(running: servers.Servers, folder: Path, engine: Engine, rows: int) -> Job:
    with worker(running, folder, engine, cores()):
        job = sent(engine, sheet(rows))
        wake(running)
        wait_for(engine, job, lambda now: now.is_terminal)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE decision"))  # as autovacuum does within a minute
    return job


def _compared(
    client: httpx.Client, engine: Engine, job: Job, asked: str, wanted: DecisionFilter
) -> PageSpeed:
    said = {name: value for name, value in asdict(wanted).items() if value is not None}

    def by_http() -> None:
        client.get(
            f"/jobs/{job.id}/decisions", params={"limit": _PAGE_ROWS, **said}
        ).raise_for_status().json()

    def by_sql() -> None:
        with transaction(engine, DEFAULT_WORKSPACE) as connection:
            page(connection, DEFAULT_WORKSPACE, job.id, job.job_month, limit=_PAGE_ROWS, wanted=wanted)

    rounds = [(_seconds(by_http), _seconds(by_sql)) for _ in range(_ROUNDS)]
    return PageSpeed(
        asked=asked,
        http_ms=1000 * median(http for http, _ in rounds),
        sql_ms=1000 * median(sql for _, sql in rounds),
    )


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def bench_desk(
    rows: Annotated[int, typer.Option(min=1_000, help="rows of the job")] = ROWS,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON value instead of text")] = False,
) -> None:
    """Pages of a job's decisions over HTTP beside the same SQL; status 1 where one takes over a second."""
    found = measure(rows)
    if as_json:
        typer.echo(json.dumps([{**asdict(one), "ratio": one.ratio} for one in found]))
    else:
        typer.echo(f"a page of {_PAGE_ROWS} decisions of a job of {rows:,} rows")
        for one in found:
            typer.echo(
                f"{one.asked:>39}: {one.http_ms:6.0f} ms over HTTP, {one.sql_ms:6.0f} ms the SQL alone: "
                f"{one.ratio:.2f} times"
            )
    if any(one.http_ms > 1000 * WANTED_SECONDS for one in found):
        raise typer.Exit(1)
