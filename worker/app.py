"""Celery's entry: `celery -A worker.app worker` and `celery -A worker.app beat`.

Nothing here or below is to run a polars operation in the parent: its thread pool does not survive the fork.
"""

import billiard.pool

from core.queue import (
    CLEAN,
    CLEAN_SECONDS,
    SCHEDULE,
    SCHEDULE_SECONDS,
    SWEEP,
    SWEEP_SECONDS,
    celery_app,
)
from worker import beat_sign, lifecycle, tasks, warming

# So that no pile of sweeps meets the first worker after a night without any; long, since the clocks of two
# hosts may differ and an expiry is compared on another host than it was made on.
_EXPIRES_SECONDS = 300.0

# A message that lies in a child's pipe when the worker is told to stop is forgotten by the parent (Celery
# 5.7, `AsynPool.flush`), so it never hears that the child has done it; the child waits for that, 300 times a
# tenth of a second. Nothing of ours depends on what the parent hears: what was done, PostgreSQL knows.
billiard.pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = 10

app = celery_app()
# Two beats are harmless: the sweep holds an advisory lock, and a wake-up too many finds nothing to do.
app.conf.beat_schedule = {
    "sweep": {"task": SWEEP, "schedule": SWEEP_SECONDS, "options": {"expires": _EXPIRES_SECONDS}},
    "schedule": {"task": SCHEDULE, "schedule": SCHEDULE_SECONDS, "options": {"expires": _EXPIRES_SECONDS}},
    "clean": {"task": CLEAN, "schedule": CLEAN_SECONDS, "options": {"expires": _EXPIRES_SECONDS}},
}

__all__ = ["app", "beat_sign", "lifecycle", "tasks", "warming"]
