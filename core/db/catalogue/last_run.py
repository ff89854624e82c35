"""The run whose suggestions are the catalogue's own: the last one that ended well."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from core.db.catalogue.catalogues import RUN
from core.db.schema.tables import job, job_summary
from core.ids import CatalogueId, JobId
from core.job_options import RunOptions
from core.job_states import JobState

_ENDED_WELL = (JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """A run as its suggestions are looked at; `to_order` is how many there are."""

    id: JobId
    job_month: date
    as_of: date
    to_order: int
    options: RunOptions

    @property
    def overdue_before(self) -> date:
        """An order placed on this day or earlier is overdue while no figure shows it."""
        return self.as_of - timedelta(days=self.options.placed_days)


def last_run(connection: Connection, catalogue_id: CatalogueId) -> LastRun | None:
    """The last run that ended well and is still there."""
    row = connection.execute(
        select(
            job.c.id,
            job.c.job_month,
            job.c.as_of,
            job.c.options["run"].label("run"),
            func.coalesce(job_summary.c.summary["order_now"].as_integer(), 0).label("to_order"),
        )
        .outerjoin(job_summary, job_summary.c.job_id == job.c.id)
        .where(
            job.c.catalogue_id == catalogue_id,
            job.c.kind == RUN,
            job.c.state.in_(_ENDED_WELL),
            job.c.purged_at.is_(None),
        )
        .order_by(job.c.created_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return LastRun(
        id=JobId(row.id),
        job_month=row.job_month,
        as_of=row.as_of,
        to_order=row.to_order,
        options=RunOptions.from_json(row.run or {}),
    )
