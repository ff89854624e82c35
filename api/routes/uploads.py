"""Jobs made: a sheet comes in, is kept, and workers are told."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.clock import today
from api.deps import CallerDep, ServicesDep
from api.limits import upload_limited
from api.models.job import JobOut
from api.models.options import read_options
from api.multipart import Upload
from api.submitting import IdempotencyKey, accepted, asked_for, check_key
from api.uploads import received
from core import faults
from core.db import submitting
from core.db.connect import transaction
from core.db.jobs import Job
from core.errors import FieldProblem, InvalidOption
from core.ids import JobId
from core.job_options import JobOptions

router = APIRouter(prefix="/jobs", tags=["jobs"])

_KNOWN_PARTS: Final = frozenset({"options", "amends"})

_UPLOAD_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "contentMediaType": "application/octet-stream",
                            "description": "the sheet: xlsx or csv",
                        },
                        "options": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "contentSchema": {"$ref": "#/components/schemas/JobOptionsIn"},
                            "description": "how to read and compute it, as JSON text",
                        },
                        "amends": {
                            "type": "string",
                            "format": "uuid",
                            "description": "the job whose errors file this is, mended",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=202,
    summary="Upload a sheet",
    response_model=JobOut,
    responses={
        200: {"model": JobOut, "description": "The job an earlier request with this Idempotency-Key made"},
        **problems.documented(401, 408, 409, 413, 415, 422, 429, 503),
    },
    openapi_extra=_UPLOAD_BODY,
    dependencies=[Depends(upload_limited)],
)
async def create(
    request: Request,
    response: Response,
    caller: CallerDep,
    at_hand: ServicesDep,
    idempotency_key: IdempotencyKey = None,
) -> JobOut:
    """A sheet of SKUs becomes a job. It is kept when this is answered; workers compute it from there.

    Follow `Location` (with `?wait=20`) until `state` is `succeeded`, `partially_succeeded`, `failed` or
    `cancelled`. Decisions appear while it is still computing.

    With `amends` the sheet is the mended errors file of a job that has ended. What it does not mend (by SKU
    and location) is carried over when it finishes, so that pages, downloads and totals answer for both. The
    mended rows come first; classes are ranked within each of the two sheets.
    """
    check_key(idempotency_key)
    spool = at_hand.settings.data_dir / "uploads"
    limit = at_hand.settings.max_upload_bytes
    async with received(request, directory=spool, most_bytes=limit) as upload:
        unknown = sorted(upload.fields.keys() - _KNOWN_PARTS)
        if unknown:
            raise InvalidOption(
                f"The part {unknown[0]!r} is not known.",
                remedy="Send the parts `file`, `options` and `amends` only.",
            )
        given = read_options(upload.fields.get("options"))
        amends = _amended(upload.fields.get("amends"))
        options = given.job_options(as_of=given.as_of or today(), rows_per_chunk=at_hand.settings.chunk_rows)
        content = upload.sha256 if amends is None else f"{upload.sha256} amends {amends}"
        asked = asked_for(caller, at_hand.settings, idempotency_key, given.fingerprint(content))
        job, is_new = await run_in_threadpool(_keep, at_hand.engine, asked, upload, options, amends)
    faults.point("api.after_commit_before_publish")
    return await accepted(request, response, job, is_new=is_new)


def _amended(text: str | None) -> JobId | None:
    if text is None or not text.strip():
        return None
    try:
        return JobId(UUID(text.strip()))
    except ValueError as error:
        remedy = "Give the id of the job whose errors file this is, or leave `amends` out."
        raise InvalidOption(
            "`amends` is not the id of a job.",
            remedy=remedy,
            problems=[
                FieldProblem(
                    field="amends", value=text, code="invalid_id", message="is no UUID", remedy=remedy
                )
            ],
        ) from error


def _keep(
    engine: Engine, asked: submitting.Request, upload: Upload, options: JobOptions, amends: JobId | None
) -> tuple[Job, bool]:
    with transaction(engine) as connection:
        return submitting.submit(
            connection,
            asked,
            name=upload.file_name,
            media_type=upload.media_type,
            size=upload.size,
            stream=upload.spool,
            options=options,
            amends=amends,
        )
