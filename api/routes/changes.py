"""What changed in a run against the one before: page, csv, workbook."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine

from api import problems
from api.deps import CallerDep, EngineDep
from api.downloading import csv_file, file_headers, file_response
from api.media_types import CSV, XLSX
from api.models.catalogue import ChangesOut
from api.names import stem
from api.paging import CursorParam, LimitParam
from api.polling import kept_job, not_finished
from api.scopes import needs
from core.callers import Caller
from core.db.catalogue import changes
from core.db.catalogue.catalogues import SCENARIO
from core.db.connect import transaction
from core.db.paged import every
from core.db.protocol import summaries
from core.db.protocol.jobs import Job
from core.errors import InvalidOption, NotFound
from core.ids import JobId
from core.roles import Scope
from core.sheets.catalogue.kinds import KINDS

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])

_ROWS = 1_000
Kind = Annotated[str | None, Query(max_length=50, description=f"one of {', '.join(KINDS)}")]


def _run(engine: Engine, caller: Caller, job_id: UUID, kind: str | None) -> Job:
    """A run that has ended; raises `NotFound` for other jobs, `JobNotFinished`, `InvalidOption`."""
    if kind is not None and kind not in KINDS:
        raise InvalidOption(f"kind is {kind!r}.", remedy=f"Give one of {', '.join(KINDS)}, or leave it out.")
    job = kept_job(engine, caller.workspace_id, JobId(job_id))
    if job.catalogue_id is None:
        raise NotFound(
            "This job is no run over a catalogue: it has nothing to compare itself with.",
            remedy="Keep the sheet as a catalogue: POST /catalogues.",
        )
    if job.kind == SCENARIO:
        raise NotFound(
            "This job is a scenario: it is compared with its baseline, not with a run before.",
            remedy=f"GET /scenarios/{job.id}",
        )
    if not job.is_terminal:
        raise not_finished(job)
    return job


@router.get(
    "/changes",
    summary="What changed since the run before",
    responses=problems.documented(401, 403, 404, 409, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    limit: LimitParam = 100,
    cursor: CursorParam = None,
    kind: Kind = None,
) -> ChangesOut:
    """Each with what it was, what it is, and why; what asks for action first."""
    job = _run(engine, caller, job_id, kind)
    with transaction(engine, caller.workspace_id) as connection:
        page = changes.page(connection, caller.workspace_id, job.id, limit=limit, cursor=cursor, kind=kind)
        summary = summaries.get(connection, caller.workspace_id, job.id) or {}
    return ChangesOut(
        run=job.id,
        compares_with=job.compares_with,
        as_of=job.as_of,
        counts=summary.get("changes", {}),
        words=summary.get("morning", []),
        items=page.rows,
        next=page.next,
    )


def _every(engine: Engine, job: Job, kind: str | None) -> Iterator[list[dict[str, Any]]]:
    return every(
        engine,
        job.workspace_id,
        lambda connection, cursor: changes.page(
            connection, job.workspace_id, job.id, limit=_ROWS, cursor=cursor, kind=kind
        ),
    )


@router.get(
    "/changes.csv",
    summary="Download the changes as csv",
    response_class=StreamingResponse,
    responses=file_response("A line a change", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def changes_csv(job_id: UUID, caller: CallerDep, engine: EngineDep, kind: Kind = None) -> StreamingResponse:
    """Every change, or those of one kind."""
    from core.sheets.writing.changes_table import csv_parts

    job = _run(engine, caller, job_id, kind)
    return csv_file(csv_parts(_every(engine, job, kind)), f"{stem(job.name)}-changes-{job.as_of}.csv")


@router.get(
    "/changes.xlsx",
    summary="Download the changes as a workbook",
    response_class=Response,
    responses=file_response("A row a change", XLSX),
    openapi_extra=needs(Scope.JOBS_READ),
)
def changes_xlsx(job_id: UUID, caller: CallerDep, engine: EngineDep, kind: Kind = None) -> Response:
    """The same as csv, up to a worksheet's million rows; what is more is in the csv only."""
    from core.sheets.writing.changes_table import workbook

    job = _run(engine, caller, job_id, kind)
    return Response(
        workbook(_every(engine, job, kind)),
        media_type=XLSX,
        headers=file_headers(f"{stem(job.name)}-changes-{job.as_of}.xlsx"),
    )
