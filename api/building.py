"""Files too large to wait for: built by a worker, asked for again until they are there."""

from typing import Final

from fastapi import Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from api.downloading import file_headers
from api.media_types import XLSX
from api.streaming import begun, file_parts
from core import queue
from core.db.connect import transaction
from core.db.protocol import exports
from core.db.protocol.jobs import Job

_ASK_AGAIN_SECONDS: Final = "3"


class BuildingOut(BaseModel):
    """A file that is not there yet."""

    status: str = Field(description="building", examples=["building"])
    reason: str = Field(description="what it waits for, in words")
    location: str = Field(description="where to ask again")


def built(engine: Engine, job: Job, name: str, *, here: str) -> Response:
    """The workbook of the job where a worker has built it; else 202, and one will."""
    with transaction(engine, job.workspace_id) as connection:
        asked = exports.ask(connection, job, exports.XLSX)
    if asked.file is not None:
        pieces = begun(file_parts(engine, job.workspace_id, asked.file))
        return StreamingResponse(pieces, media_type=XLSX, headers=file_headers(name, asked.file.size))
    queue.wake_up_quietly()
    told = BuildingOut(status="building", reason=asked.reason, location=here)
    return JSONResponse(told.model_dump(), 202, headers={"Location": here, "Retry-After": _ASK_AGAIN_SECONDS})
