"""Jobs made: a sheet comes in, is kept, and workers are told."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, ServicesDep
from api.given_options import completed
from api.limits import upload_limited
from api.models.job import JobOut
from api.models.options import read_options
from api.multipart import Upload
from api.scopes import needs
from api.sent_sheet import FILE_ID, id_in, kept_file
from api.submitting import IdempotencyKey, accepted, asked_for, check_key
from api.upload_bodies import JOB_BODY
from api.uploads import received
from core import faults
from core.db.connect import transaction
from core.db.protocol import submitting
from core.db.protocol.jobs import Job
from core.errors import InvalidOption
from core.ids import FileId, JobId
from core.job_options import JobOptions
from core.roles import Scope

router = APIRouter(prefix="/jobs", tags=["jobs"])

_KNOWN_PARTS: Final = frozenset({"options", "amends", FILE_ID})


@router.post(
    "",
    status_code=202,
    summary="Upload a sheet",
    response_model=JobOut,
    responses={
        200: {"model": JobOut, "description": "The job an earlier request with this Idempotency-Key made"},
        **problems.documented(401, 403, 404, 408, 409, 413, 415, 422, 429, 503, 507),
    },
    openapi_extra={**JOB_BODY, **needs(Scope.JOBS_WRITE)},
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
    async with received(request, directory=spool, most_bytes=limit, in_place_of_file=FILE_ID) as upload:
        unknown = sorted(upload.fields.keys() - _KNOWN_PARTS)
        if unknown:
            raise InvalidOption(
                f"The part {unknown[0]!r} is not known.",
                remedy="Send the parts `file` (or `file_id`), `options` and `amends` only.",
            )
        given = read_options(upload.fields.get("options"))
        file_id = kept_file(upload)
        amends = id_in(upload, "amends", "the id of the job whose errors file this is")
        if file_id is not None and amends is not None:
            raise InvalidOption(
                "A file that was kept mends nothing.",
                remedy="Send the mended errors file as `file` beside `amends`.",
            )
        options = await completed(at_hand, caller, given)
        content = f"file {file_id}" if file_id else upload.sha256
        content += f" amends {amends}" if amends else ""
        asked = asked_for(caller, at_hand.settings, idempotency_key, given.fingerprint(content))
        if file_id is not None:
            job, is_new = await run_in_threadpool(_take, at_hand.engine, asked, file_id, options)
        else:
            job, is_new = await run_in_threadpool(_keep, at_hand.engine, asked, upload, options, amends)
    faults.point("api.after_commit_before_publish")
    return await accepted(request, response, job, is_new=is_new)


def _take(
    engine: Engine, asked: submitting.Request, file_id: FileId, options: JobOptions
) -> tuple[Job, bool]:
    with transaction(engine, asked.workspace_id) as connection:
        return submitting.submit_stored(connection, asked, file_id, options)


def _keep(
    engine: Engine, asked: submitting.Request, upload: Upload, options: JobOptions, amends: UUID | None
) -> tuple[Job, bool]:
    with transaction(engine, asked.workspace_id) as connection:
        return submitting.submit(
            connection,
            asked,
            name=upload.file_name,
            media_type=upload.media_type,
            size=upload.size,
            stream=upload.spool,
            options=options,
            amends=JobId(amends) if amends else None,
        )
