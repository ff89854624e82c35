"""Decisions and errors of a job as files."""

from typing import Annotated, Any, BinaryIO, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine

from api import problems
from api.deps import CallerDep, EngineDep, SettingsDep
from api.media_types import CSV, XLSX
from api.names import attachment, stem
from api.polling import not_finished, read_job
from api.streaming import begun, decision_frames, spooled
from core.db import row_errors, summaries
from core.db.connect import transaction
from core.db.jobs import Job
from core.db.keys import Caller
from core.errors import FieldProblem, InvalidOption, NotFound
from core.ids import JobId
from core.sheets.understanding import Understanding

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])


_Delimiter = Annotated[Literal[",", ";", "\t", "|"], Query(description="what stands between two cells")]
_Decimal = Annotated[Literal[".", ","], Query(description="the decimal sign")]


def _file_response(description: str, media_type: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"content": {media_type.partition(";")[0]: {}}, "description": description},
        **problems.documented(401, 404, 409, 422, 503),
    }


def _headers(name: str, size: int | None = None) -> dict[str, str]:
    headers = {"Content-Disposition": attachment(name), "X-Content-Type-Options": "nosniff"}
    if size is not None:
        headers["Content-Length"] = str(size)
    return headers


def _understood(job: Job) -> Understanding:
    """What was made of the sheet; raises `JobNotFinished` or `NotFound` where nothing was."""
    if job.understanding is not None:
        return Understanding.from_json(job.understanding)
    if not job.is_terminal:
        raise not_finished(job)
    remedy = "Mend what the job's `error` names." if job.error else "Upload the sheet again."
    raise NotFound(f"The job has no decisions: {job.status_reason}", remedy=remedy)


def _ended(engine: Engine, caller: Caller, job_id: UUID) -> Job:
    """The job; raises `JobNotFinished` while it is under way."""
    job = read_job(engine, caller.workspace_id, JobId(job_id))
    if not job.is_terminal:
        raise not_finished(job)
    return job


def _check_signs(delimiter: str, decimal: str) -> None:
    if delimiter == decimal:
        message = "delimiter and decimal are the same sign"
        remedy = 'Use delimiter=";" with decimal=",".'
        raise InvalidOption(
            message,
            remedy=remedy,
            problems=[
                FieldProblem(
                    field="decimal", value=decimal, code="same_as_delimiter", message=message, remedy=remedy
                )
            ],
        )


@router.get(
    "/decisions.csv",
    summary="Download decisions as csv",
    response_class=StreamingResponse,
    responses=_file_response("The sheet's columns, then the decision's", CSV),
)
def decisions_csv(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    delimiter: _Delimiter = ",",
    decimal: _Decimal = ".",
) -> StreamingResponse:
    """Every row in the sheet's order, the decision's columns after the sheet's own.

    While the job is computing, the rows that are done so far.
    """
    from core.sheets.write import csv_parts

    _check_signs(delimiter, decimal)
    job = read_job(engine, caller.workspace_id, JobId(job_id))
    parts = csv_parts(decision_frames(engine, job), _understood(job), delimiter=delimiter, decimal=decimal)
    return StreamingResponse(
        # The header and the first page: an answer that has begun cannot become an error any more.
        begun(parts, first=2),
        media_type=CSV,
        headers=_headers(f"{stem(job.file.name)}-decisions.csv"),
    )


@router.get(
    "/decisions.xlsx",
    summary="Download decisions as a workbook",
    response_class=StreamingResponse,
    responses=_file_response("Decisions, Orders by supplier, Summary and Errors", XLSX),
)
def decisions_xlsx(
    job_id: UUID, caller: CallerDep, engine: EngineDep, settings: SettingsDep
) -> StreamingResponse:
    """The workbook a planner works with, once the job has ended; up to 1,048,575 rows."""
    from core.sheets.summary import Summary, summarise
    from core.sheets.write import write_xlsx

    job = _ended(engine, caller, job_id)
    understanding = _understood(job)
    with transaction(engine) as connection:
        kept = summaries.get(connection, job.workspace_id, job.id)
        errors = row_errors.every(connection, job.workspace_id, job.id)
    # A cancelled job has no totals of its own; its workbook tells those of the rows that were done.
    summary = Summary.from_json(kept) if kept else summarise(decision_frames(engine, job))

    def write(target: BinaryIO) -> None:
        write_xlsx(
            decision_frames(engine, job),
            understanding,
            summary,
            errors,
            target,
            as_of=job.as_of,
            source_name=job.file.name,
        )

    size, pieces = spooled(settings.data_dir / "downloads", write)
    name = f"{stem(job.file.name)}-decisions.xlsx"
    return StreamingResponse(pieces, media_type=XLSX, headers=_headers(name, size))


@router.get(
    "/errors.csv",
    summary="Download the rows in error as csv",
    response_class=StreamingResponse,
    responses=_file_response("The original rows, the cells and the reasons", CSV),
)
def errors_csv(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    delimiter: _Delimiter = ",",
    decimal: _Decimal = ".",
) -> StreamingResponse:
    """The refused rows as they were sent, to be mended and uploaded again; once the job has ended."""
    from core.sheets.write import error_csv_parts

    _check_signs(delimiter, decimal)
    job = _ended(engine, caller, job_id)
    understanding = _understood(job)
    with transaction(engine) as connection:
        errors = row_errors.every(connection, job.workspace_id, job.id)
    frames = decision_frames(engine, job)
    parts = error_csv_parts(frames, understanding, errors, delimiter=delimiter, decimal=decimal)
    return StreamingResponse(
        begun(parts, first=2), media_type=CSV, headers=_headers(f"{stem(job.file.name)}-errors.csv")
    )


@router.get(
    "/errors.xlsx",
    summary="Download the rows in error as a workbook",
    response_class=StreamingResponse,
    responses=_file_response("The original rows, the cells and the reasons", XLSX),
)
def errors_xlsx(
    job_id: UUID, caller: CallerDep, engine: EngineDep, settings: SettingsDep
) -> StreamingResponse:
    """The same as a workbook."""
    from core.sheets.write import write_errors_xlsx

    job = _ended(engine, caller, job_id)
    understanding = _understood(job)
    with transaction(engine) as connection:
        errors = row_errors.every(connection, job.workspace_id, job.id)

    def write(target: BinaryIO) -> None:
        write_errors_xlsx(decision_frames(engine, job), understanding, errors, target)

    size, pieces = spooled(settings.data_dir / "downloads", write)
    name = f"{stem(job.file.name)}-errors.xlsx"
    return StreamingResponse(pieces, media_type=XLSX, headers=_headers(name, size))
