"""Everything stops and starts again: what was is still there, to the byte, and what was under way goes on."""

import signal
import time
from typing import Any

import httpx

from ops.drills.scenario import Course, Scenario, sent
from ops.drills.site import Site
from ops.drills.waiting import require

_PAGES = (
    "/jobs",
    "/jobs/{}",
    "/jobs/{}/summary",
    "/jobs/{}/decisions.csv",
    "/jobs/{}/errors.csv",
    "/jobs/{}/file",
)
_JOBS = 10


def _told(site: Site, job_id: str, *, since: str = "") -> list[Any]:
    """Everything that can be asked of the past; without `since`, a job that pushed another off the page."""
    answers = [site.stack.client.get(page.format(job_id)) for page in _PAGES]
    for answer in answers:
        require(answer.status_code == httpx.codes.OK, f"{answer.url}: {answer.text[:200]}")
    jobs = [one for one in answers[0].json()["items"] if one["id"] != since][:_JOBS]
    return [jobs, *(answer.content for answer in answers[1:])]


def _all_restarted(site: Site) -> Course:
    ended = site.send()
    site.stack.wait_for_end(ended)
    before = _told(site, ended)
    site.arm("compute.in_copy", "sleep:60")
    job_id = site.send()
    process = site.landed("compute.in_copy")
    for name in ("worker-1", "beat", "api"):
        site.stack.kill(name)
    for name, how in (("Valkey", signal.SIGTERM), ("PostgreSQL", signal.SIGINT)):
        site.server(name).send_signal(how)
        site.server(name).wait(30)
    at = time.monotonic()
    site.mend()
    require(_told(site, ended, since=job_id) == before, "the history is not what it was")
    return Course(
        where=f"everything; compute.in_copy, process {process}",
        at=at,
        sent=(sent(site, ended), sent(site, job_id)),
    )


HISTORY = [
    Scenario(
        name="restart-all",
        fault="every process and server restarted in the middle of a job",
        act=_all_restarted,
    )
]
