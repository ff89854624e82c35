"""Processes that stand still past their lease, are given up, and wake to find that others did their work."""

import time
from functools import partial

from ops.drills.scenario import Course, Scenario, has_ended, sent
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

# What a worker says that meets its fence; inside a transaction it is PostgreSQL that has ended its session.
_FENCED = ("lease_lost", "database_unavailable", "handed_back")


def fenced(site: Site, name: str) -> int:
    """How often a worker has said that it met its fence."""
    log = site.stack.log(name).read_text(errors="replace")
    return sum(log.count(word) for word in _FENCED)


def _frozen(site: Site, point: str, *, is_whole_worker: bool) -> Course:
    """The job ends without the frozen process; when that wakes, it changes nothing."""
    if is_whole_worker:
        site.stack.start_worker(2)
        wait_for(lambda: site.is_worker_alive("worker-2"), "the second worker to be seen")
    site.arm(point, "pause")
    job_id = site.send()
    process = site.landed(point)
    at = time.monotonic()
    name = next(name for name in ("worker-1", "worker-2") if site.is_of(name, process))
    if is_whole_worker:
        site.freeze(name)
    before = fenced(site, name)
    wait_for(lambda: has_ended(site, job_id), "the job to end without the frozen process")
    site.thaw()
    wait_for(lambda: fenced(site, name) > before, "the woken process to find its lease gone", seconds=30)
    require(site.stack.is_running(name), f"{name} has ended")
    return Course(where=f"{point}, {name}, process {process}", at=at, sent=(sent(site, job_id),))


_POINTS = {
    "reading": "read.chunk_added",
    "computing": "compute.decided",
    "writing": "compute.copied",
    "finishing": "finish.before_close",
}
FREEZING = [
    Scenario(
        name=f"freeze-child-{phase}",
        fault=f"SIGSTOP of a child while {phase}, past its lease; then SIGCONT",
        act=partial(_frozen, point=point, is_whole_worker=False),
    )
    for phase, point in _POINTS.items()
] + [
    Scenario(
        name=f"freeze-worker-{phase}",
        fault=f"SIGSTOP of the whole worker while {phase}, past its lease; then SIGCONT",
        act=partial(_frozen, point=point, is_whole_worker=True),
    )
    for phase, point in _POINTS.items()
    if phase != "writing"
]
