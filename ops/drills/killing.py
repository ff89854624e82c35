"""Processes that are killed at named points: children, whole workers, the API, beat."""

import time
from collections.abc import Callable
from functools import partial

from ops.drills.scenario import Course, Scenario, sent
from ops.drills.site import Site
from ops.drills.waiting import wait_for

# A fault that keeps its process there for as long as the drill needs.
_HOLD = "sleep:60"
READING = ("read.claimed", "read.understood", "read.chunk_added 2", "read.before_complete", "reader.row 3")
COMPUTING = (
    "read.after_commit_before_publish",
    "compute.claimed",
    "compute.decided",
    "compute.in_copy",
    "compute.copied",
    "compute.before_commit",
    "compute.after_commit_before_publish",
)
FINISHING = ("finish.claimed", "finish.before_close", "finish.in_transaction", "finish.after_close")
# One point for each phase, in the middle of it.
PHASES = {"reading": "read.chunk_added", "computing": "compute.in_copy", "finishing": "finish.in_transaction"}


def at_point(site: Site, point: str, action: str) -> Course:
    """Arm a fault, send a job, and see the fault land."""
    name, _, hits = point.partition(" ")
    site.arm(name, f"{action} {hits}".strip())
    job_id = site.send()
    process = site.landed(name)
    return Course(where=f"{name}, process {process}", sent=(sent(site, job_id),))


def _worker(site: Site, point: str, *, is_replaced: bool) -> Course:
    """The whole worker dies while a child is at `point`; another takes over, or it starts again."""
    if is_replaced:
        site.stack.start_worker(2)
    site.arm(point, _HOLD)
    job_id = site.send()
    process = site.landed(point)
    victim = next(name for name in ("worker-1", "worker-2") if site.is_of(name, process))
    site.stack.kill(victim)
    at = time.monotonic()
    if not is_replaced:
        site.stack.restart(victim)
    return Course(where=f"{point}, {victim}", at=at, sent=(sent(site, job_id),))


def _bystander(site: Site, point: str, name: str) -> Course:
    """The API or beat dies while a child is at `point`, and stays away until the job has ended."""
    site.arm(point, "sleep:0.5")
    job_id = site.send()
    process = site.landed(point)
    site.stack.kill(name)
    return Course(where=f"{name} during {point}, process {process}", sent=(sent(site, job_id),))


def _beat_and_child(site: Site, point: str) -> Course:
    """Without beat a killed child's chunk comes back all the same: workers sweep by themselves."""
    site.stack.kill("beat")
    return at_point(site, point, "kill")


def _sweeper(site: Site) -> Course:
    """Whoever sweeps dies in the middle of its transaction, after it gave a dead child's chunk back."""
    course = at_point(site, "compute.copied", "kill")
    site.arm("sweep.in_transaction", "kill")
    process = site.landed("sweep.in_transaction")
    at = time.monotonic()
    wait_for(lambda: site.is_dead(process), "the sweeper to die")
    site.mend()
    return Course(where=f"sweep.in_transaction, process {process}", at=at, sent=course.sent)


def _scenario(name: str, fault: str, act: Callable[[Site], Course]) -> Scenario:
    return Scenario(name=name, fault=fault, act=act)


def _named(point: str) -> str:
    return point.partition(" ")[0]


CHILDREN = [
    _scenario(
        f"kill-child-{_named(point)}",
        f"kill -9 of a pool child at {_named(point)}",
        partial(at_point, point=point, action="kill"),
    )
    for point in (*READING, *COMPUTING, *FINISHING)
]
RAISING = [
    _scenario(
        f"error-{point}",
        f"an error nobody expects at {point}",
        partial(at_point, point=point, action="raise"),
    )
    for point in ("read.chunk_added", "compute.copied", "finish.in_transaction")
]
WORKERS = [
    _scenario(
        f"kill-worker-{phase}",
        f"kill -9 of the whole worker while {phase}; it starts again",
        partial(_worker, point=point, is_replaced=False),
    )
    for phase, point in PHASES.items()
] + [
    _scenario(
        f"lose-worker-{phase}",
        f"kill -9 of the whole worker while {phase}; another takes over",
        partial(_worker, point=point, is_replaced=True),
    )
    for phase, point in PHASES.items()
]
API = [
    _scenario(
        f"kill-api-{phase}", f"kill -9 of the API while {phase}", partial(_bystander, point=point, name="api")
    )
    for phase, point in PHASES.items()
]
BEAT = [
    _scenario(
        f"kill-beat-{phase}",
        f"kill -9 of beat, then of a child while {phase}; no beat until the end",
        partial(_beat_and_child, point=point),
    )
    for phase, point in PHASES.items()
] + [_scenario("kill-sweeper", "kill -9 of whoever sweeps, inside its transaction", _sweeper)]
