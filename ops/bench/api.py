"""`./lotwise bench api`: what key, limits, audit and logs cost POST /eoq, beside two other ways."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from core.db.connect import connect, transaction
from ops.bench.http_load import Figures
from ops.bench.rivals import DATABASE, LOG_FILE
from ops.drills.site import scratch
from ops.embedded import servers
from ops.embedded.ports import LOOPBACK, free_port
from ops.keys import make_key
from ops.root import ROOT
from ops.schema import upgrade

WANTED_OF_BARE = 0.3
WANTED_OF_PLAIN = 4.0
BODY = json.dumps({"sku": "A-100", "demand": 1200, "order_cost": 25, "holding_cost": 0.9})
PEPPER = "pepper-of-the-bench"
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSpeed:
    """What one run measured; every figure the median of its rounds."""

    connections: int
    bare: Figures
    plain: Figures
    ours: Figures
    recorded: int
    answered: int

    @property
    def of_bare(self) -> float:
        """Our rate over that of nothing but FastAPI."""
        return self.ours.requests_per_second / self.bare.requests_per_second

    @property
    def of_plain(self) -> float:
        """Our rate over that of the plain implementation."""
        return self.ours.requests_per_second / self.plain.requests_per_second

    @property
    def is_fast_enough(self) -> bool:
        """Whether both ratios are as wanted and every answer is on record."""
        enough = self.of_bare >= WANTED_OF_BARE and self.of_plain >= WANTED_OF_PLAIN
        return enough and self.recorded == self.answered


@contextmanager
def served(app: str, environment: dict[str, str], *options: str) -> Iterator[str]:
    """One uvicorn process with the application; the address of its /eoq."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, *options, "--host", LOOPBACK, "--port", str(port)]
    everything = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=everything, stdout=quiet, stderr=quiet) as child:
        try:
            _wait(f"http://{LOOPBACK}:{port}/ping", child)
            yield f"http://{LOOPBACK}:{port}/eoq"
        finally:
            child.terminate()


def _wait(url: str, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        try:
            httpx.get(url, trust_env=False, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} did not answer")


def _load(url: str, seconds: float, connections: int, key: str = "") -> Figures:
    command = [sys.executable, "-m", "ops.bench.http_load", url, BODY, "--seconds", str(seconds)]
    command += ["--connections", str(connections), "--key", key]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return Figures(**json.loads(done.stdout))


def _middle(rounds: list[Figures]) -> Figures:
    statuses: dict[str, int] = {}
    for one in rounds:
        for status, count in one.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Figures(
        requests_per_second=median(one.requests_per_second for one in rounds),
        p50_ms=median(one.p50_ms for one in rounds),
        p99_ms=median(one.p99_ms for one in rounds),
        statuses=statuses,
    )


def measure(seconds: float = 3.0, rounds: int = 3, connections: int = 64) -> ApiSpeed:
    """All three in turn, round by round, so that whatever else the machine does falls on each alike."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        running = stack.enter_context(servers.run(folder))
        upgrade(running.database_url)
        key = make_key(running.database_url, PEPPER, "bench").text
        ours = {
            "LOTWISE_DATABASE_URL": running.database_url,
            "LOTWISE_REDIS_URL": running.redis_url,
            "LOTWISE_DATA_DIR": str(folder / "ours"),
            "LOTWISE_KEY_PEPPER": PEPPER,
            "LOTWISE_LIMIT_EOQ": "1000000000/minute",
        }
        theirs = {DATABASE: running.database_url, LOG_FILE: str(folder / "plain.log")}
        places = {
            "bare": served("ops.bench.rivals:bare", {}, "--factory", "--no-access-log"),
            "plain": served("ops.bench.rivals:plain", theirs, "--factory", "--no-access-log"),
            "ours": served("api.main:app", ours),
        }
        urls = {name: stack.enter_context(served) for name, served in places.items()}
        keys = {"bare": "", "plain": "", "ours": key}
        for name, url in urls.items():
            _load(url, min(seconds, 1.0), connections, keys[name])
        found: dict[str, list[Figures]] = {name: [] for name in urls}
        before = _recorded(running.database_url)
        for _ in range(rounds):
            for name, url in urls.items():
                found[name].append(_load(url, seconds, connections, keys[name]))
        middle = {name: _middle(figures) for name, figures in found.items()}
        return ApiSpeed(
            connections=connections,
            **middle,
            recorded=_recorded(running.database_url) - before,
            answered=sum(middle["ours"].statuses.values()),
        )


def _recorded(database_url: str) -> int:
    engine = connect(database_url, pool_size=0)
    with transaction(engine) as connection:
        return int(connection.scalar(text("SELECT count(*) FROM calculation WHERE caller <> 'plain'")) or 0)


def _print(speed: ApiSpeed) -> None:
    table = Table(title=f"POST /eoq over {speed.connections} connections, one process each")
    for heading in ("", "requests/s", "p50 ms", "p99 ms", "answers"):
        table.add_column(heading, justify="left" if not heading else "right")
    rows = (
        ("bare: FastAPI and the models", speed.bare),
        ("plain: sync, insert + commit, log file", speed.plain),
        ("ours: key, limits, audit, logs", speed.ours),
    )
    for title, one in rows:
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(one.statuses.items()))
        table.add_row(
            title, f"{one.requests_per_second:,.0f}", f"{one.p50_ms:.1f}", f"{one.p99_ms:.1f}", answers
        )
    console = Console()
    console.print(table)
    console.print(f"ours / bare  {speed.of_bare:.2f}  (wanted: {WANTED_OF_BARE} or more)")
    console.print(f"ours / plain {speed.of_plain:.2f}  (wanted: {WANTED_OF_PLAIN:.0f} or more)")
    console.print(f"on record    {speed.recorded} of {speed.answered} answers of ours")


def bench_api(
    seconds: Annotated[float, typer.Option(help="length of a round")] = 3.0,
    rounds: Annotated[int, typer.Option(help="rounds of each")] = 3,
    connections: Annotated[int, typer.Option(help="requests under way at once")] = 64,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON value instead of a table")] = False,
) -> None:
    """Measure POST /eoq beside a bare endpoint and a plain implementation, on 127.0.0.1.

    Status 0 if both ratios are as wanted and every answer is on record, 1 if not.
    """
    speed = measure(seconds, rounds, connections)
    if as_json:
        figures = {**asdict(speed), "of_bare": speed.of_bare, "of_plain": speed.of_plain}
        typer.echo(json.dumps(figures))
    else:
        _print(speed)
    raise typer.Exit(0 if speed.is_fast_enough else 1)
