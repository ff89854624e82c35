"""The uploaded file, as it came."""

import base64
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api import problems
from api.deps import CallerDep, EngineDep
from api.names import attachment
from api.polling import kept_job
from api.scopes import needs
from api.streaming import begun, file_parts
from core.ids import JobId
from core.roles import Scope

router = APIRouter(prefix="/jobs/{job_id}", tags=["jobs"])


@router.get(
    "/file",
    summary="Download the uploaded file",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file, byte for byte"},
        **problems.documented(401, 403, 404, 422, 503),
    },
    openapi_extra=needs(Scope.JOBS_READ),
)
def original(job_id: UUID, caller: CallerDep, engine: EngineDep) -> StreamingResponse:
    """Byte for byte what was uploaded; `Repr-Digest` holds its SHA-256."""
    stored = kept_job(engine, caller.workspace_id, JobId(job_id)).upload
    digest = base64.b64encode(bytes.fromhex(stored.sha256)).decode("ascii")
    return StreamingResponse(
        begun(file_parts(engine, caller.workspace_id, stored)),
        # Never the media type the uploader claimed: a browser must save it, not run it.
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": attachment(stored.name),
            "Content-Length": str(stored.size),
            "Repr-Digest": f"sha-256=:{digest}:",
        },
    )
