"""What the importer makes of a file, told before a job is made of it."""

import shutil
from collections.abc import Callable
from typing import Any, BinaryIO, Final
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.deps import CallerDep, ServicesDep
from api.given_options import completed
from api.inspecting import Looked, look
from api.limits import upload_limited
from api.models.item import described
from api.models.job import FileOut
from api.models.options import read_options
from api.multipart import Upload
from api.scopes import needs
from api.sent_sheet import FILE_ID, kept_file
from api.services import Services
from api.streaming import file_parts
from api.submitting import asked_for
from api.upload_bodies import SHEET_BODY
from api.uploads import received
from core.callers import Caller
from core.db.connect import transaction
from core.db.protocol import files, submitting
from core.db.protocol.files import StoredFile
from core.errors import InvalidOption
from core.ids import FileId
from core.inventory.fields import ITEM
from core.job_options import JobOptions
from core.roles import Scope
from core.sheets.options import LINE_FIELDS, NOT_INPUTS
from core.sheets.signature import decided

router = APIRouter(prefix="/sheets", tags=["sheets"])

_KNOWN_PARTS: Final = frozenset({"options", FILE_ID})
_MIB: Final = 2**20


class FieldOut(BaseModel):
    """A word of the vocabulary a column may hold."""

    field: str
    meaning: str


class SheetProblemOut(BaseModel):
    """Why a job of the sheet as it is read here would fail."""

    code: str = Field(examples=["header_missing"])
    detail: str
    remedy: str


class LackingOut(BaseModel):
    """A field every decision needs, and no row has."""

    field: str = Field(examples=["order_cost"])
    message: str
    remedy: str


class InspectionOut(BaseModel):
    """The file as it is kept, and what was understood of it."""

    file_id: UUID = Field(description="to send in place of `file`: here to look again, or to POST /jobs")
    file: FileOut
    is_remembered: bool = Field(description="whether it is read as a person once decided for such sheets")
    options: dict[str, Any] = Field(
        description="how it was read: what was sent of it and what was remembered, to be sent with the job"
    )
    understanding: dict[str, Any] = Field(
        description="sheet, header row, columns with field and reason, questions, suggestions, report"
    )
    problem: SheetProblemOut | None = Field(
        description="null, or why a job of it would fail: map columns, or say another sheet or header row"
    )
    lacking: list[LackingOut] = Field(
        description="what neither sheet nor defaults give: with any, no row of a job would be computed"
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
    *(FieldOut(field=name, meaning=described(word)) for name, word in ITEM.items() if name not in NOT_INPUTS),
    *(FieldOut(field=name, meaning=meaning) for name, meaning in LINE_FIELDS.items()),
]


@router.post(
    "/inspect",
    summary="Say what is understood of a sheet",
    response_model=InspectionOut,
    responses=problems.documented(401, 403, 404, 408, 413, 415, 422, 429, 503),
    openapi_extra={**SHEET_BODY, **needs(Scope.JOBS_WRITE)},
    dependencies=[Depends(upload_limited)],
)
async def inspect_sheet(request: Request, caller: CallerDep, at_hand: ServicesDep) -> InspectionOut:
    """The file is kept for some hours and read as a job would read it; nothing is computed.

    Show the understanding, let people correct it, look again with the `file_id` and their options, then
    `POST /jobs` with both.
    """
    settings = at_hand.settings
    spool = settings.data_dir / "uploads"
    limit = settings.max_upload_bytes
    async with received(request, directory=spool, most_bytes=limit, in_place_of_file=FILE_ID) as upload:
        unknown = sorted(upload.fields.keys() - _KNOWN_PARTS)
        if unknown:
            raise InvalidOption(
                f"The part {unknown[0]!r} is not known.",
                remedy="Send the parts `file` (or `file_id`) and `options` only.",
            )
        file_id = kept_file(upload)
        given = read_options(upload.fields.get("options"))
        asked = await completed(at_hand, caller, given)
        if file_id is not None:
            stored = await run_in_threadpool(_found, at_hand, caller, file_id)
            looked = await _look(at_hand, caller, stored.name, _from_database(at_hand, caller, stored), asked)
        else:
            looked = await _look(at_hand, caller, upload.file_name, _from_upload(upload), asked)
            stored = await run_in_threadpool(_kept, at_hand, caller, upload)
    return InspectionOut(
        file_id=stored.id,
        file=FileOut.model_validate(stored),
        is_remembered=looked.is_remembered,
        options=decided(looked.options),
        fields=_FIELDS,
        **looked.inspection.to_json(),
    )


async def _look(
    at_hand: Services,
    caller: Caller,
    name: str,
    write: Callable[[BinaryIO], None],
    given: JobOptions,
) -> Looked:
    def now() -> Looked:
        return look(at_hand.engine, at_hand.settings, caller.workspace_id, name, write, given)

    return await anyio.to_thread.run_sync(now, limiter=at_hand.readers)


def _from_upload(upload: Upload) -> Callable[[BinaryIO], None]:
    def write(target: BinaryIO) -> None:
        upload.spool.seek(0)
        shutil.copyfileobj(upload.spool, target, _MIB)
        upload.spool.seek(0)

    return write


def _from_database(at_hand: Services, caller: Caller, stored: StoredFile) -> Callable[[BinaryIO], None]:
    def write(target: BinaryIO) -> None:
        target.writelines(file_parts(at_hand.engine, caller.workspace_id, stored))

    return write


def _found(at_hand: Services, caller: Caller, file_id: FileId) -> StoredFile:
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        return files.kept(connection, caller.workspace_id, file_id)


def _kept(at_hand: Services, caller: Caller, upload: Upload) -> StoredFile:
    with transaction(at_hand.engine, caller.workspace_id) as connection:
        return submitting.keep_file(
            connection,
            asked_for(caller, at_hand.settings, None, ""),
            name=upload.file_name,
            media_type=upload.media_type,
            size=upload.size,
            stream=upload.spool,
        )
