"""Scenarios of a catalogue, worked off in this process, and what they tell."""

from datetime import date
from typing import Any

from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues, comparisons, scenarios
from core.db.catalogue.run_options import options_of
from core.db.connect import transaction
from core.db.protocol import jobs, summaries
from core.db.protocol.jobs import Job
from core.ids import CatalogueId, JobId
from core.scenario import Assumptions
from tests.integration.catalogues.by_hand import ASKED, TODAY, work_off

ITEM = {"demand": 1200.0, "order_cost": 25.0, "unit_cost": 4.0, "holding_rate": 0.25, "lead_time_days": 14.0}
DEARER = Assumptions(order_cost_percent=50.0)


def begun(
    engine: Engine,
    of: CatalogueId,
    assumptions: Assumptions = DEARER,
    *,
    as_of: date = TODAY,
    rows_per_chunk: int = 20_000,
    name: str = "what if",
) -> Job:
    """A scenario that waits for a worker."""
    with transaction(engine) as connection:
        kept = catalogues.get(connection, DEFAULT_WORKSPACE, of)
        options = options_of(
            connection, DEFAULT_WORKSPACE, kept.settings, as_of=as_of, rows_per_chunk=rows_per_chunk
        )
        job, _ = scenarios.start(connection, ASKED, of, options, name=name, assumptions=assumptions)
    return job


def done(engine: Engine, of: CatalogueId, assumptions: Assumptions = DEARER, **asked: Any) -> Job:  # noqa: ANN401
    """A scenario that has ended."""
    job = begun(engine, of, assumptions, **asked)
    work_off(engine)
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job.id)


def told(engine: Engine, job_id: JobId) -> dict[str, Any]:
    """What the scenario comes to."""
    with transaction(engine) as connection:
        found = summaries.get(connection, DEFAULT_WORKSPACE, job_id)
    assert found is not None
    comparison: dict[str, Any] = found["comparison"]
    return comparison


def rows(engine: Engine, job_id: JobId, limit: int = 7) -> list[dict[str, Any]]:
    """All rows that differ, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        with transaction(engine) as connection:
            page = comparisons.page(connection, DEFAULT_WORKSPACE, job_id, limit=limit, cursor=cursor)
        found += page.rows
        cursor = page.next
        if cursor is None:
            return found
