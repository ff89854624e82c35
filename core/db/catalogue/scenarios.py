"""Scenarios: jobs over a catalogue's items that decide twice, as they are and as assumed; started, found.

No run: nothing is ever told against one, none refuses another or is refused by it, and age takes them away.
Nothing here may import polars.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection, tuple_

from core.db.catalogue import catalogues, runs
from core.db.catalogue.catalogue_items import count
from core.db.catalogue.catalogues import SCENARIO
from core.db.cursors import moment, read_cursor, write_cursor
from core.db.protocol import idempotency, jobs
from core.db.protocol.job_rows import Job, query
from core.db.protocol.limits import check_jobs, hold_place
from core.db.protocol.submitting import Request
from core.db.protocol.waiting import explained
from core.db.schema.tables import job
from core.errors import CatalogueEmpty, ScenarioNotFound
from core.ids import CatalogueId, JobId, WorkspaceId
from core.job_options import JobOptions
from core.scenario import Assumptions, Scenario


def start(
    connection: Connection,
    request: Request,
    catalogue_id: CatalogueId,
    options: JobOptions,
    *,
    name: str,
    assumptions: Assumptions,
) -> tuple[Job, bool]:
    """A scenario of the catalogue as it is, and whether it is new; an earlier one where the key has made one.

    `options` are those of a run. Raises `InvalidOption`, `CatalogueNotFound`, `CatalogueEmpty`,
    `TooManyJobs`, `IdempotencyMismatch`.
    """
    assumptions.check()
    if request.key is not None:
        earlier = idempotency.begin(connection, request.workspace_id, request.key, request.fingerprint)
        if earlier is not None:
            return jobs.get(connection, request.workspace_id, earlier), False
    hold_place(connection, request.workspace_id)
    check_jobs(connection, request.workspace_id, request.limits)
    catalogues.get(connection, request.workspace_id, catalogue_id)
    items = count(connection, catalogue_id)
    if not items:
        raise CatalogueEmpty(remedy="Upload a sheet into it, or send items: PATCH /catalogues/{id}/items.")
    asked = replace(
        options,
        defaults=assumptions.on(options.defaults),
        scenario=Scenario(name=name, assumptions=assumptions, defaults=options.defaults),
    )
    made = runs.make(connection, request, catalogue_id, asked, items, kind=SCENARIO)
    if request.key is not None:
        idempotency.complete(connection, request.workspace_id, request.key, made.id)
    return made, True


def get(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """A scenario that is kept; raises `ScenarioNotFound`, also for jobs of another kind, and `NotFound`."""
    row = connection.execute(
        query(workspace_id).where(job.c.id == job_id, job.c.kind == SCENARIO)
    ).one_or_none()
    if row is None:
        raise ScenarioNotFound(remedy="Look at those of a catalogue: GET /catalogues/{id}/scenarios.")
    return jobs.get_kept(connection, workspace_id, job_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioJobs:
    """Scenarios of a catalogue, the newest first, and where the next page starts."""

    jobs: list[Job]
    next: str | None


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    catalogue_id: CatalogueId,
    *,
    limit: int,
    cursor: str | None = None,
) -> ScenarioJobs:
    """The newest scenarios of a catalogue; those that were deleted are left out.

    Raises `InvalidOption` for a cursor that is none.
    """
    found = (
        query(workspace_id)
        .where(job.c.catalogue_id == catalogue_id, job.c.kind == SCENARIO, job.c.purged_at.is_(None))
        .order_by(job.c.created_at.desc(), job.c.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        found = found.where(tuple_(job.c.created_at, job.c.id) < tuple_(at, last))
    rows = [Job.of_row(row) for row in connection.execute(found)]
    shown = explained(connection, rows[:limit])
    more = len(rows) > limit
    following = write_cursor(shown[-1].created_at.isoformat(), shown[-1].id) if more else None
    return ScenarioJobs(jobs=shown, next=following)
