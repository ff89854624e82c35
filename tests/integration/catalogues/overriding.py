"""A catalogue with items, overrides into it, and what a run made of them."""

from datetime import date
from typing import Any

from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import changes, setting_overrides
from core.db.catalogue.catalogues import hold
from core.db.connect import transaction
from core.db.protocol.jobs import Job
from core.ids import CatalogueId
from core.job_options import RunOptions
from core.job_states import JobState
from tests.integration.catalogues.by_hand import TODAY, decided, made, put

ITEM = {
    "demand": 1200.0,
    "demand_std": 30.0,
    "demand_std_period": "month",
    "order_cost": 25.0,
    "unit_cost": 4.0,
    "holding_rate": 0.25,
    "lead_time_days": 14.0,
    "service_level": 0.95,
    "on_hand": 20.0,
}
GIVEN = RunOptions(demand_from="given")


def told(engine: Engine, of: CatalogueId, *rows: dict[str, Any], today: date = TODAY) -> dict[str, Any]:
    """Overrides into a catalogue."""
    numbered = [{"row": at, **row} for at, row in enumerate(rows, start=1)]
    with transaction(engine) as connection:
        row = hold(connection, DEFAULT_WORKSPACE, of)
        return setting_overrides.put(
            connection, row, numbered, set_by="anna@x", changed_by="user:1", today=today
        )


def rows_of(engine: Engine, job: Job) -> dict[str, dict[str, Any]]:
    assert job.state is JobState.SUCCEEDED, job.status_reason
    return {row["sku"]: row for row in decided(engine, job.id).iter_rows(named=True)}


def changed(engine: Engine, job: Job) -> list[tuple[str, str, str]]:
    with transaction(engine) as connection:
        found = changes.page(connection, DEFAULT_WORKSPACE, job.id, limit=100).rows
    return [(row["sku"], row["kind"], row["why"]) for row in found]


def with_items(engine: Engine, *skus: str, **more: Any) -> CatalogueId:  # noqa: ANN401 - fields
    of = made(engine)
    put(engine, of, *({"sku": sku, **ITEM, **more} for sku in skus or ("A", "B", "C")))
    return of
