"""Jobs that are cancelled: in each phase, and while the worker on them is dead or stands still."""

import time
from functools import partial

import httpx

from ops.drills.scenario import Course, Scenario, has_ended, sent
from ops.drills.site import LEASE_SECONDS, Site
from ops.drills.waiting import require, wait_for

_POINTS = {
    "reading": "read.chunk_added",
    "computing": "compute.decided",
    "finishing": "finish.before_close",
}
# A heartbeat, a sweep where the worker is dead, and a slow machine.
_SECONDS = LEASE_SECONDS + 13.0


def _cancel(site: Site, job_id: str) -> float:
    answer = site.stack.client.post(f"/jobs/{job_id}/cancel")
    require(answer.status_code == httpx.codes.ACCEPTED, f"cancelling is answered by {answer.text}")
    return time.monotonic()


def _cancelled(site: Site, point: str, action: str) -> Course:
    site.arm(point, action)
    job_id = site.send()
    process = site.landed(point)
    at = _cancel(site, job_id)
    wait_for(lambda: has_ended(site, job_id), "the cancelled job to end", seconds=_SECONDS)
    return Course(where=f"{point}, process {process}", at=at, sent=(sent(site, job_id, is_cancelled=True),))


def _cancelled_while_waiting(site: Site) -> Course:
    """No worker is there: nothing waits for one to end the job."""
    site.stack.stop("worker-1")
    job_id = site.send()
    at = _cancel(site, job_id)
    wait_for(lambda: has_ended(site, job_id), "the cancelled job to end", seconds=1)
    require(site.attempts(job_id) == 0, "a worker was there")
    return Course(where="no worker is running", at=at, sent=(sent(site, job_id, is_cancelled=True),))


CANCELLING = [
    Scenario(
        name="cancel-waiting",
        fault="cancelled before a worker has seen it",
        act=_cancelled_while_waiting,
    ),
    *(
        Scenario(
            name=f"cancel-{phase}",
            fault=f"cancelled while {phase}",
            act=partial(_cancelled, point=point, action="sleep:2"),
        )
        for phase, point in _POINTS.items()
    ),
    *(
        Scenario(
            name=f"cancel-frozen-{phase}",
            fault=f"cancelled while the child {phase} it stands still, and wakes later",
            act=partial(_cancelled, point=point, action="pause"),
        )
        for phase, point in _POINTS.items()
    ),
]
