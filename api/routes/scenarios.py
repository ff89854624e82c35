"""Scenarios: what a catalogue would come to with other costs, lead times, service or demand."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.clock import today
from api.deps import CallerDep, EngineDep, ServicesDep
from api.downloading import csv_file, file_headers, file_response
from api.media_types import CSV, XLSX
from api.models.job import JobOut
from api.models.scenario import ScenarioIn, ScenarioOut, ScenarioRowsOut, ScenariosOut
from api.paging import CursorParam, LimitParam
from api.polling import not_finished
from api.scopes import needs
from api.submitting import IdempotencyKey, accepted, asked_for, check_key
from core.callers import Caller
from core.db.catalogue import catalogues, comparisons, scenarios
from core.db.catalogue.run_options import options_of
from core.db.connect import transaction
from core.db.paged import every
from core.db.protocol import summaries
from core.db.protocol.jobs import Job
from core.ids import CatalogueId, JobId
from core.roles import Scope

router = APIRouter(tags=["catalogues"])

_ROWS = 1_000


@router.post(
    "/catalogues/{catalogue_id}/scenarios",
    status_code=202,
    summary="Try other assumptions",
    response_model=JobOut,
    responses={
        200: {"model": JobOut, "description": "The scenario an earlier request with this key made"},
        **problems.documented(400, 401, 403, 404, 408, 409, 413, 422, 429, 503),
    },
    openapi_extra=needs(Scope.JOBS_WRITE),
)
async def start(
    request: Request,
    response: Response,
    catalogue_id: UUID,
    given: ScenarioIn,
    caller: CallerDep,
    at_hand: ServicesDep,
    idempotency_key: IdempotencyKey = None,
) -> JobOut:
    """Decide on every item twice, as it is and as assumed. It is no run: it leaves the catalogue as it is."""
    check_key(idempotency_key)
    asked = asked_for(caller, at_hand.settings, idempotency_key, f"scenario of {catalogue_id}, {given}")

    def keep(engine: Engine) -> tuple[Job, bool]:
        with transaction(engine, caller.workspace_id) as connection:
            found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
            options = options_of(
                connection,
                caller.workspace_id,
                found.settings,
                as_of=given.as_of or today(),
                rows_per_chunk=at_hand.settings.chunk_rows,
            )
            return scenarios.start(
                connection,
                asked,
                found.id,
                options,
                name=given.name,
                assumptions=given.assumptions.assumptions(),
            )

    job, is_new = await run_in_threadpool(keep, at_hand.engine)
    return await accepted(request, response, job, is_new=is_new)


@router.get(
    "/catalogues/{catalogue_id}/scenarios",
    summary="List scenarios",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def list_scenarios(
    catalogue_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 50,
    cursor: CursorParam = None,
) -> ScenariosOut:
    """The newest first; their comparisons are left out, ask for the one to get it."""
    with transaction(engine, caller.workspace_id) as connection:
        found = catalogues.get(connection, caller.workspace_id, CatalogueId(catalogue_id))
        page = scenarios.page(connection, caller.workspace_id, found.id, limit=limit, cursor=cursor)
    return ScenariosOut(items=[ScenarioOut.of(job) for job in page.jobs], next=page.next)


@router.get(
    "/scenarios/{job_id}",
    summary="Show a scenario",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show(job_id: UUID, caller: CallerDep, engine: EngineDep) -> ScenarioOut:
    """What it assumes and, once it has ended, its totals beside those of the same items as they are."""
    with transaction(engine, caller.workspace_id) as connection:
        job = scenarios.get(connection, caller.workspace_id, JobId(job_id))
        summary = summaries.get(connection, caller.workspace_id, job.id) or {}
    return ScenarioOut.of(job, summary.get("comparison"))


def _ended(engine: Engine, caller: Caller, job_id: UUID) -> Job:
    with transaction(engine, caller.workspace_id) as connection:
        job = scenarios.get(connection, caller.workspace_id, JobId(job_id))
    if not job.is_terminal:
        raise not_finished(job)
    return job


@router.get(
    "/scenarios/{job_id}/rows",
    summary="What is decided otherwise",
    responses=problems.documented(401, 403, 404, 409, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show_rows(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
) -> ScenarioRowsOut:
    """Each item with what matters of both decisions, those whose costs differ most first."""
    job = _ended(engine, caller, job_id)
    with transaction(engine, caller.workspace_id) as connection:
        page = comparisons.page(connection, caller.workspace_id, job.id, limit=limit, cursor=cursor)
    return ScenarioRowsOut(items=page.rows, next=page.next)


def _every(engine: Engine, job: Job) -> Iterator[list[dict[str, Any]]]:
    return every(
        engine,
        job.workspace_id,
        lambda connection, cursor: comparisons.page(
            connection, job.workspace_id, job.id, limit=_ROWS, cursor=cursor
        ),
    )


def _file_name(job: Job, suffix: str) -> str:
    return f"{job.name.replace(':', ' -')}-{job.as_of}.{suffix}"


@router.get(
    "/scenarios/{job_id}/rows.csv",
    summary="Download the comparison as csv",
    response_class=StreamingResponse,
    responses=file_response("A line an item", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def rows_csv(job_id: UUID, caller: CallerDep, engine: EngineDep) -> StreamingResponse:
    """Every item that is decided otherwise."""
    from core.sheets.writing.scenario_table import csv_parts

    job = _ended(engine, caller, job_id)
    return csv_file(csv_parts(_every(engine, job)), _file_name(job, "csv"))


@router.get(
    "/scenarios/{job_id}/rows.xlsx",
    summary="Download the comparison as a workbook",
    response_class=Response,
    responses=file_response("Totals, and a row an item", XLSX),
    openapi_extra=needs(Scope.JOBS_READ),
)
def rows_xlsx(job_id: UUID, caller: CallerDep, engine: EngineDep) -> Response:
    """Totals side by side, and the 100,000 items whose costs differ most; all of them are in the csv."""
    from core.sheets.writing.scenario_table import workbook

    job = _ended(engine, caller, job_id)
    with transaction(engine, caller.workspace_id) as connection:
        summary = summaries.get(connection, caller.workspace_id, job.id) or {}
    said = ScenarioOut.of(job)
    return Response(
        workbook(_every(engine, job), said.name, said.in_words, summary.get("comparison")),
        media_type=XLSX,
        headers=file_headers(_file_name(job, "xlsx")),
    )
