"""What the routes that send files have in common."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, BinaryIO, Literal
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine

from api import problems
from api.media_types import CSV, XLSX
from api.names import attachment
from api.polling import not_finished, read_job
from api.streaming import begun, spooled
from core.callers import Caller
from core.db.protocol.jobs import Job
from core.errors import FieldProblem, InvalidOption, NotFound
from core.ids import JobId
from core.settings import Settings
from core.sheets.understanding import Understanding

Delimiter = Annotated[Literal[",", ";", "\t", "|"], Query(description="what stands between two cells")]
Decimal = Annotated[Literal[".", ","], Query(description="the decimal sign")]


def file_response(
    description: str, media_type: str, example: str | None = None
) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a download."""
    content: dict[str, Any] = {} if example is None else {"example": example}
    return {
        200: {"content": {media_type.partition(";")[0]: content}, "description": description},
        **problems.documented(401, 403, 404, 409, 422, 503),
    }


def file_headers(name: str, size: int | None = None) -> dict[str, str]:
    """The headers of a download."""
    headers = {"Content-Disposition": attachment(name)}
    if size is not None:
        headers["Content-Length"] = str(size)
    return headers


def csv_file(parts: Iterator[bytes], name: str) -> StreamingResponse:
    """A csv, sent as it is made.

    Its header and first page are made before: an answer that has begun cannot become an error any more.
    """
    return StreamingResponse(begun(parts, first=2), media_type=CSV, headers=file_headers(name))


def workbook_file(settings: Settings, write: Callable[[BinaryIO], None], name: str) -> StreamingResponse:
    """What `write` writes, sent once it is complete."""
    size, pieces = spooled(settings.data_dir / "downloads", write)
    return StreamingResponse(pieces, media_type=XLSX, headers=file_headers(name, size))


def understood(job: Job) -> Understanding:
    """What was made of the sheet; raises `JobNotFinished` or `NotFound` where nothing was."""
    if job.understanding is not None:
        return Understanding.from_json(job.understanding)
    if not job.is_terminal:
        raise not_finished(job)
    remedy = "Mend what the job's `error` names." if job.error else "Upload the sheet again."
    raise NotFound(f"The job has no decisions: {job.status_reason}", remedy=remedy)


def ended(engine: Engine, caller: Caller, job_id: UUID) -> Job:
    """The job; raises `JobNotFinished` while it is under way."""
    job = read_job(engine, caller.workspace_id, JobId(job_id))
    if not job.is_terminal:
        raise not_finished(job)
    return job


def check_signs(delimiter: str, decimal: str) -> None:
    """Refuse signs that cannot be told apart, naming the option."""
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
