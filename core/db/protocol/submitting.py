"""Jobs are made in one transaction: the key, the file, the limits and the job, or nothing of it."""

from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Connection

from core.db.catalogue import catalogues
from core.db.protocol import files, idempotency, jobs
from core.db.protocol.amending import rows_lost
from core.db.protocol.files import StoredFile
from core.db.protocol.jobs import Job
from core.db.protocol.limits import Limits, check_jobs, check_storage, hold_place
from core.errors import (
    CatalogueNotFound,
    FieldProblem,
    FileNotFound,
    InvalidOption,
    JobNotFinished,
    JobNotFound,
)
from core.ids import CatalogueId, FileId, JobId, WorkspaceId
from core.job_options import Intake, JobOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks for a job, with which key (None: none), and what else it may have."""

    workspace_id: WorkspaceId
    created_by: str
    key: str | None
    fingerprint: str
    limits: Limits


def submit(
    connection: Connection,
    request: Request,
    *,
    name: str,
    media_type: str,
    size: int,
    stream: BinaryIO,
    options: JobOptions,
    amends: JobId | None = None,
) -> tuple[Job, bool]:
    """A job over an uploaded file, and whether it is new; an earlier one where the key has made one.

    `amends` is a job that has ended, whose sheet this one mends.

    Raises:
        IdempotencyMismatch: the key was used for something else.
        TooManyJobs, StorageFull: the workspace has no room.
        InvalidOption: there is no such job to amend here.
        JobNotFinished: the job to amend has not ended.

    """
    earlier = _earlier(connection, request)
    if earlier is not None:
        return earlier, False
    if amends is not None:
        _check_amended(connection, request.workspace_id, amends)
    # Once before the file is stored, so that a refusal costs nothing; once when nobody else can add to it.
    check_jobs(connection, request.workspace_id, request.limits)
    check_storage(connection, request.workspace_id, request.limits, size)
    stored = files.store(connection, request.workspace_id, name, media_type, stream)
    hold_place(connection, request.workspace_id)
    check_storage(connection, request.workspace_id, request.limits, 0)
    return _made(connection, request, stored, options, amends=amends), True


def keep_file(
    connection: Connection, request: Request, *, name: str, media_type: str, size: int, stream: BinaryIO
) -> StoredFile:
    """Keep a file nobody has asked a job for yet; it is swept away if nobody does. Raises `StorageFull`."""
    check_storage(connection, request.workspace_id, request.limits, size)
    stored = files.store(connection, request.workspace_id, name, media_type, stream)
    hold_place(connection, request.workspace_id)
    check_storage(connection, request.workspace_id, request.limits, 0)
    return stored


def submit_stored(
    connection: Connection, request: Request, file_id: FileId, options: JobOptions
) -> tuple[Job, bool]:
    """A job over a file that is kept already, and whether it is new; raises as `submit` does.

    Raises also `FileNotFound`.
    """
    earlier = _earlier(connection, request)
    if earlier is not None:
        return earlier, False
    stored = files.kept(connection, request.workspace_id, file_id)
    hold_place(connection, request.workspace_id)
    return _made(connection, request, stored, options), True


def submit_again(
    connection: Connection, request: Request, original: JobId, options: JobOptions
) -> tuple[Job, bool]:
    """A new job over the file of one that has ended, and whether it is new; raises as `submit` does.

    Raises also `JobNotFound`, `FileNotFound`, where the file was deleted since, and `InvalidOption`, where
    the job that the original mends was.
    """
    earlier = _earlier(connection, request)
    if earlier is not None:
        return earlier, False
    before = ended(connection, request.workspace_id, original)
    if before.file is None:
        raise InvalidOption(
            f"A {before.kind} of a catalogue is not done again: a new one is started.",
            remedy=f"POST /catalogues/{before.catalogue_id}/"
            + ("scenarios" if before.kind == catalogues.SCENARIO else "runs"),
        )
    if before.file.is_purged:
        raise FileNotFound(
            "The file of this job was deleted since.", remedy="Upload the sheet again: POST /jobs."
        )
    if before.amends is not None:
        _check_amended(connection, request.workspace_id, before.amends)
    hold_place(connection, request.workspace_id)
    return _made(connection, request, before.file, options, retry_of=original, amends=before.amends), True


def ended(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """A job that has ended; raises `JobNotFound`, `JobNotFinished`."""
    found = jobs.get(connection, workspace_id, job_id)
    if not found.is_terminal:
        raise JobNotFinished(
            f"The job has not ended yet: it is {found.state}.",
            remedy=f"Wait for it, or cancel it: POST /jobs/{job_id}/cancel.",
        )
    return found


def _check_amended(connection: Connection, workspace_id: WorkspaceId, amends: JobId) -> None:
    try:
        found = ended(connection, workspace_id, amends)
    except JobNotFound as error:
        raise _not_amendable(amends, "there is no such job in this workspace") from error
    if found.understanding is None or found.file is None or found.file.is_purged:
        raise _not_amendable(amends, "that job has nothing that could be mended any more")
    lost = rows_lost(connection, found)
    if lost:
        raise _not_amendable(amends, f"{lost:,} of its rows were never computed; compute it again first")


def _check_intake(connection: Connection, workspace_id: WorkspaceId, intake: Intake) -> None:
    try:
        catalogues.get(connection, workspace_id, CatalogueId(UUID(intake.catalogue_id)))
    except CatalogueNotFound as error:
        remedy = "Give the id of one of GET /catalogues, or make one: POST /catalogues."
        problem = FieldProblem(
            field="options/intake/catalogue_id",
            value=intake.catalogue_id,
            code="catalogue_not_found",
            message="there is no such catalogue in this workspace",
            remedy=remedy,
        )
        raise InvalidOption(
            "`intake` names no catalogue of this workspace.", remedy=remedy, problems=[problem]
        ) from error


def _not_amendable(amends: JobId, message: str) -> InvalidOption:
    remedy = "Give the id of the job whose errors file this is, or leave `amends` out."
    problem = FieldProblem(
        field="amends", value=str(amends), code="not_amendable", message=message, remedy=remedy
    )
    return InvalidOption(f"`amends` cannot be used: {message}.", remedy=remedy, problems=[problem])


def _earlier(connection: Connection, request: Request) -> Job | None:
    if request.key is None:
        return None
    found = idempotency.begin(connection, request.workspace_id, request.key, request.fingerprint)
    return None if found is None else jobs.get(connection, request.workspace_id, found)


def _made(
    connection: Connection,
    request: Request,
    stored: StoredFile,
    options: JobOptions,
    *,
    retry_of: JobId | None = None,
    amends: JobId | None = None,
) -> Job:
    check_jobs(connection, request.workspace_id, request.limits)
    if options.intake is not None:
        _check_intake(connection, request.workspace_id, options.intake)
    made = jobs.create(
        connection,
        request.workspace_id,
        stored=stored,
        options=options,
        created_by=request.created_by,
        retry_of=retry_of,
        amends=amends,
    )
    if made.file is not None and made.file.is_purged:
        # Cleaning was quicker: the job's foreign key has waited for it.
        raise FileNotFound("The file was deleted since.", remedy="Upload the sheet again.")
    if request.key is not None:
        idempotency.complete(connection, request.workspace_id, request.key, made.id)
    return made
