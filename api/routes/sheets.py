"""What the importer makes of a file, told before a job is made of it."""

import shutil
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, ServicesDep
from api.limits import upload_limited
from api.models.item import described
from api.models.job import FileOut
from api.models.options import read_options
from api.multipart import Upload
from api.scopes import needs
from api.submitting import asked_for
from api.upload_bodies import SHEET_BODY
from api.uploads import received
from core.db import mappings, submitting
from core.db.connect import transaction
from core.db.files import StoredFile
from core.errors import InvalidOption, UnreadableFile
from core.ids import WorkspaceId
from core.inventory.fields import ITEM
from core.roles import Scope
from core.settings import Settings
from core.sheets.inspect import inspect
from core.sheets.inspection import Inspection
from core.sheets.limited import ReaderDied
from core.sheets.options import NOT_INPUTS, SheetOptions
from core.sheets.signature import reminded, signature

router = APIRouter(prefix="/sheets", tags=["sheets"])

# The understanding is of all rows; so many have their cells checked, which is enough to see what is wrong.
_CHECKED_ROWS = 20_000
_MIB = 2**20


class FieldOut(BaseModel):
    """A word of the vocabulary a column may hold."""

    field: str
    meaning: str


class InspectionOut(BaseModel):
    """The file as it is kept, and what was understood of it."""

    file_id: UUID = Field(description="to make a job of it: POST /jobs with `file_id` in place of `file`")
    file: FileOut
    is_remembered: bool = Field(description="whether it is read as a person once decided for such sheets")
    understanding: dict[str, Any] = Field(
        description="sheet, header row, columns with field and reason, questions, suggestions, report"
    )
    rows_with_errors: int = Field(description="among the first 20,000 rows")
    rows_with_warnings: int
    errors: list[dict[str, Any]] = Field(description="the first 1,000: row, column, cell, value, code, ...")
    warnings: list[dict[str, Any]]
    error_counts: dict[str, int] = Field(description="by code")
    warning_counts: dict[str, int]
    preview: list[dict[str, Any]] = Field(
        description="the first rows: their texts, and what was read of them"
    )
    fields: list[FieldOut] = Field(description="what a column can be taken as, for `mapping`")


_FIELDS = [
    FieldOut(field=name, meaning=described(word)) for name, word in ITEM.items() if name not in NOT_INPUTS
]


@router.post(
    "/inspect",
    summary="Say what is understood of a sheet",
    response_model=InspectionOut,
    responses=problems.documented(401, 403, 408, 413, 415, 422, 429, 503),
    openapi_extra={**SHEET_BODY, **needs(Scope.JOBS_WRITE)},
    dependencies=[Depends(upload_limited)],
)
async def inspect_sheet(request: Request, caller: CallerDep, at_hand: ServicesDep) -> InspectionOut:
    """The file is kept for some hours and read as a job would read it; nothing is computed.

    Show the understanding, let people correct it, then `POST /jobs` with the `file_id` and the options.
    """
    settings = at_hand.settings
    spool = settings.data_dir / "uploads"
    async with received(request, directory=spool, most_bytes=settings.max_upload_bytes) as upload:
        unknown = sorted(upload.fields.keys() - {"options"})
        if unknown:
            raise InvalidOption(
                f"The part {unknown[0]!r} is not known.", remedy="Send the parts `file` and `options` only."
            )
        given = read_options(upload.fields.get("options"))
        options = given.sheet_options(rows_per_chunk=settings.chunk_rows)
        asked = asked_for(caller, settings, None, "")
        found, is_remembered = await anyio.to_thread.run_sync(
            _inspected,
            at_hand.engine,
            caller.workspace_id,
            upload,
            options,
            settings,
            limiter=at_hand.readers,
        )
        stored = await run_in_threadpool(_kept, at_hand.engine, asked, upload)
    return InspectionOut(
        file_id=stored.id,
        file=FileOut.model_validate(stored),
        is_remembered=is_remembered,
        fields=_FIELDS,
        **found.to_json(),
    )


def _inspected(
    engine: Engine, workspace_id: WorkspaceId, upload: Upload, options: SheetOptions, settings: Settings
) -> tuple[Inspection, bool]:
    with tempfile.TemporaryDirectory(dir=settings.data_dir / "uploads", prefix="inspect-") as folder:
        path = Path(folder, "sheet")
        with path.open("wb") as target:
            upload.spool.seek(0)
            shutil.copyfileobj(upload.spool, target, _MIB)
        upload.spool.seek(0)
        found = _inspect(path, upload.file_name, options, settings)
        with transaction(engine, workspace_id) as connection:
            before = mappings.find(connection, workspace_id, signature(found.understanding.columns))
        again = options if before is None else reminded(options, before)
        if again == options:
            return found, False
        return _inspect(path, upload.file_name, again, settings), True


def _inspect(path: Path, name: str, options: SheetOptions, settings: Settings) -> Inspection:
    try:
        return inspect(
            path,
            name,
            options,
            limit_rows=_CHECKED_ROWS,
            memory_bytes=settings.read_memory_bytes,
            seconds=settings.read_seconds + path.stat().st_size / _MIB,
        )
    except ReaderDied as error:
        raise UnreadableFile(
            "The file could not be read.", remedy="Open it in a spreadsheet program and save it again."
        ) from error


def _kept(engine: Engine, asked: submitting.Request, upload: Upload) -> StoredFile:
    with transaction(engine, asked.workspace_id) as connection:
        return submitting.keep_file(
            connection,
            asked,
            name=upload.file_name,
            media_type=upload.media_type,
            size=upload.size,
            stream=upload.spool,
        )
