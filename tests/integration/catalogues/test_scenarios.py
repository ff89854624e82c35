"""Scenarios: a catalogue decided as it is and as assumed, without a trace in its runs."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from core import faults
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogue_items, catalogues, changes, scenarios
from core.db.connect import transaction
from core.db.protocol import jobs, retention
from core.db.schema.scenario_tables import scenario_row
from core.db.schema.tables import chunk
from core.errors import CatalogueEmpty, CatalogueNotFound, InvalidOption, RunUnfinished, ScenarioNotFound
from core.ids import JobId
from core.job_states import JobState
from core.scenario import Assumptions
from core.settings import settings
from tests.integration.catalogues.by_hand import (
    decided,
    demand,
    made,
    put,
    ran,
    started,
    stock,
    work_off,
    work_off_one,
)
from tests.integration.catalogues.scenarios_by_hand import ITEM, begun, done, rows, told
from worker.cleaning import clean


def test_demand_from_history_grows_with_the_scenario(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM})
    demand(engine, of, *({"sku": "A", "date": f"2026-{at:02}-10", "quantity": 100.0} for at in range(1, 11)))
    job = done(engine, of, Assumptions(demand_percent=20.0))
    (row,) = decided(engine, job.id).iter_rows(named=True)
    assert (row["demand"], row["period"]) == (pytest.approx(120.0), "month")
    assert job.understanding is not None
    assert "Scenario what if: demand +20 %." in job.understanding["report"]


def test_a_scenario_is_no_run(engine: Engine) -> None:
    """It neither refuses one nor is refused; the next run is told against the last run, not against it."""
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM, "on_hand": 1000.0})
    first = ran(engine, of)
    running = started(engine, of)
    one, two = begun(engine, of), begun(engine, of, Assumptions(demand_percent=500.0))
    with pytest.raises(RunUnfinished):
        started(engine, of)
    with transaction(engine) as connection:
        assert catalogues.unfinished_run(connection, of) == running.id
    work_off(engine)
    with transaction(engine) as connection:
        ended = [jobs.get(connection, DEFAULT_WORKSPACE, job.id) for job in (running, one, two)]
        shown = catalogues.get(connection, DEFAULT_WORKSPACE, of)
    assert [job.state for job in ended] == [JobState.SUCCEEDED] * 3
    assert ended[0].compares_with == first.id
    assert [job.compares_with for job in ended[1:]] == [None, None]
    assert shown.last_run == running.id
    last = ran(engine, of)
    assert last.compares_with == running.id
    with transaction(engine) as connection:
        assert changes.page(connection, DEFAULT_WORKSPACE, last.id, limit=10).rows == []
        assert catalogues.get(connection, DEFAULT_WORKSPACE, of).last_run == last.id
    assert told(engine, two.id)["rows_other"] == 1


def test_a_scenario_compares_the_items_as_they_are_now(engine: Engine) -> None:
    """Not with a run of before: what has flowed in since is on both sides, so it is no difference."""
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM, "on_hand": 1000.0})
    ran(engine, of)
    stock(engine, of, {"sku": "A", "on_hand": 3.0})
    (row,) = rows(engine, done(engine, of).id)
    assert (row["baseline_order_now"], row["scenario_order_now"]) == (True, True)


def test_a_catalogue_that_was_never_run_has_scenarios_too(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM})
    job = done(engine, of, name="dearer")
    assert job.state is JobState.SUCCEEDED
    assert (job.kind, job.name) == ("scenario", "main: dearer")
    with transaction(engine) as connection:
        assert catalogues.get(connection, DEFAULT_WORKSPACE, of).last_run is None


def test_what_a_scenario_cannot_act_on_is_counted(engine: Engine) -> None:
    of = made(engine)
    held = {"demand": 1200.0, "order_cost": 25.0, "holding_cost": 1.0, "lead_time_days": 14.0}
    put(
        engine,
        of,
        {"sku": "A", **held},
        {"sku": "B", **held, "unit_cost": 4.0},
        {"sku": "C", **ITEM, "fill_rate": 0.98},
    )
    what = Assumptions(holding_rate=0.5, service_level=0.99)
    comparison = told(engine, done(engine, of, what).id)
    assert comparison["untouched"] == {"holding_rate": 1, "service_level": 1}
    assert "1 item with a fill rate, another promise than a service level: it stays." in comparison["words"]


def test_age_takes_scenarios_and_spares_runs(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("LOTWISE_DATABASE_URL", database_url)
    settings.cache_clear()
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM})
    run = ran(engine, of)
    old = [done(engine, of).id for _ in range(3)]
    with transaction(engine) as connection:
        assert retention.purge_old(connection, timedelta(0)) == 3
        assert scenarios.page(connection, DEFAULT_WORKSPACE, of, limit=10).jobs == []
    clean(engine)
    with transaction(engine) as connection:
        assert jobs.get(connection, DEFAULT_WORKSPACE, run.id).purged_at is None
        assert jobs.get(connection, DEFAULT_WORKSPACE, old[0]).purged_at is not None
        assert connection.scalar(select(func.count()).select_from(scenario_row)) == 0


def test_scenarios_are_listed_newest_first_and_found(engine: Engine) -> None:
    of, other = made(engine), made(engine, "other")
    for one in (of, other):
        put(engine, one, {"sku": "A", **ITEM})
    run = ran(engine, of)
    made_here = [begun(engine, of, name=f"number {at}").id for at in range(3)]
    begun(engine, other)
    found: list[JobId] = []
    cursor = None
    while True:
        with transaction(engine) as connection:
            page = scenarios.page(connection, DEFAULT_WORKSPACE, of, limit=2, cursor=cursor)
        found += [job.id for job in page.jobs]
        cursor = page.next
        if cursor is None:
            break
    assert found == made_here[::-1]
    with transaction(engine) as connection, pytest.raises(ScenarioNotFound):
        scenarios.get(connection, DEFAULT_WORKSPACE, run.id)


def test_what_makes_no_sense_is_refused(engine: Engine) -> None:
    of = made(engine)
    with pytest.raises(CatalogueEmpty):
        begun(engine, of)
    put(engine, of, {"sku": "A", **ITEM})
    with pytest.raises(InvalidOption, match="assume nothing"):
        begun(engine, of, Assumptions())
    with pytest.raises(InvalidOption, match="order_cost and order_cost_percent"):
        begun(engine, of, Assumptions(order_cost=5.0, order_cost_percent=5.0))
    with transaction(engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, of)
    with pytest.raises(CatalogueNotFound):
        begun(engine, of)


def test_a_catalogue_deleted_meanwhile_ends_its_scenario(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM})
    job = begun(engine, of)
    with transaction(engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, of)
    work_off(engine)
    with transaction(engine) as connection:
        ended = jobs.get(connection, DEFAULT_WORKSPACE, job.id)
    assert ended.state is JobState.FAILED
    assert ended.error is not None
    assert ended.error["code"] == "catalogue_gone"


def test_a_read_that_is_tried_again_leaves_no_row_of_the_first_attempt(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = made(engine)
    put(engine, of, *({"sku": f"S{at}", **ITEM} for at in range(50)))
    job = begun(engine, of, rows_per_chunk=20)

    def fail(name: str) -> None:
        if name == "read.before_complete":
            raise ZeroDivisionError(name)

    with monkeypatch.context() as patch:
        patch.setattr(faults, "point", fail)
        work_off_one(engine)
    with transaction(engine) as connection:
        later = func.clock_timestamp() + timedelta(hours=1)
        connection.execute(update(chunk).where(chunk.c.kind == "read").values(not_before=later))
    work_off(engine)  # the chunks it had made are compared
    assert len(rows(engine, job.id)) == 50
    with transaction(engine) as connection:
        catalogue_items.remove(connection, of, sku="S3", location=None)
        connection.execute(update(chunk).values(not_before=func.clock_timestamp()))
    work_off(engine)
    assert sorted(row["row_no"] for row in rows(engine, job.id)) == [at for at in range(1, 51) if at != 4]
    assert told(engine, job.id)["rows"] == 49
