"""A worker killed while it builds a workbook that somebody waits for."""

import io
import time
from functools import partial

import httpx
import openpyxl
from sqlalchemy import text

from core.db.connect import transaction
from core.db.protocol import retention
from ops.drills.scenario import Course, Scenario, has_ended, sent
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

_POINTS = ("export.claimed", "export.stored")


def _killed(site: Site, point: str) -> Course:
    """The workbook is asked for, its builder dies, and whoever asks again gets it, with every row."""
    job_id = site.send()
    wait_for(lambda: has_ended(site, job_id), "the job to end")
    site.arm(point, "kill")
    asked = site.stack.client.get(f"/jobs/{job_id}/decisions.xlsx")
    require(asked.status_code == httpx.codes.ACCEPTED, f"the workbook is not built: {asked.status_code}")
    process = site.landed(point)
    at = time.monotonic()
    content = wait_for(lambda: _workbook(site, job_id), "the workbook to be there")
    found = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["Decisions"].max_row - 1
    require(found == site.sheet.rows, f"the workbook has {found} rows")
    _clean_up(site)
    return Course(where=f"{point}, process {process}", at=at, sent=(sent(site, job_id),))


def _workbook(site: Site, job_id: str) -> bytes | None:
    answer = site.stack.client.get(f"/jobs/{job_id}/decisions.xlsx")
    require(answer.is_success, f"the workbook is refused: {answer.text}")
    return answer.content if answer.status_code == httpx.codes.OK else None


def _clean_up(site: Site) -> None:
    """Sweep up what the dead builder had stored, as cleaning does the day after."""
    with transaction(site.engine) as connection:
        connection.execute(text("UPDATE file SET created_at = created_at - interval '2 days'"))
        retention.drop_orphans(connection)


BUILDING = [
    Scenario(
        name=f"kill-builder-{point}",
        fault=f"kill -9 of whoever builds a workbook at {point}",
        act=partial(_killed, point=point),
    )
    for point in _POINTS
]
