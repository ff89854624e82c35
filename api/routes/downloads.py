"""Decisions and errors of a job as files."""

from typing import BinaryIO
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.building import BuildingOut, built
from api.deps import CallerDep, EngineDep, SettingsDep
from api.downloading import (
    Decimal,
    Delimiter,
    check_signs,
    csv_file,
    ended,
    file_response,
    understood,
    workbook_file,
)
from api.media_types import CSV, XLSX
from api.names import stem
from api.polling import read_job
from api.scopes import needs
from api.streaming import decision_frames
from core.db.connect import transaction
from core.db.protocol import row_errors
from core.ids import JobId
from core.roles import Scope

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])


@router.get(
    "/decisions.csv",
    summary="Download decisions as csv",
    response_class=StreamingResponse,
    responses=file_response("The sheet's columns, then the decision's", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def decisions_csv(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    delimiter: Delimiter = ",",
    decimal: Decimal = ".",
) -> StreamingResponse:
    """Every row in the sheet's order, the decision's columns after the sheet's own.

    While the job is computing, the rows that are done so far.
    """
    from core.sheets.writing.write import csv_parts

    check_signs(delimiter, decimal)
    job = read_job(engine, caller.workspace_id, JobId(job_id))
    parts = csv_parts(decision_frames(engine, job), understood(job), delimiter=delimiter, decimal=decimal)
    return csv_file(parts, f"{stem(job.name)}-decisions.csv")


@router.get(
    "/decisions.xlsx",
    summary="Download decisions as a workbook",
    response_class=StreamingResponse,
    responses={
        202: {"model": BuildingOut, "description": "The workbook is being built; ask again at `Location`"},
        **file_response("Decisions, Orders by supplier, Summary and Errors", XLSX),
    },
    openapi_extra=needs(Scope.JOBS_READ),
)
def decisions_xlsx(
    request: Request, job_id: UUID, caller: CallerDep, engine: EngineDep, settings: SettingsDep
) -> Response:
    """The workbook a planner works with, once the job has ended.

    More than 1,048,575 rows go on in further worksheets. A large workbook is built by a worker: until it is
    there the answer is 202 with `Location` and `Retry-After`; ask again at that address.
    """
    from core.db.protocol.workbook import write_workbook

    job = ended(engine, caller, job_id)
    understanding = understood(job)
    name = f"{stem(job.name)}-decisions.xlsx"
    if job.progress.rows_done > settings.built_rows:
        return built(engine, job, name, here=f"{request.scope['root_path'].rstrip('/')}{request.url.path}")

    def write(target: BinaryIO) -> None:
        write_workbook(engine, job, understanding, target)

    return workbook_file(settings, write, name)


@router.get(
    "/errors.csv",
    summary="Download the rows in error as csv",
    response_class=StreamingResponse,
    responses=file_response("The original rows, the cells and the reasons", CSV),
    openapi_extra=needs(Scope.JOBS_READ),
)
def errors_csv(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    delimiter: Delimiter = ",",
    decimal: Decimal = ".",
) -> StreamingResponse:
    """The refused rows as they were sent, to be mended and uploaded again; once the job has ended."""
    from core.sheets.writing.write import error_csv_parts

    check_signs(delimiter, decimal)
    job = ended(engine, caller, job_id)
    understanding = understood(job)
    with transaction(engine, job.workspace_id) as connection:
        errors = row_errors.every(connection, job.workspace_id, job.id)
    frames = decision_frames(engine, job)
    parts = error_csv_parts(frames, understanding, errors, delimiter=delimiter, decimal=decimal)
    return csv_file(parts, f"{stem(job.name)}-errors.csv")


@router.get(
    "/errors.xlsx",
    summary="Download the rows in error as a workbook",
    response_class=StreamingResponse,
    responses=file_response("The original rows, the cells and the reasons", XLSX),
    openapi_extra=needs(Scope.JOBS_READ),
)
def errors_xlsx(
    job_id: UUID, caller: CallerDep, engine: EngineDep, settings: SettingsDep
) -> StreamingResponse:
    """The same as a workbook."""
    from core.sheets.writing.write import write_errors_xlsx

    job = ended(engine, caller, job_id)
    understanding = understood(job)
    with transaction(engine, job.workspace_id) as connection:
        errors = row_errors.every(connection, job.workspace_id, job.id)

    def write(target: BinaryIO) -> None:
        write_errors_xlsx(decision_frames(engine, job), understanding, errors, target)

    return workbook_file(settings, write, f"{stem(job.name)}-errors.xlsx")
