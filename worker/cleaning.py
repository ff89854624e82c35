"""Cleaning: what is deleted or past its time goes, in steps of well under a second each."""

import time
from datetime import timedelta

import structlog
from sqlalchemy import Engine

from core.db.catalogue import catalogue_retention
from core.db.connect import transaction
from core.db.protocol import retention
from core.db.protocol.transitions import cancel
from core.db.webhook import deliveries
from core.errors import Conflict
from core.settings import settings

_log = structlog.get_logger(__name__)

_ROWS_AT_ONCE = 10_000
# Then it makes room for other work; what is left is for the next time.
_MOST_SECONDS = 60.0


def clean(engine: Engine) -> bool:
    """Clean for a while; tells whether there is more to do. Raises `DatabaseUnavailable`."""
    until = time.monotonic() + _MOST_SECONDS
    kept = settings()
    if kept.keep_decisions_days:
        with transaction(engine) as connection:
            retention.purge_old(connection, timedelta(days=kept.keep_decisions_days))
    if kept.keep_files_days:
        _give_up_unanswered(engine, timedelta(days=kept.keep_files_days))
    is_done = _clean_doomed(engine, until)
    is_done = _clean_catalogues(engine, until) and is_done
    if kept.keep_files_days:
        is_done = _clean_files(engine, timedelta(days=kept.keep_files_days), until) and is_done
    with transaction(engine) as connection:
        stubs = 0
        if kept.keep_jobs_days:
            stubs = retention.drop_stubs(connection, timedelta(days=kept.keep_jobs_days))
        retention.drop_built(connection)
        orphans = retention.drop_orphans(connection)
        retention.drop_small_things(connection)
        deliveries.drop_old(connection)
    if stubs or orphans:
        _log.info("cleaned", stubs=stubs, orphan_files=orphans)
    return not is_done


def _clean_doomed(engine: Engine, until: float) -> bool:
    while time.monotonic() < until:
        with transaction(engine) as connection:
            doomed = retention.next_doomed(connection)
        if doomed is None:
            return True
        rows = 0
        while True:
            with transaction(engine) as connection:
                gone = retention.drop_decisions(connection, doomed, _ROWS_AT_ONCE)
            rows += gone
            if gone == 0:
                break
            if time.monotonic() > until:
                return False
        with transaction(engine) as connection:
            retention.drop_rest(connection, doomed)
        _log.info("job_cleaned", job_id=str(doomed.id), rows=rows)
    return False


def _clean_catalogues(engine: Engine, until: float) -> bool:
    while time.monotonic() < until:
        with transaction(engine) as connection:
            gone = catalogue_retention.next_gone(connection)
            if gone is None:
                return True
            catalogue_retention.drop_some(connection, gone, _ROWS_AT_ONCE)
    return False


def _clean_files(engine: Engine, age: timedelta, until: float) -> bool:
    while time.monotonic() < until:
        with transaction(engine) as connection:
            found = retention.old_file(connection, age)
            if found is None:
                return True
            retention.drop_file(connection, found)
        _log.info("file_cleaned", file_id=str(found))
    return False


def _give_up_unanswered(engine: Engine, age: timedelta) -> None:
    with transaction(engine) as connection:
        found = retention.unanswered(connection, age)
    for workspace_id, job_id in found:
        try:
            with transaction(engine) as connection:
                cancel(connection, workspace_id, job_id)
        except Conflict:
            continue  # answered and ended since
        _log.info("unanswered_job_cancelled", job_id=str(job_id))
