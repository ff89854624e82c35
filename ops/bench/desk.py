"""`./lotwise bench desk`: pages of a large job over HTTP beside the same SQL alone, and in a browser."""

import json
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

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from core.db.protocol.decision_pages import DecisionFilter, page
from core.db.protocol.jobs import Job
from ops.bench import desk_browser
from ops.bench.api import PEPPER, served
from ops.bench.chunk_parts import sent, sheet
from ops.bench.desk_browser import Waits
from ops.bench.jobs import ROWS, wait_for, wake, worker
from ops.chromium import find_browser
from ops.drills.site import scratch
from ops.embedded import servers
from ops.keys import make_key
from ops.running.processes import cores
from ops.schema import upgrade
from ops.testing import HOW_TO_GET_A_BROWSER

WANTED_SECONDS = 1.0
WANTED_BYTES = 500 * 10**6
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the API's pages take, and what a planner waits for where there is a browser."""

    pages: list[PageSpeed]
    waits: Waits | None


def measure(rows: int) -> Found:
    """A job of `rows` rows made by a worker of its own, then each of `ASKED`, then the desk in a browser."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
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
        pages = [_compared(client, engine, job, asked, wanted) for asked, wanted in ASKED.items()]
        browser = find_browser()
        url = str(client.base_url).rstrip("/")
        waits = desk_browser.measure(browser, url, key, str(job.id), folder) if browser else None
        return Found(pages=pages, waits=waits)


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
    """Pages of a job's decisions over HTTP beside the same SQL, and in a browser; status 1 where too slow."""
    found = measure(rows)
    if as_json:
        typer.echo(json.dumps(asdict(found)))
    else:
        _tell(found, rows)
    too_slow = any(one.http_ms > 1000 * WANTED_SECONDS for one in found.pages)
    if too_slow or (found.waits is not None and found.waits.desk_peak_bytes > WANTED_BYTES):
        raise typer.Exit(1)


def _tell(found: Found, rows: int) -> None:
    typer.echo(f"a page of {_PAGE_ROWS} decisions of a job of {rows:,} rows")
    for one in found.pages:
        typer.echo(
            f"{one.asked:>39}: {one.http_ms:6.0f} ms over HTTP, {one.sql_ms:6.0f} ms the SQL alone: "
            f"{one.http_ms / one.sql_ms:.2f} times"
        )
    if found.waits is None:
        typer.echo(HOW_TO_GET_A_BROWSER)
        return
    typer.echo("the same job in a browser, until what was asked for is on the screen")
    for asked, milliseconds in found.waits.milliseconds.items():
        typer.echo(f"{asked:>39}: {milliseconds:6.0f} ms")
    typer.echo(f"the desk's process took at most {found.waits.desk_peak_bytes / 2**20:,.0f} MiB")
