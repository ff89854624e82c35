"""What operators do to workers: stop, replace, start two of one name, start one on another machine."""

import fcntl
import os
import shutil
import signal
import stat
import sys
import termios
import time
from array import array
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import text

from core.db.connect import transaction
from ops.drills.killing import PHASES
from ops.drills.scenario import Course, Scenario, has_ended, sent
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for
from ops.embedded import child
from ops.root import ROOT

_STOP_SECONDS = 30.0
_FROZEN_SECONDS = 3.0
_HANDED_SECONDS = 15.0
_LAST_WORDS = 3_000  # bytes of a log that tell what a process was about
# A process of the pool is larger from the start, so each is replaced after each chunk.
_SMALL = (("LOTWISE_WORKER_MEMORY_BYTES", str(64 * 2**20)),)
_FAR = "far"
_CODE = ("core", "worker", "ops")


def _stopped(site: Site, point: str) -> Course:
    """A warm stop in the middle of a step: it is finished or handed back, which is no attempt."""
    site.stack.start_worker(2)
    wait_for(lambda: site.is_worker_alive("worker-2"), "the second worker to be seen")
    site.arm(point, "sleep:2")
    job_id = site.send()
    process = site.landed(point)
    victim = next(name for name in ("worker-1", "worker-2") if site.is_of(name, process))
    family, at = site.family(victim), time.monotonic()
    went = site.stack.stop(victim)
    require(went, f"{victim} did not end by itself: {site.stack.log(victim).read_text()[-_LAST_WORDS:]}")
    seconds = time.monotonic() - at
    left = [process for process in family if not site.is_dead(process.pid)]
    require(not left, f"{victim} has left {left}")
    wait_for(lambda: has_ended(site, job_id), "the job to end")
    require(site.attempts(job_id) == 1, "a stop was counted as an attempt")
    return Course(where=f"{point}, {victim} stopped in {seconds:.1f} s", at=at, sent=(sent(site, job_id),))


def _handed(site: Site) -> Course:
    """A warm stop while wake-ups lie in the pipes of processes that have not taken them yet."""
    parent = psutil.Process(site.stack.pid("worker-1"))
    pool = wait_for(parent.children, "the pool")
    for process in pool:
        process.suspend()
    job_id = site.send()
    wait_for(lambda: any(_has_unread(process.pid) for process in pool), "a wake-up to be handed on")
    at = time.monotonic()
    parent.terminate()
    time.sleep(_FROZEN_SECONDS)  # until the parent waits for its processes and reads no more what they say
    for process in pool:
        process.resume()
    went = site.stack.stop("worker-1")
    require(went, "it did not end by itself")
    seconds = time.monotonic() - at
    require(seconds < _HANDED_SECONDS, f"it took {seconds:.0f} s to end")
    site.stack.restart("worker-1")
    wait_for(lambda: has_ended(site, job_id), "the job to end")
    return Course(where=f"worker-1 stopped in {seconds:.1f} s", at=at, sent=(sent(site, job_id),))


def _has_unread(process: int) -> bool:
    """Whether something lies in a pipe of the process."""
    for name in Path(f"/proc/{process}/fd").iterdir():
        if not str(name.readlink()).startswith("pipe:") or not name.stat().st_mode & stat.S_IRUSR:
            continue
        with name.open("rb", buffering=0) as pipe:
            waiting = array("i", [0])
            fcntl.ioctl(pipe, termios.FIONREAD, waiting)
            if waiting[0]:
                return True
    return False


def _recycled(site: Site) -> Course:
    def pool() -> set[int]:
        return {one.pid for one in psutil.Process(site.stack.pid("worker-1")).children()}

    before = wait_for(pool, "the pool")
    job_id = site.send()
    wait_for(lambda: has_ended(site, job_id), "the job to end")
    wait_for(lambda: not before & pool(), "every process of the pool to be replaced")
    require(site.attempts(job_id) == 1, "a replaced process was counted as an attempt")
    return Course(where=f"processes {sorted(before)} replaced", sent=(sent(site, job_id),))


def _namesakes(site: Site) -> Course:
    """Two workers of one name, one of which is killed: the other's leases stay its own."""
    site.stack.start_worker(2, named=1)
    wait_for(lambda: site.is_worker_alive("worker-2"), "the second worker to be seen")
    with transaction(site.engine) as connection:
        query = text("SELECT count(DISTINCT id) FROM worker WHERE process_id = ANY(:pids) GROUP BY name")
        pids = [site.stack.pid(name) for name in ("worker-1", "worker-2")]
        alike = connection.scalars(query, {"pids": pids}).all()
    require(alike == [2], f"the workers are not two of one name: {alike}")
    site.arm("compute.in_copy", "sleep:60")
    job_id = site.send()
    process = site.landed("compute.in_copy")
    victim = next(name for name in ("worker-1", "worker-2") if site.is_of(name, process))
    site.stack.kill(victim)
    at = time.monotonic()
    wait_for(lambda: has_ended(site, job_id), "the job to end")
    with transaction(site.engine) as connection:
        query = text("SELECT count(*) FROM chunk WHERE job_id = :job AND attempt > 1")
        again = connection.scalar(query, {"job": job_id})
    require(again in (1, 2), f"{again} chunks were done again, for one or both of the dead processes")
    return Course(where=f"compute.in_copy, {victim}", at=at, sent=(sent(site, job_id),))


def _far_away(site: Site) -> Course:
    """The documented command with a copy of the code and two URLs, and nothing else, does a job alone."""
    far = site.folder / _FAR
    for name in _CODE:
        shutil.copytree(ROOT / name, far / name, ignore=shutil.ignore_patterns("__pycache__"))
    site.stack.stop("worker-1")
    given = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(far),  # as ./lotwise sets it
        "LOTWISE_DATABASE_URL": site.servers.database_url,
        "LOTWISE_REDIS_URL": site.servers.redis_url,
    }
    command = (sys.executable, "-P", "-m", "ops", "worker", "--number", "1", "--children", "1")
    with site.stack.log(_FAR).open("ab") as output:
        started = child.start(command, env=given, cwd=far, stop_signal=signal.SIGTERM, output=output)
    try:
        job_id = site.send()
        wait_for(lambda: has_ended(site, job_id), "the job to end")
        require(child.stop(started, signal.SIGTERM, patience=_STOP_SECONDS), "it did not end by itself")
    finally:
        child.kill_group(started)
        shutil.rmtree(far)
    return Course(where=f"process {started.pid}", sent=(sent(site, job_id),))


STOPPING = [
    Scenario(
        name=f"stop-worker-{phase}",
        fault=f"SIGTERM of a worker while {phase}",
        act=partial(_stopped, point=point),
    )
    for phase, point in PHASES.items()
] + [
    Scenario(
        name="stop-worker-handing",
        fault="SIGTERM of a worker whose processes have work handed to them",
        act=_handed,
    ),
    Scenario(name="two-of-one-name", fault="two workers of one name, one of them killed", act=_namesakes),
    Scenario(name="far-worker", fault="a worker with two URLs and nothing else", act=_far_away),
]
RECYCLING = [
    Scenario(
        name="recycle-by-memory",
        fault="every process of the pool past its memory",
        act=_recycled,
        settings=_SMALL,
    )
]
