"""Schedules: when a catalogue is computed by itself; made, shown, changed, paused, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from core import schedule_times
from core.db.catalogue import catalogues
from core.db.schema.catalogue_tables import catalogue, schedule, schedule_run
from core.errors import ScheduleNotFound
from core.ids import CatalogueId, JobId, ScheduleId, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule as it is shown; `last` is what came of the time it was due last."""

    id: ScheduleId
    catalogue_id: CatalogueId
    catalogue_name: str
    cron: str
    time_zone: str
    created_by: str
    created_at: datetime
    paused_at: datetime | None
    next_due: datetime | None
    last: "DueRun | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRun:
    """What came of a time a schedule was due: a job, or why there is none.

    `missed` counts due times before it that passed while nobody looked; this run stands for them too.
    """

    due_at: datetime
    decided_at: datetime
    job_id: JobId | None
    refused: str | None
    missed: int

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """From a row of `schedule_run`."""
        return cls(
            due_at=row.due_at,
            decided_at=row.decided_at,
            job_id=row.job_id,
            refused=row.refused,
            missed=row.missed,
        )


def create(
    connection: Connection,
    workspace_id: WorkspaceId,
    catalogue_id: CatalogueId,
    *,
    cron: str,
    time_zone: str,
    created_by: str,
    now: datetime,
) -> Schedule:
    """A new schedule, due for the first time after `now`; raises `InvalidSchedule`, `CatalogueNotFound`."""
    schedule_times.check(cron, time_zone, now)
    catalogues.hold(connection, workspace_id, catalogue_id)
    made = uuid4()
    connection.execute(
        insert(schedule).values(
            id=made,
            workspace_id=workspace_id,
            catalogue_id=catalogue_id,
            cron=cron,
            time_zone=time_zone,
            created_by=created_by,
            next_due=schedule_times.due_after(cron, time_zone, now),
            looked_at=now,
        )
    )
    return get(connection, workspace_id, ScheduleId(made))


def every(
    connection: Connection, workspace_id: WorkspaceId, *, only: ScheduleId | None = None
) -> list[Schedule]:
    """The schedules of the workspace's catalogues, the one due next first."""
    shown = ("id", "catalogue_id", "cron", "time_zone", "created_by", "created_at", "paused_at", "next_due")
    query = (
        select(*(schedule.c[name] for name in shown), catalogue.c.name.label("catalogue_name"))
        .join(catalogue, catalogue.c.id == schedule.c.catalogue_id)
        .where(schedule.c.workspace_id == workspace_id, catalogue.c.deleted_at.is_(None))
        .order_by(schedule.c.next_due, schedule.c.id)
    )
    if only is not None:
        query = query.where(schedule.c.id == only)
    rows = connection.execute(query).all()
    last = _last(connection, [row.id for row in rows])
    return [Schedule(**row._mapping, last=last.get(row.id)) for row in rows]  # noqa: SLF001 - public there


def _last(connection: Connection, ids: Sequence[object]) -> dict[object, DueRun]:
    rows = connection.execute(
        select(schedule_run)
        .where(schedule_run.c.schedule_id.in_(ids))
        .ext(distinct_on(schedule_run.c.schedule_id))
        .order_by(schedule_run.c.schedule_id, schedule_run.c.due_at.desc())
    )
    return {row.schedule_id: DueRun.of_row(row) for row in rows}


def get(connection: Connection, workspace_id: WorkspaceId, schedule_id: ScheduleId) -> Schedule:
    """One schedule; raises `ScheduleNotFound`."""
    found = every(connection, workspace_id, only=schedule_id)
    if not found:
        raise ScheduleNotFound(remedy="Look at the list of schedules: GET /schedules.")
    return found[0]


def change(
    connection: Connection,
    workspace_id: WorkspaceId,
    schedule_id: ScheduleId,
    *,
    now: datetime,
    cron: str | None = None,
    time_zone: str | None = None,
    is_paused: bool | None = None,
) -> Schedule:
    """Other times, paused or going on; what was due while it was paused is not made up.

    Raises `ScheduleNotFound`, `InvalidSchedule`.
    """
    before = get(connection, workspace_id, schedule_id)
    wanted_cron, wanted_zone = cron or before.cron, time_zone or before.time_zone
    schedule_times.check(wanted_cron, wanted_zone, now)
    paused = before.paused_at is not None if is_paused is None else is_paused
    connection.execute(
        update(schedule)
        .where(schedule.c.id == schedule_id)
        .values(
            cron=wanted_cron,
            time_zone=wanted_zone,
            paused_at=(before.paused_at or now) if paused else None,
            next_due=None if paused else schedule_times.due_after(wanted_cron, wanted_zone, now),
            looked_at=now,
        )
    )
    return get(connection, workspace_id, schedule_id)


def remove(connection: Connection, workspace_id: WorkspaceId, schedule_id: ScheduleId) -> None:
    """Take it away with its record; runs it made stay as jobs. Raises `ScheduleNotFound`."""
    get(connection, workspace_id, schedule_id)
    connection.execute(delete(schedule).where(schedule.c.id == schedule_id))


def runs_of(
    connection: Connection, workspace_id: WorkspaceId, schedule_id: ScheduleId, *, limit: int
) -> list[DueRun]:
    """What came of the last times it was due; raises `ScheduleNotFound`."""
    get(connection, workspace_id, schedule_id)
    rows = connection.execute(
        select(schedule_run)
        .where(schedule_run.c.schedule_id == schedule_id)
        .order_by(schedule_run.c.due_at.desc())
        .limit(limit)
    )
    return [DueRun.of_row(row) for row in rows]
