"""Somebody who looks at every job all the time while things break: progress must never lie.

It only grows; it is 100 % at the end and not before; time left is told only where rows were done and are
left; what has ended looks the same whenever it is looked at.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, text

from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.protocol.jobs import Job
from core.errors import DatabaseUnavailable
from core.ids import JobId, WorkspaceId

_LOOK_SECONDS = 0.2
_WHICH = """
SELECT id, workspace_id FROM job WHERE created_at >= :since ORDER BY created_at LIMIT 50
"""


@dataclass
class Watch:
    """What was seen of each job last, how often was looked, and what was wrong."""

    last: dict[JobId, Job] = field(default_factory=dict)
    looks: int = 0
    complaints: list[str] = field(default_factory=list)

    def look(self, seen: Job) -> None:
        """Compare with the last look; never raises."""
        self.looks += 1
        before = self.last.get(seen.id)
        self.last[seen.id] = seen
        told = of_one(seen) + ([] if before is None else of_two(before, seen))
        self.complaints += [f"job {seen.id}: {words}" for words in told]


def of_one(seen: Job) -> list[str]:
    """What cannot be true of a job, as it is told."""
    told, found = [], seen.progress
    most = 100.0 if seen.is_terminal else 99.0
    if not 0.0 <= found.percent <= most:
        told.append(f"{found.percent} % while {seen.state}")
    if found.rows_total is not None and found.rows_done > found.rows_total:
        told.append(f"{found.rows_done} of {found.rows_total} rows are done")
    if found.rows_ok + found.rows_failed != found.rows_done:
        told.append(f"{found.rows_ok} + {found.rows_failed} rows are not the {found.rows_done} that are done")
    if found.eta_seconds is not None and (
        seen.is_terminal or found.eta_seconds <= 0 or not 0 < found.rows_done < (found.rows_total or 0)
    ):
        told.append(f"{found.eta_seconds} s are left while {seen.state}, {found.rows_done} rows done")
    if not seen.status_reason:
        told.append(f"no reason is given for {seen.state}")
    return told


def of_two(before: Job, after: Job) -> list[str]:
    """What cannot be true of a job at two moments."""
    told = []
    if after.progress.rows_done < before.progress.rows_done:
        told.append(f"rows done went back from {before.progress.rows_done} to {after.progress.rows_done}")
    if after.progress.percent < before.progress.percent:
        told.append(f"went back from {before.progress.percent} to {after.progress.percent} %")
    if before.is_terminal and after != before:
        told.append(f"has ended {before.state} and changed since: {before} became {after}")
    return told


@contextmanager
def watching(engine: Engine, watch: Watch) -> Iterator[Watch]:
    """Look at all jobs made from now on until the block ends, whenever PostgreSQL can be asked."""
    stopped = threading.Event()
    with transaction(engine) as connection:
        since = connection.scalar(text("SELECT clock_timestamp()"))

    def look() -> None:
        try:
            with transaction(engine) as connection:
                found = connection.execute(text(_WHICH), {"since": since}).all()
            for row in found:
                with transaction(engine) as connection:
                    watch.look(jobs.get(connection, WorkspaceId(row.workspace_id), JobId(row.id)))
        except DatabaseUnavailable:
            return  # it is one of the things that break

    def keep_looking() -> None:
        while not stopped.wait(_LOOK_SECONDS):
            look()

    thread = threading.Thread(target=keep_looking, name="watching", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        stopped.set()
        thread.join()
        look()


def told(watch: Watch, sent: Sequence[str]) -> list[str]:
    """What was wrong, each once, and which of the jobs that were sent nobody has looked at."""
    looked = {str(job_id) for job_id in watch.last}
    missed = [f"job {one} was never looked at" for one in sent if one not in looked]
    return [*dict.fromkeys(watch.complaints), *missed]
