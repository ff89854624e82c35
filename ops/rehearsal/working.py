"""Work through the front door: the demo's sheet, three workers of which one is killed, servers restarted."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ops.rehearsal.site import Door, Site, sheet_of, site
from ops.rehearsal.step import Stage, Step, met, until
from ops.root import ROOT

SHEET: Final = ROOT / "samples/skus.xlsx"
_ROWS: Final = 200_000
_WORKERS: Final = 3
_CUTS: Final = 2


def upload(door: Door, sheet: Path) -> str:
    """The id of the job made of it."""
    with door.client() as client, sheet.open("rb") as file:
        answer = client.post("/api/jobs", files={"file": (sheet.name, file)})
    met(answer.status_code == 202, f"POST /api/jobs said {answer.status_code}: {answer.text[:300]}")
    return str(answer.json()["id"])


def job(door: Door, job_id: str) -> dict[str, Any]:
    """As the API tells it."""
    told: dict[str, Any] = door.get(f"/api/jobs/{job_id}").json()
    return told


def ended(door: Door, job_id: str, *, seconds: float = 240.0) -> dict[str, Any]:
    """The job once it has ended, whatever answers meanwhile. Raises `NotMet` unless it went well."""
    last: dict[str, Any] = {}

    def is_over() -> bool:
        nonlocal last
        last = job(door, job_id)
        return bool(last.get("finished_at"))

    until(is_over, f"job {job_id} to end", seconds=seconds)
    met(last["state"] in ("succeeded", "partially_succeeded"), f"the job ended as {last['state']}: {last}")
    return last


def alive(door: Door) -> int:
    """How many workers the API knows to be at work."""
    return sum(bool(one["is_alive"]) for one in door.get("/api/workers").json()["items"])


def do_job(stage: Stage) -> None:
    """The demo's sheet, as a workbook in and out."""
    here = site(stage)
    began = time.monotonic()
    found = ended(here.door, upload(here.door, SHEET))
    counts = found["progress"]
    took = f"{time.monotonic() - began:.1f} s: {found['state']}"
    stage.note(f"{counts['rows_done']} of {counts['rows_total']} rows in {took}")
    book = here.door.get(f"/api/jobs/{found['id']}/decisions.xlsx")
    met(book.status_code == 200 and book.content[:2] == b"PK", f"no workbook: {book.status_code}")
    one = here.door.get("/api/jobs").json()["items"]
    met(len(one) == 1, f"{len(one)} jobs of one upload")
    with here.door.client() as client:
        item = {"sku": "A", "demand": 1200, "order_cost": 25, "holding_cost": 0.9}
        for path in ("/eoq", "/api/eoq"):
            met(client.post(path, json=item).status_code == 200, f"{path} does not answer")
    stage.note(f"workbook of {len(book.content):,} bytes; /eoq and /api/eoq answer")


def kill_one(stage: Stage) -> None:
    """The worker that holds a chunk dies with its container."""
    here = site(stage)
    _scaled(here, _WORKERS)
    met(alive(here.door) == _WORKERS, f"{alive(here.door)} workers are alive")
    name = here.container("worker", 2)
    _job_without(here, f"{name} killed", lambda: stage.docker.run("kill", "--signal", "KILL", name))
    _scaled(here, 1)


def cut_off(stage: Stage) -> None:
    """A worker's network is gone in the middle: it says no goodbye, and its connections stay half open."""
    here = site(stage)
    _scaled(here, _WORKERS)
    name, network = here.container("worker", _WORKERS), f"{here.name}_data"
    for _ in range(_CUTS):  # the worst moment is while rows are sent, and nobody can see it from here
        _job_without(
            here, f"{name} cut off", lambda: stage.docker.run("network", "disconnect", network, name)
        )
        stage.docker.run("network", "connect", network, name)
        until(lambda: alive(here.door) == _WORKERS, f"{name} to be back", seconds=60)
    _scaled(here, 1)


def _scaled(here: Site, workers: int) -> None:
    here.compose("up", "-d", "--no-recreate", "--scale", f"worker={workers}")
    for number in range(1, workers + 1):
        here.wait("worker", number=number)


def _under_way(here: Site) -> str:
    """A large job whose first rows are there."""
    job_id = upload(here.door, sheet_of(here.stage, _ROWS))
    until(lambda: bool(job(here.door, job_id)["progress"]["rows_done"]), "the first rows", seconds=120)
    return job_id


def _job_without(here: Site, what: str, lose: Callable[[], object]) -> None:
    """Lose a worker when the first rows are there; all others must come, once each."""
    job_id = _under_way(here)
    at = job(here.door, job_id)["progress"]["rows_done"]
    lose()
    lost = time.monotonic()
    counts = ended(here.door, job_id)["progress"]
    met(counts["rows_done"] == counts["rows_ok"] == _ROWS, f"rows lost or doubled: {counts}")
    here.stage.note(f"{what} at row {at:,}; all {_ROWS:,} rows there {time.monotonic() - lost:.1f} s later")


def restart_servers(stage: Stage) -> None:
    """Redis and PostgreSQL go and come back under a job; nginx serves API and desk again by itself."""
    here = site(stage)
    job_id = _under_way(here)
    for service in ("redis", "postgres"):
        began = time.monotonic()
        here.compose("restart", service)
        here.wait(service)
        until(lambda: _says_ok(here.door), "/api/ready to be ok", seconds=60)
        stage.note(f"{service} restarted, /api/ready ok {time.monotonic() - began:.1f} s after the order")
    counts = ended(here.door, job_id)["progress"]
    met(counts["rows_ok"] == _ROWS, f"rows lost or doubled: {counts}")
    stage.note(f"the job that was under way: all {_ROWS:,} rows")
    here.compose("up", "-d", "--force-recreate", "--no-deps", "api")
    took = until(lambda: _says_ok(here.door), "the new API behind nginx", seconds=60)
    stage.note(f"API container replaced (another address): answers through nginx {took:.1f} s later")


def _says_ok(door: Door) -> bool:
    answer = door.get("/api/ready")
    return answer.status_code == 200 and answer.json()["status"] == "ok"


STEPS: Final = (
    Step(name="job", summary="the demo's sheet through nginx with TLS", perform=do_job, needs=("up",)),
    Step(
        name="kill",
        summary="three workers, one killed in the middle of a job",
        perform=kill_one,
        needs=("up",),
    ),
    Step(
        name="cut-off",
        summary="three workers, one whose network goes in the middle of a job",
        perform=cut_off,
        needs=("up",),
    ),
    Step(
        name="restart", summary="Redis, PostgreSQL and API restarted", perform=restart_servers, needs=("up",)
    ),
)
