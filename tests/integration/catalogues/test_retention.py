"""What of catalogues and runs is kept, and what goes."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, Table, func, select

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues, changes
from core.db.connect import transaction
from core.db.protocol import jobs, retention
from core.db.schema.catalogue_tables import catalogue_item, change, demand_line, feed
from core.db.schema.tables import decision
from core.settings import settings
from tests.integration.catalogues.by_hand import demand, made, put, ran, stock
from worker.cleaning import clean

ITEM = {"demand": 1200.0, "order_cost": 25.0, "unit_cost": 4.0, "holding_rate": 0.25, "lead_time_days": 14.0}


def count(engine: Engine, table: Table) -> int:
    with transaction(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture(autouse=True)
def _as_long_as_it_is_kept(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("LOTWISE_DATABASE_URL", database_url)
    settings.cache_clear()


def test_age_never_takes_the_last_two_runs_of_a_catalogue(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM, "on_hand": 1000.0})
    runs = [ran(engine, of).id]
    for on_hand in (1.0, 1000.0, 1.0):
        stock(engine, of, {"sku": "A", "on_hand": on_hand})
        runs.append(ran(engine, of).id)
    assert count(engine, change) == 3
    with transaction(engine) as connection:
        assert retention.purge_old(connection, timedelta(0)) == 2
    clean(engine)
    with transaction(engine) as connection:
        kept = [jobs.get(connection, DEFAULT_WORKSPACE, one).purged_at is None for one in runs]
        shown = changes.page(connection, DEFAULT_WORKSPACE, runs[-1], limit=10).rows
    assert kept == [False, False, True, True]
    assert count(engine, decision) == 2
    assert count(engine, change) == 2
    assert [one["kind"] for one in shown] == ["to_order"]


def test_a_deleted_catalogue_leaves_its_runs_and_nothing_else(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM}, {"sku": "B", **ITEM})
    demand(engine, of, {"sku": "A", "date": "2026-10-01", "quantity": 2.0})
    run = ran(engine, of)
    with transaction(engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, of)
    clean(engine)
    for table in (catalogue_item, demand_line, feed):
        assert count(engine, table) == 0, table.name
    with transaction(engine) as connection:
        assert jobs.get(connection, DEFAULT_WORKSPACE, run.id).name == "main"
        # Its runs are as old as any job's now.
        assert retention.purge_old(connection, timedelta(0)) == 1
