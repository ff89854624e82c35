"""Runs over a catalogue: started. Beat's parent imports this, so nothing here may import polars."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from core.db.catalogue.catalogue_items import count
from core.db.catalogue.catalogues import RUN, check_no_run, hold
from core.db.protocol import idempotency, jobs
from core.db.protocol.jobs import Job
from core.db.protocol.limits import check_jobs, hold_place
from core.db.protocol.submitting import Request
from core.db.schema import partitions
from core.db.schema.tables import job
from core.errors import CatalogueEmpty, RunUnfinished
from core.ids import CatalogueId, JobId
from core.inventory.version import ENGINE_VERSION
from core.job_options import JobOptions
from core.job_states import JobState
from core.sheets.understanding import IMPORTER_VERSION

_ENDED_WELL = (JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED)


def start(
    connection: Connection, request: Request, catalogue_id: CatalogueId, options: JobOptions
) -> tuple[Job, bool]:
    """A run over the catalogue as it is, and whether it is new; an earlier one where the key has made one.

    Raises `CatalogueNotFound`, `CatalogueEmpty`, `RunUnfinished`, `TooManyJobs`, `IdempotencyMismatch`.
    """
    if request.key is not None:
        earlier = idempotency.begin(connection, request.workspace_id, request.key, request.fingerprint)
        if earlier is not None:
            return jobs.get(connection, request.workspace_id, earlier), False
    hold_place(connection, request.workspace_id)
    check_jobs(connection, request.workspace_id, request.limits)
    hold(connection, request.workspace_id, catalogue_id)
    check_no_run(connection, catalogue_id)
    items = count(connection, catalogue_id)
    if not items:
        raise CatalogueEmpty(remedy="Upload a sheet into it, or send items: PATCH /catalogues/{id}/items.")
    made = make(
        connection, request, catalogue_id, options, items, compares_with=_last_good(connection, catalogue_id)
    )
    if request.key is not None:
        idempotency.complete(connection, request.workspace_id, request.key, made.id)
    return made, True


def make(
    connection: Connection,
    request: Request,
    catalogue_id: CatalogueId,
    options: JobOptions,
    items: int,
    *,
    kind: str = RUN,
    compares_with: UUID | None = None,
) -> Job:
    """A job over the items of a catalogue, with its read step; raises `RunUnfinished`."""
    job_id = uuid4()
    today: date = connection.execute(select(func.current_date())).scalar_one()
    job_month = today.replace(day=1)
    partitions.ensure(connection, job_month)
    try:
        with connection.begin_nested():
            connection.execute(
                insert(job).values(
                    id=job_id,
                    workspace_id=request.workspace_id,
                    kind=kind,
                    catalogue_id=catalogue_id,
                    compares_with=compares_with,
                    job_month=job_month,
                    as_of=options.as_of,
                    options=options.to_json(),
                    engine_version=ENGINE_VERSION,
                    importer_version=IMPORTER_VERSION,
                    created_by=request.created_by,
                    rows_total=items,
                )
            )
    except IntegrityError as error:  # another one was quicker
        raise RunUnfinished(remedy="Wait for it: GET /jobs shows it.") from error
    jobs.lay_read_step(connection, request.workspace_id, job_id)
    return jobs.get(connection, request.workspace_id, JobId(job_id))


def _last_good(connection: Connection, catalogue_id: CatalogueId) -> UUID | None:
    """The run that the next one's changes are told against."""
    return connection.scalar(
        select(job.c.id)
        .where(
            job.c.catalogue_id == catalogue_id,
            job.c.kind == RUN,
            job.c.state.in_(_ENDED_WELL),
            job.c.purged_at.is_(None),
        )
        .order_by(job.c.created_at.desc())
        .limit(1)
    )
