"""The tick: beat asks, PostgreSQL decides. Each due time makes one run, whoever asks and how often."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core import schedule_times
from core.db.catalogue import runs
from core.db.catalogue.run_options import options_of
from core.db.catalogue.schedules import DueRun
from core.db.protocol.limits import Limits
from core.db.protocol.submitting import Request
from core.db.schema.catalogue_tables import catalogue, schedule, schedule_run
from core.errors import Conflict, NotFound, Refused
from core.ids import CatalogueId, JobId, ScheduleId, WorkspaceId

_MOST_MISSED: Final = 10_000  # counted; a schedule of every minute is down for a week
_AT_ONCE: Final = 100


def tick(
    connection: Connection, *, limits: Limits, rows_per_chunk: int, now: datetime | None = None
) -> list[DueRun]:
    """Make the runs that are due by PostgreSQL's clock (or by `now`), at most one a schedule.

    What was due while everything was down is made up once. Two at once are harmless: each schedule is held by
    one of them, and a due time is written down once.
    """
    moment: datetime = now or connection.execute(select(func.clock_timestamp())).scalar_one()
    _wind_back(connection, moment)
    due = connection.execute(
        select(schedule, catalogue.c.settings, catalogue.c.deleted_at)
        .join(catalogue, catalogue.c.id == schedule.c.catalogue_id)
        .where(schedule.c.paused_at.is_(None), schedule.c.next_due <= moment)
        .order_by(schedule.c.next_due)
        .limit(_AT_ONCE)
        .with_for_update(of=schedule, skip_locked=True)
    ).all()
    made = [_decide(connection, row, moment, limits, rows_per_chunk) for row in due]
    return [one for one in made if one is not None]


def _decide(
    connection: Connection, row: Row[Any], moment: datetime, limits: Limits, rows_per_chunk: int
) -> DueRun | None:
    due_at, missed = schedule_times.last_due(row.cron, row.time_zone, row.next_due, moment, _MOST_MISSED)
    _wait(connection, ScheduleId(row.id), row.cron, row.time_zone, moment)
    if row.deleted_at is not None:
        return None
    is_new = connection.execute(
        insert(schedule_run)
        .values(
            schedule_id=row.id, due_at=due_at, workspace_id=row.workspace_id, missed=missed, decided_at=moment
        )
        .on_conflict_do_nothing()
    ).rowcount
    if not is_new:
        return None
    job_id, refused = _started(connection, row, moment, limits, rows_per_chunk)
    written = connection.execute(
        update(schedule_run)
        .where(schedule_run.c.schedule_id == row.id, schedule_run.c.due_at == due_at)
        .values(job_id=job_id, refused=refused)
        .returning(*schedule_run.c)
    ).one()
    return DueRun.of_row(written)


def _started(
    connection: Connection, row: Row[Any], moment: datetime, limits: Limits, rows_per_chunk: int
) -> tuple[JobId | None, str | None]:
    """The run, or why there is none."""
    workspace_id = WorkspaceId(row.workspace_id)
    request = Request(
        workspace_id=workspace_id,
        created_by=f"schedule:{row.id}",
        key=None,
        fingerprint="",
        limits=limits,
    )
    try:
        with connection.begin_nested():
            options = options_of(
                connection,
                workspace_id,
                row.settings,
                # The day it is where the schedule is, also for a run that is made up.
                as_of=moment.astimezone(schedule_times.zone_of(row.time_zone)).date(),
                rows_per_chunk=rows_per_chunk,
            )
            job, _ = runs.start(connection, request, CatalogueId(row.catalogue_id), options)
    except (Conflict, NotFound, Refused) as error:
        return None, error.message
    return job.id, None


def _wind_back(connection: Connection, moment: datetime) -> None:
    """Where the clock was set back, wait for the next time by it, not for one that may be far ahead.

    A time that was due already is written down, and so not due again.
    """
    rows = connection.execute(
        select(schedule.c.id, schedule.c.cron, schedule.c.time_zone)
        .where(schedule.c.paused_at.is_(None), schedule.c.looked_at > moment)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        _wait(connection, ScheduleId(row.id), row.cron, row.time_zone, moment)


def _wait(
    connection: Connection, schedule_id: ScheduleId, cron: str, time_zone: str, moment: datetime
) -> None:
    connection.execute(
        update(schedule)
        .where(schedule.c.id == schedule_id)
        .values(next_due=schedule_times.due_after(cron, time_zone, moment), looked_at=moment)
    )
