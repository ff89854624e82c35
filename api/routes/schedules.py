"""Schedules: when a catalogue is computed by itself."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.schedule import (
    DueRunOut,
    DueRunsOut,
    ScheduleChangeIn,
    ScheduleIn,
    ScheduleOut,
    SchedulesOut,
)
from api.recorded import actor
from api.scopes import needs
from core.db.catalogue import schedules
from core.db.connect import transaction
from core.db.record.admin_actions import Action, record
from core.ids import CatalogueId, ScheduleId
from core.roles import Scope

router = APIRouter(prefix="/schedules", tags=["catalogues"])


@router.get(
    "",
    summary="List schedules",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_schedules(caller: CallerDep, engine: EngineDep) -> SchedulesOut:
    """The one due next first; paused ones at the end."""
    with transaction(engine, caller.workspace_id) as connection:
        found = schedules.every(connection, caller.workspace_id)
    return SchedulesOut(items=[ScheduleOut.of(one) for one in found])


@router.post(
    "",
    status_code=201,
    summary="Make a schedule",
    responses=problems.documented(400, 401, 403, 404, 408, 413, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def create(
    request: Request, response: Response, given: ScheduleIn, caller: CallerDep, engine: EngineDep
) -> ScheduleOut:
    """A time the clock leaps over comes right after the leap; one that it shows twice comes once.

    A run that was missed while everything was down is made up once. Wrong expressions and zones are refused.
    """
    with transaction(engine, caller.workspace_id) as connection:
        made = schedules.create(
            connection,
            caller.workspace_id,
            CatalogueId(given.catalogue_id),
            cron=given.cron,
            time_zone=given.time_zone,
            created_by=caller.label,
            now=datetime.now(UTC),
        )
        detail = {"cron": given.cron, "time_zone": given.time_zone}
        record(connection, actor(request, caller), Action.SCHEDULE_CREATED, f"schedule:{made.id}", detail)
    response.headers["Location"] = f"{request.scope['root_path'].rstrip('/')}/schedules/{made.id}"
    return ScheduleOut.of(made)


@router.get(
    "/{schedule_id}",
    summary="Show a schedule",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show(schedule_id: UUID, caller: CallerDep, engine: EngineDep) -> ScheduleOut:
    """When it is due next, and what came of the last time."""
    with transaction(engine, caller.workspace_id) as connection:
        return ScheduleOut.of(schedules.get(connection, caller.workspace_id, ScheduleId(schedule_id)))


@router.get(
    "/{schedule_id}/runs",
    summary="What came of the times it was due",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_runs(
    schedule_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
) -> DueRunsOut:
    """The last time first; each with its run, or with why there is none."""
    with transaction(engine, caller.workspace_id) as connection:
        found = schedules.runs_of(connection, caller.workspace_id, ScheduleId(schedule_id), limit=limit)
    return DueRunsOut(items=[DueRunOut.model_validate(one) for one in found])


@router.patch(
    "/{schedule_id}",
    summary="Change, pause or resume a schedule",
    responses=problems.documented(400, 401, 403, 404, 408, 413, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def change(
    request: Request, schedule_id: UUID, given: ScheduleChangeIn, caller: CallerDep, engine: EngineDep
) -> ScheduleOut:
    """What would have been due while it was paused is not made up."""
    with transaction(engine, caller.workspace_id) as connection:
        changed = schedules.change(
            connection,
            caller.workspace_id,
            ScheduleId(schedule_id),
            now=datetime.now(UTC),
            cron=given.cron,
            time_zone=given.time_zone,
            is_paused=given.paused,
        )
        detail = given.model_dump(exclude_none=True)
        record(connection, actor(request, caller), Action.SCHEDULE_CHANGED, f"schedule:{schedule_id}", detail)
    return ScheduleOut.of(changed)


@router.delete(
    "/{schedule_id}",
    status_code=204,
    summary="Delete a schedule",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def delete(request: Request, schedule_id: UUID, caller: CallerDep, engine: EngineDep) -> None:
    """The runs it made stay as jobs."""
    with transaction(engine, caller.workspace_id) as connection:
        schedules.remove(connection, caller.workspace_id, ScheduleId(schedule_id))
        record(connection, actor(request, caller), Action.SCHEDULE_DELETED, f"schedule:{schedule_id}")
