"""Catalogues: named sets of items, and runs over them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.clock import today
from api.deps import CallerDep, EngineDep, ServicesDep
from api.models.catalogue import (
    CatalogueChangeIn,
    CatalogueIn,
    CatalogueOut,
    CataloguesOut,
    RunIn,
    SettingsIn,
)
from api.models.job import JobOut
from api.recorded import actor
from api.scopes import needs
from api.submitting import IdempotencyKey, accepted, asked_for, check_key
from core.db.catalogue import catalogues as kept
from core.db.catalogue import feeds, runs
from core.db.catalogue.run_options import options_of
from core.db.connect import transaction
from core.db.protocol.jobs import Job
from core.db.record.admin_actions import Action, record
from core.ids import CatalogueId
from core.roles import Scope

router = APIRouter(prefix="/catalogues", tags=["catalogues"])


def _settings(given: SettingsIn) -> dict[str, Any]:
    return given.model_dump(mode="json", exclude_none=True)


@router.get(
    "",
    summary="List catalogues",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_catalogues(caller: CallerDep, engine: EngineDep) -> CataloguesOut:
    """Every one of the workspace, by name."""
    with transaction(engine, caller.workspace_id) as connection:
        return CataloguesOut(
            items=[CatalogueOut.of(one) for one in kept.every(connection, caller.workspace_id)]
        )


@router.post(
    "",
    status_code=201,
    summary="Make a catalogue",
    responses=problems.documented(400, 401, 403, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def create(
    request: Request, response: Response, given: CatalogueIn, caller: CallerDep, engine: EngineDep
) -> CatalogueOut:
    """An empty one; items come by a sheet or by `PATCH .../items`."""
    with transaction(engine, caller.workspace_id) as connection:
        made = kept.create(
            connection,
            caller.workspace_id,
            name=given.name,
            settings=_settings(given.settings),
            created_by=caller.label,
        )
        record(connection, actor(request, caller), Action.CATALOGUE_CREATED, f"catalogue:{made.id}")
    response.headers["Location"] = f"{request.scope['root_path'].rstrip('/')}/catalogues/{made.id}"
    return CatalogueOut.of(made)


@router.get(
    "/{catalogue_id}",
    summary="Show a catalogue",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show(catalogue_id: UUID, caller: CallerDep, engine: EngineDep) -> CatalogueOut:
    """Its settings, how many items it has, and how old its figures are."""
    with transaction(engine, caller.workspace_id) as connection:
        return CatalogueOut.of(kept.get(connection, caller.workspace_id, CatalogueId(catalogue_id)))


@router.patch(
    "/{catalogue_id}",
    summary="Rename a catalogue or change its settings",
    responses=problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def change(
    catalogue_id: UUID, given: CatalogueChangeIn, caller: CallerDep, engine: EngineDep
) -> CatalogueOut:
    """Settings that are left out or null stay as they are; the next run goes by the new ones."""
    with transaction(engine, caller.workspace_id) as connection:
        changed = kept.change(
            connection,
            caller.workspace_id,
            CatalogueId(catalogue_id),
            name=given.name,
            settings=_settings(given.settings) if given.settings else None,
        )
    return CatalogueOut.of(changed)


@router.delete(
    "/{catalogue_id}",
    status_code=204,
    summary="Delete a catalogue",
    responses=problems.documented(401, 403, 404, 409, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def delete(request: Request, catalogue_id: UUID, caller: CallerDep, engine: EngineDep) -> None:
    """With its items, their history and its schedules; the runs that were made stay as jobs."""
    with transaction(engine, caller.workspace_id) as connection:
        kept.delete(connection, caller.workspace_id, CatalogueId(catalogue_id))
        record(connection, actor(request, caller), Action.CATALOGUE_DELETED, f"catalogue:{catalogue_id}")


@router.get(
    "/{catalogue_id}/feeds",
    summary="What came in",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_feeds(catalogue_id: UUID, caller: CallerDep, engine: EngineDep) -> dict[str, list[dict[str, Any]]]:
    """The last hundred deliveries of items, stock and demand, each with its answer."""
    with transaction(engine, caller.workspace_id) as connection:
        found = kept.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        return {"items": feeds.page(connection, caller.workspace_id, found.id, limit=100)}


@router.post(
    "/{catalogue_id}/runs",
    status_code=202,
    summary="Run now",
    response_model=JobOut,
    responses={
        200: {"model": JobOut, "description": "The run an earlier request with this Idempotency-Key made"},
        **problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 429, 503),
    },
    openapi_extra=needs(Scope.JOBS_WRITE),
)
async def run(
    request: Request,
    response: Response,
    catalogue_id: UUID,
    caller: CallerDep,
    at_hand: ServicesDep,
    given: RunIn | None = None,
    idempotency_key: IdempotencyKey = None,
) -> JobOut:
    """Decide on every item as it is now; a run that has not ended refuses another."""
    check_key(idempotency_key)
    asked = asked_for(caller, at_hand.settings, idempotency_key, f"run of {catalogue_id}, {given}")
    wanted = (given or RunIn()).as_of

    def keep(engine: Engine) -> tuple[Job, bool]:
        with transaction(engine, caller.workspace_id) as connection:
            found = kept.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
            options = options_of(
                connection,
                caller.workspace_id,
                found.settings,
                as_of=wanted or today(),
                rows_per_chunk=at_hand.settings.chunk_rows,
            )
            return runs.start(connection, asked, found.id, options)

    job, is_new = await run_in_threadpool(keep, at_hand.engine)
    return await accepted(request, response, job, is_new=is_new)
