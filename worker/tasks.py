"""The tasks. A message says only "there is work": a task claims a chunk, does its step, wakes the next."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from celery import shared_task
from sqlalchemy import Engine

from core import faults
from core.db.connect import transaction
from core.db.protocol.claims import claim, ready_count
from core.db.protocol.leases import UPLOAD, Lease
from core.db.protocol.transitions import close_if_cancelled
from core.db.webhook.deliveries import is_any_due
from core.job_states import ChunkKind
from core.queue import CLEAN, DELIVER, SCHEDULE, SWEEP, WORK, deliver_soon
from core.settings import settings
from worker import outcome, reading, steps
from worker.cleaning import clean as clean_for_a_while
from worker.computing import compute
from worker.delivering import deliver_for_a_while
from worker.exporting import export
from worker.heartbeat import Heart
from worker.recalculating import recalculate
from worker.scheduling import schedule_once
from worker.sweeping import sweep_once
from worker.task import LotwiseTask

_log = structlog.get_logger(__name__)


def _read(engine: Engine, held: Lease, heart: Heart) -> None:
    """Read what the job is of: a sheet, or the items of a catalogue."""
    (reading.read if held.job_kind == UPLOAD else recalculate)(engine, held, heart)


_STEPS: dict[ChunkKind, Callable[[Engine, Lease, Heart], None]] = {
    ChunkKind.READ: _read,
    ChunkKind.COMPUTE: compute,
    ChunkKind.FINISH: steps.finish,
    ChunkKind.EXPORT: export,
}


@shared_task(name=WORK, base=LotwiseTask, bind=True)
def work(self: LotwiseTask) -> int:
    """Do one chunk, whichever is next; quietly nothing where there is none."""
    lease = timedelta(seconds=settings().lease_seconds)
    with transaction(self.engine) as connection:
        held = claim(connection, self.worker, lease, large_bytes=settings().large_file_bytes)
    if held is None:
        return 0
    run(self.engine, held, self.worker, lease)
    faults.point(f"{held.kind}.after_commit_before_publish")
    with transaction(self.engine) as connection:
        close_if_cancelled(connection, held.job_id)
    with transaction(self.engine) as connection:
        has_to_tell, ready = is_any_due(connection), ready_count(connection, at_most=1)
    if has_to_tell:
        deliver_soon()
    return ready


def run(engine: Engine, held: Lease, owner: str, lease: timedelta) -> None:
    """Run the step of a claimed chunk under a heartbeat, and see to what comes of it."""
    heart = Heart(engine, held, owner, lease)
    with (
        structlog.contextvars.bound_contextvars(
            job_id=str(held.job_id), chunk=held.ordinal, kind=held.kind, attempt=held.attempt
        ),
        outcome.seen_to(engine, held, heart),
        heart.beating(),
    ):
        _STEPS[held.kind](engine, held, heart)
        _log.info("chunk_done", rows=held.rows)


@shared_task(name=SWEEP, base=LotwiseTask, bind=True)
def sweep(self: LotwiseTask) -> int:
    """Recover what dead workers left; beat asks for it, and every worker does it by itself too."""
    return sweep_once(self.engine)


@shared_task(name=SCHEDULE, base=LotwiseTask, bind=True)
def schedule(self: LotwiseTask) -> int:
    """Make the runs that are due; beat asks for it, PostgreSQL decides."""
    return schedule_once(self.engine)


@shared_task(name=CLEAN, base=LotwiseTask, bind=True)
def clean(self: LotwiseTask) -> int:
    """Take away what was deleted or is past its time; beat asks for it, and so does who deletes a job."""
    if clean_for_a_while(self.engine):
        _log.info("cleaning_goes_on_next_time")
    return 0


@shared_task(name=DELIVER, base=LotwiseTask, bind=True)
def deliver(self: LotwiseTask) -> int:
    """Tell webhooks what is due; who ends a job asks for it, and every sweep that finds something due."""
    if deliver_for_a_while(self.engine):
        deliver_soon()
    return 0
