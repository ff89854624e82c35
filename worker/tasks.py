"""The tasks. A message says only "there is work": a task claims a chunk, does its step, wakes the next."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from celery import Task, shared_task
from sqlalchemy import Engine

from core import faults
from core.db.claims import claim, ready_count
from core.db.connect import transaction
from core.db.leases import Lease
from core.db.transitions import close_if_cancelled
from core.errors import DatabaseUnavailable
from core.job_states import ChunkKind
from core.queue import SWEEP, WORK, wake_up_quietly
from core.settings import settings
from worker import outcome, reading, steps
from worker.computing import compute
from worker.database import engine as process_engine
from worker.heartbeat import Heart
from worker.identity import worker_id
from worker.sweeping import sweep_once

_log = structlog.get_logger(__name__)

_STEPS: dict[ChunkKind, Callable[[Engine, Lease, Heart], None]] = {
    ChunkKind.READ: reading.read,
    ChunkKind.COMPUTE: compute,
    ChunkKind.FINISH: steps.finish,
}


@shared_task(name=WORK, bind=True)
def work(self: "Task[[], None]") -> None:
    """Do one chunk, whichever is next; quietly nothing where there is none."""
    owner = worker_id(str(self.request.hostname))
    lease = timedelta(seconds=settings().lease_seconds)
    engine = process_engine()
    try:
        with transaction(engine) as connection:
            held = claim(connection, owner, lease, large_bytes=settings().large_file_bytes)
        if held is None:
            return
        run(engine, held, owner, lease)
        faults.point(f"{held.kind}.after_commit_before_publish")
        with transaction(engine) as connection:
            close_if_cancelled(connection, held.job_id)
        with transaction(engine) as connection:
            is_more = ready_count(connection, at_most=1) > 0
    except DatabaseUnavailable:
        # Nothing is lost: the sweep wakes workers again when PostgreSQL is back.
        _log.warning("database_unavailable")
        return
    if is_more:
        wake_up_quietly()


def run(engine: Engine, held: Lease, owner: str, lease: timedelta) -> None:
    """Run the step of a claimed chunk under a heartbeat, and see to what comes of it."""
    with (
        structlog.contextvars.bound_contextvars(
            job_id=str(held.job_id), chunk=held.ordinal, kind=held.kind, attempt=held.attempt
        ),
        outcome.seen_to(engine, held),
        Heart(engine, held, owner, lease).beating() as heart,
    ):
        _STEPS[held.kind](engine, held, heart)
        _log.info("chunk_done", rows=held.rows)


@shared_task(name=SWEEP)
def sweep() -> None:
    """Recover what dead workers left; beat asks for it, and every worker does it by itself too."""
    sweep_once(process_engine())
