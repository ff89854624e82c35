"""Decisions of a job as files for programs: JSON lines and Parquet."""

from typing import BinaryIO
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.deps import CallerDep, EngineDep, SettingsDep
from api.downloading import ended, file_headers, file_response, understood
from api.media_types import JSON_LINES, PARQUET
from api.names import stem
from api.polling import read_job
from api.scopes import needs
from api.streaming import begun, decision_frames, spooled
from core.ids import JobId
from core.roles import Scope

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])

_LINES = """{"row_no":2,"SKU":"A-100","Annual demand":1200.0,"suggested_order":450.0,"status":"ok"}
{"row_no":3,"SKU":"A-200","Annual demand":80.0,"suggested_order":0.0,"status":"ok"}
"""


@router.get(
    "/decisions.jsonl",
    summary="Download decisions as JSON lines",
    response_class=StreamingResponse,
    responses=file_response(
        "An object per row: the sheet's columns, then the decision's", JSON_LINES, _LINES
    ),
    openapi_extra=needs(Scope.JOBS_READ),
)
def decisions_jsonl(job_id: UUID, caller: CallerDep, engine: EngineDep) -> StreamingResponse:
    """Every row in the sheet's order as one JSON object a line, all of them with the same keys.

    A column of the sheet whose header is taken has its letter added: `status (C)`. While the job is
    computing, the rows that are done so far.
    """
    from core.sheets.writing.write import jsonl_parts

    job = read_job(engine, caller.workspace_id, JobId(job_id))
    parts = jsonl_parts(decision_frames(engine, job), understood(job))
    return StreamingResponse(
        begun(parts),
        media_type=JSON_LINES,
        headers=file_headers(f"{stem(job.name)}-decisions.jsonl"),
    )


@router.get(
    "/decisions.parquet",
    summary="Download decisions as Parquet",
    response_class=StreamingResponse,
    responses=file_response("Typed columns: the sheet's, then the decision's", PARQUET),
    openapi_extra=needs(Scope.JOBS_READ),
)
def decisions_parquet(
    job_id: UUID, caller: CallerDep, engine: EngineDep, settings: SettingsDep
) -> StreamingResponse:
    """The same columns with their types, compressed with zstd; once the job has ended."""
    from core.sheets.writing.write import write_parquet

    job = ended(engine, caller, job_id)
    understanding = understood(job)

    def write(target: BinaryIO) -> None:
        write_parquet(decision_frames(engine, job), understanding, target)

    size, pieces = spooled(settings.data_dir / "downloads", write)
    return StreamingResponse(
        pieces, media_type=PARQUET, headers=file_headers(f"{stem(job.name)}-decisions.parquet", size)
    )
