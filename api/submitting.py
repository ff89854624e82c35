"""What every request that makes a job has in common: its key, its limits, its answer."""

import re
from typing import Annotated, Final

from fastapi import Header, Request, Response
from starlette.concurrency import run_in_threadpool

from api.models.job import JobOut
from core import queue
from core.callers import Caller
from core.db.protocol import submitting
from core.db.protocol.jobs import Job
from core.db.protocol.limits import Limits
from core.errors import FieldProblem, InvalidOption
from core.logs import logger
from core.settings import Settings

log = logger(__name__)

IdempotencyKey = Annotated[
    str | None, Header(description="The same key with the same content makes one job, however often sent")
]

_POLL_AGAIN_SECONDS: Final = "1"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


def check_key(key: str | None) -> None:
    """Raise `InvalidOption` for an Idempotency-Key that cannot be kept."""
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


def asked_for(caller: Caller, settings: Settings, key: str | None, fingerprint: str) -> submitting.Request:
    """Who asks, and what they may have."""
    return submitting.Request(
        workspace_id=caller.workspace_id,
        created_by=caller.label,
        key=key,
        fingerprint=fingerprint,
        limits=Limits(running_jobs=settings.max_running_jobs, stored_bytes=settings.max_stored_bytes),
    )


async def accepted(request: Request, response: Response, job: Job, *, is_new: bool) -> JobOut:
    """The job as answered, where to follow it, and workers are told; only after the commit."""
    if is_new:
        log.info("job_created", job_id=str(job.id), name=job.name, size=job.file.size if job.file else None)
        # A worker told before the commit would find nothing. Redis away only delays the job.
        await run_in_threadpool(queue.wake_up_quietly)
    else:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    shown = JobOut.of(job, root_path=request.scope["root_path"])
    response.headers["Location"] = shown.links.self
    response.headers["Retry-After"] = _POLL_AGAIN_SECONDS
    return shown
