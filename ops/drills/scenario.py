"""A scenario: one fault, where it lands, and what is checked once everything has settled."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import text

from core.db.connect import transaction
from core.errors import DatabaseUnavailable
from ops.drills.aftermath import Sent, complaints
from ops.drills.site import Site
from ops.drills.waiting import NotMet, wait_for
from ops.drills.watching import Watch, watching
from ops.drills.watching import told as lies

_END_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a scenario did: where its fault landed, when, and the jobs it sent."""

    where: str
    sent: tuple[Sent, ...]
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`fault` says in words what is done; `missing` why it cannot be done on this machine, "" if it can.

    `settings` other than the usual ones need a site of their own.
    """

    name: str
    fault: str
    act: Callable[[Site], Course]
    missing: Callable[[], str] = lambda: ""
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a scenario; `complaints` are the promises that were broken."""

    name: str
    fault: str
    where: str = ""
    recovered_seconds: float | None = None
    rows: int = 0
    attempts: int = 0
    complaints: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def is_good(self) -> bool:
        """Whether every promise was kept."""
        return not self.complaints

    @property
    def verdict(self) -> str:
        """In one word."""
        return "skipped" if self.skipped else "kept" if self.is_good else "BROKEN"


def perform(site: Site, scenario: Scenario) -> Result:
    """Do it, wait for every job to end, bring back what was broken, and check."""
    if reason := scenario.missing():
        return Result(name=scenario.name, fault=scenario.fault, skipped=reason)
    try:
        with watching(site.engine, Watch()) as watch:
            course = scenario.act(site)
            for one in course.sent:
                _wait_for_end(site, one)
            seconds = time.monotonic() - course.at
            site.mend()
        site.clean()
        told = complaints(site.engine, course.sent, folders=(site.temporary, site.uploads))
        told += lies(watch, [one.job_id for one in course.sent])
        return Result(
            name=scenario.name,
            fault=scenario.fault,
            where=course.where,
            recovered_seconds=round(seconds, 1),
            rows=sum(one.sheet.rows for one in course.sent),
            attempts=max((site.attempts(one.job_id) for one in course.sent), default=0),
            complaints=tuple(told + site.strays()),
        )
    except NotMet as broken:
        return Result(name=scenario.name, fault=scenario.fault, complaints=(str(broken),))
    finally:
        site.mend()


def _wait_for_end(site: Site, one: Sent) -> None:
    wait_for(lambda: has_ended(site, one.job_id), f"job {one.job_id} to end", seconds=_END_SECONDS)


def has_ended(site: Site, job_id: str) -> bool:
    """Whether the job has ended; asked of PostgreSQL, since the API may be what is broken."""
    query = text("SELECT finished_at IS NOT NULL FROM job WHERE id = :job")
    try:
        with transaction(site.engine) as connection:
            return bool(connection.scalar(query, {"job": job_id}))
    except DatabaseUnavailable:
        return False


def sent(
    site: Site, job_id: str, *, is_cancelled: bool = False, poison: frozenset[int] = frozenset()
) -> Sent:
    """A job over the site's own sheet."""
    return Sent(job_id=job_id, sheet=site.sheet, is_cancelled=is_cancelled, poison=poison)
