"""Jobs made: a sheet comes in, is kept, and workers are told."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.clock import today
from api.deps import CallerDep, ServicesDep
from api.models.job import JobOut
from api.models.options import read_options
from api.multipart import Upload
from api.uploads import received
from core import faults, queue
from core.db import files, idempotency, jobs
from core.db.connect import transaction
from core.db.jobs import Job
from core.db.keys import Caller
from core.errors import FieldProblem, InvalidOption
from core.job_options import JobOptions
from core.logs import logger

router = APIRouter(prefix="/jobs", tags=["jobs"])
log = logger(__name__)

_POLL_AGAIN_SECONDS: Final = "1"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
_KNOWN_PARTS: Final = frozenset({"options"})

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
        **problems.documented(401, 409, 413, 415, 422, 503),
    },
    openapi_extra=_UPLOAD_BODY,
)
async def create(
    request: Request,
    response: Response,
    caller: CallerDep,
    at_hand: ServicesDep,
    idempotency_key: Annotated[
        str | None, Header(description="The same key with the same content makes one job, however often sent")
    ] = None,
) -> JobOut:
    """A sheet of SKUs becomes a job. It is kept when this is answered; workers compute it from there.

    Follow `Location` (with `?wait=20`) until `state` is `succeeded`, `partially_succeeded`, `failed` or
    `cancelled`. Decisions appear while it is still computing.
    """
    _check_key(idempotency_key)
    spool = at_hand.settings.data_dir / "uploads"
    limit = at_hand.settings.max_upload_bytes
    async with received(request, directory=spool, most_bytes=limit) as upload:
        unknown = sorted(upload.fields.keys() - _KNOWN_PARTS)
        if unknown:
            raise InvalidOption(
                f"The part {unknown[0]!r} is not known.", remedy="Send the parts `file` and `options` only."
            )
        given = read_options(upload.fields.get("options"))
        options = given.job_options(as_of=given.as_of or today(), rows_per_chunk=at_hand.settings.chunk_rows)
        job, is_new = await run_in_threadpool(
            _keep, at_hand.engine, caller, upload, options, idempotency_key, given.fingerprint(upload.sha256)
        )
    faults.point("api.after_commit_before_publish")
    if is_new:
        log.info("job_created", job_id=str(job.id), file=job.file.name, size=job.file.size)
        # After the commit: a worker told earlier would find nothing. Redis away only delays the job.
        await run_in_threadpool(queue.wake_up_quietly)
    else:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    shown = JobOut.of(job, root_path=request.scope["root_path"])
    response.headers["Location"] = shown.links.self
    response.headers["Retry-After"] = _POLL_AGAIN_SECONDS
    return shown


def _check_key(key: str | None) -> None:
    if key is not None and not _KEY.fullmatch(key):
        remedy = "Use up to 200 visible ASCII characters, such as a UUID."
        raise InvalidOption(
            "The Idempotency-Key is not usable.",
            remedy=remedy,
            problems=[
                FieldProblem(
                    field="Idempotency-Key",
                    value=key,
                    code="invalid_idempotency_key",
                    message="is empty, too long or has other than visible ASCII characters",
                    remedy=remedy,
                )
            ],
        )


def _keep(
    engine: Engine, caller: Caller, upload: Upload, options: JobOptions, key: str | None, fingerprint: str
) -> tuple[Job, bool]:
    """File, job and key in one transaction; the job, and whether it is new."""
    workspace_id = caller.workspace_id
    with transaction(engine) as connection:
        if key is not None:
            earlier = idempotency.begin(connection, workspace_id, key, fingerprint)
            if earlier is not None:
                return jobs.get(connection, workspace_id, earlier), False
        stored = files.store(connection, workspace_id, upload.file_name, upload.media_type, upload.spool)
        job = jobs.create(
            connection, workspace_id, stored=stored, options=options, created_by=f"key:{caller.key_id}"
        )
        if key is not None:
            idempotency.complete(connection, workspace_id, key, job.id)
        return job, True
