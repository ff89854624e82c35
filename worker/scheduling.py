"""One look at the schedules: what is due becomes runs."""

import structlog
from sqlalchemy import Engine

from core.db.catalogue import ticking
from core.db.connect import transaction
from core.db.protocol.limits import Limits
from core.settings import settings

_log = structlog.get_logger(__name__)


def schedule_once(engine: Engine) -> int:
    """Make the runs that are due; tells how many workers to wake. Raises `DatabaseUnavailable`."""
    kept = settings()
    with transaction(engine) as connection:
        decided = ticking.tick(
            connection,
            limits=Limits(running_jobs=kept.max_running_jobs, stored_bytes=kept.max_stored_bytes),
            rows_per_chunk=kept.chunk_rows,
        )
    for one in decided:
        _log.info(
            "schedule_due",
            due_at=one.due_at.isoformat(),
            job_id=str(one.job_id) if one.job_id else None,
            refused=one.refused,
            missed=one.missed,
        )
    return sum(one.job_id is not None for one in decided)
