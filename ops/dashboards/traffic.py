"""What people and programs do to a Lotwise in minutes: well, badly, too often, with a worker killed."""

import json
import time
from itertools import count
from typing import Any, Final

import httpx
from sqlalchemy import text

from core.db.connect import transaction
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

_ITEM: Final = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
_ITEMS: Final = (
    _ITEM,
    _ITEM | {"demand": 0},
    _ITEM | {"min_order_qty": 100, "max_order_qty": 50},
    _ITEM | {"demand": 5000, "lead_time_days": 14, "demand_std": 400, "service_level": 0.95},
)
_ROWS: Final = 3000
_SHEET_SECONDS: Final = 12.0
_GUESSES: Final = 8  # more than a minute allows
_DUE: Final = """
UPDATE schedule SET next_due = now() - interval '1 hour', looked_at = now() - interval '2 days' WHERE id = :id
"""
_BETWEEN_SECONDS: Final = 0.02


def drive(site: Site, seconds: float) -> None:
    """Do it all once, and go on asking for so many seconds; raises `NotMet` where it goes wrong."""
    scheduled = _schedule(site)
    jobs = [site.send(), _send_unusable(site), _send_with_a_kill(site)]
    _knock(site)
    _ask_until(site, time.monotonic() + seconds, jobs)
    jobs.append(wait_for(lambda: _run(site, scheduled), "the scheduled run to begin", seconds=60))
    for job in jobs:
        site.stack.wait_for_end(job)


def _ask_until(site: Site, end: float, jobs: list[str]) -> None:
    """Calculations, some of them wrong, looks at jobs, and now and then a sheet."""
    client = site.stack.client
    next_sheet = time.monotonic() + _SHEET_SECONDS
    for turn in count():
        now = time.monotonic()
        if now > end:
            return
        client.post("/eoq", json=_ITEMS[turn % len(_ITEMS)])
        if turn % 10 == 0:
            client.post("/eoq", json={"demand": "many"})
            client.post("/eoq/batch", json={"items": list(_ITEMS)})
            client.get("/jobs")
        if turn % 25 == 0:
            client.get("/jobs/00000000-0000-0000-0000-000000000000")
            _knock(site)
        if now > next_sheet:
            next_sheet = now + _SHEET_SECONDS
            jobs.append(site.send(site.new_sheet(f"more-{turn}.csv", _ROWS + turn % 7 * 500)))
        # The pace of a caller, not a wait for something.
        time.sleep(_BETWEEN_SECONDS)


def _knock(site: Site) -> None:
    """Come with a wrong key, a wrong password, and too often."""
    with httpx.Client(base_url=site.stack.url, trust_env=False, timeout=30) as client:
        client.get("/jobs", headers={"x-api-key": "lw_nobody_has_this_one"})
        client.get("/jobs", headers={"authorization": "Bearer no.token.at-all"})
        for _ in range(_GUESSES):
            client.post("/token", json={"email": "nobody@example.com", "password": "a guess of mine"})


def _send_unusable(site: Site) -> str:
    """A sheet whose rows all fail."""
    path = site.folder / "unusable.csv"
    rows = "".join(f"BAD-{n},many,25,1.5,0.2\n" for n in range(20))
    path.write_text("SKU,Demand,Order cost,Unit cost,Holding rate\n" + rows, encoding="utf-8")
    job: str = site.stack.upload(path)["id"]
    return job


def _send_with_a_kill(site: Site) -> str:
    """A sheet whose worker is killed in the middle: its leases run out, and others take its chunks."""
    job = site.send(site.new_sheet("large.csv", 4 * _ROWS))
    wait_for(lambda: site.stack.job(job)["progress"]["rows_done"] > 0, "the large sheet to be computed")
    site.stack.kill("worker-1")
    site.stack.restart("worker-1")
    return job


def _schedule(site: Site) -> str:
    """A catalogue with a nightly run that is due now."""
    catalogue = _asked(site, "/catalogues", {"name": "Warehouse"})["id"]
    options = {"intake": {"catalogue_id": catalogue, "mode": "replace"}}
    job = site.stack.upload(site.sheet.path, **options)["id"]
    site.stack.wait_for_end(job)
    made = _asked(
        site, "/schedules", {"catalogue_id": catalogue, "cron": "0 2 * * *", "time_zone": "Europe/Berlin"}
    )
    with transaction(site.engine) as connection:
        connection.execute(text(_DUE), {"id": made["id"]})
    return str(made["id"])


def _run(site: Site, schedule: str) -> str | None:
    """The job that the schedule has made."""
    runs = site.stack.client.get(f"/schedules/{schedule}/runs").json()["items"]
    require(not any(run["refused"] for run in runs), f"no run to be refused: {runs}")
    return next((str(run["job_id"]) for run in runs if run["job_id"]), None)


def _asked(site: Site, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = site.stack.client.post(path, json=body)
    require(answer.is_success, f"{path} to be taken: {json.dumps(answer.json())}")
    made: dict[str, Any] = answer.json()
    return made
