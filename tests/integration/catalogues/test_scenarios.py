"""Scenarios: a catalogue decided as it is and as assumed, side by side, without a trace in its runs."""

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, func, select

from core.db import catalogues, changes, comparisons, jobs, retention, scenarios, summaries
from core.db.connect import transaction
from core.db.jobs import Job
from core.db.run_options import options_of
from core.db.scenario_tables import scenario_row
from core.db.workspaces import DEFAULT_WORKSPACE
from core.errors import CatalogueEmpty, CatalogueNotFound, InvalidOption, RunUnfinished, ScenarioNotFound
from core.ids import CatalogueId, JobId
from core.inventory.defaults import Defaults
from core.job_options import JOB_REVIEW_PERIOD_DAYS
from core.job_states import JobState
from core.scenario import Assumptions
from core.settings import settings
from core.sheets.compute import decide_frame
from tests.integration.catalogues.by_hand import (
    ASKED,
    TODAY,
    decided,
    demand,
    made,
    put,
    ran,
    started,
    stock,
    work_off,
)
from worker.cleaning import clean

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


def _item(chance: random.Random, sku: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "sku": sku,
        "location": chance.choice([None, "Berlin"]),
        "currency": chance.choice(["EUR", "EUR", "USD"]),
        "demand": chance.choice([0.0, 12.0, 1200.0, 5000.0]) * chance.uniform(0.5, 2),
        "demand_std": chance.choice([None, 30.0]),
        "demand_std_period": "month",
        "order_cost": chance.choice([None, 5.0, 25.0]),
        "unit_cost": chance.uniform(1, 50),
        "lead_time_days": chance.choice([None, 3.0, 14.0, 60.0]),
        "lead_time_std_days": chance.choice([None, 2.0]),
        "on_hand": chance.choice([0.0, 20.0, 500.0, None]),
    }
    item |= chance.choice(
        [{"holding_rate": 0.2}, {"holding_cost": 1.5}, {}, {"holding_cost": 2.0, "unit_cost": None}]
    )
    item |= chance.choice([{"service_level": 0.9}, {"fill_rate": 0.97}, {}])
    if chance.random() < 0.2:
        item |= {"min_order_qty": 500.0, "max_order_qty": chance.choice([400.0, 900.0])}
    return item


DEFAULTS = {"order_cost": 40.0, "holding_rate": 0.3, "lead_time_days": 10.0}
EVERYTHING = Assumptions(
    order_cost_percent=50.0,
    holding_rate=0.4,
    service_level=0.99,
    fill_rate=0.9,
    lead_time_days_add=-5.0,
    demand_percent=10.0,
)
OTHERWISE = Assumptions(
    order_cost=60.0, holding_percent=-20.0, lead_time_days_percent=100.0, demand_percent=-30.0
)


def _by_hand(items: list[dict[str, Any]], what: Assumptions) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The items and the defaults as assumed: written down plainly, item by item."""
    grown = 1 + (what.demand_percent or 0) / 100
    longer = 1 + (what.lead_time_days_percent or 0) / 100
    dearer = 1 + (what.order_cost_percent or 0) / 100
    held = 1 + (what.holding_percent or 0) / 100
    found = []
    for given in items:
        item = dict(given)
        item["demand"] *= grown
        if item["demand_std"]:
            item["demand_std"] *= grown
        if item["order_cost"] is not None:
            item["order_cost"] = what.order_cost or item["order_cost"] * dearer
        if item["lead_time_days"] is not None:
            item["lead_time_days"] = max(
                0.0, item["lead_time_days"] * longer + (what.lead_time_days_add or 0)
            )
        if item["lead_time_std_days"] is not None:
            item["lead_time_std_days"] *= longer
        for name in ("holding_rate", "holding_cost"):
            if item.get(name) is not None:
                item[name] *= held
        if what.holding_rate and item["unit_cost"] is not None:
            item["holding_rate"], item["holding_cost"] = what.holding_rate, None
        if what.service_level and item.get("fill_rate") is None:
            item["service_level"] = what.service_level
        if what.fill_rate and item.get("fill_rate") is not None:
            item["fill_rate"] = what.fill_rate
        found.append(item)
    defaults = {
        "order_cost": what.order_cost or DEFAULTS["order_cost"] * dearer,
        "holding_rate": what.holding_rate or DEFAULTS["holding_rate"] * held,
        "lead_time_days": max(0.0, DEFAULTS["lead_time_days"] * longer + (what.lead_time_days_add or 0)),
    }
    return found, defaults


def _decisions(items: list[dict[str, Any]], defaults: dict[str, Any], like: pl.DataFrame) -> pl.DataFrame:
    """The engine asked directly, ranks as the job found them."""
    frame = pl.DataFrame(items, infer_schema_length=None).with_columns(
        row_no=pl.int_range(1, len(items) + 1, dtype=pl.Int32),
        abc_class=like["abc_class"],
        xyz_class=like["xyz_class"],
    )
    assumed = Defaults(**defaults, review_period_days=JOB_REVIEW_PERIOD_DAYS)
    return decide_frame(frame, assumed, TODAY).frame


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-9)
    return bool(one == other)


OUTPUTS = ("suggested_order", "order_quantity", "reorder_point", "safety_stock", "annual_cost", "total_cost")


@pytest.mark.parametrize("what", [EVERYTHING, OTHERWISE], ids=["everything", "otherwise"])
def test_both_sides_are_what_the_engine_says_of_inputs_changed_by_hand(
    engine: Engine, what: Assumptions
) -> None:
    chance = random.Random(11)
    items = [_item(chance, f"S{at}") for at in range(150)]
    of = made(engine, defaults=DEFAULTS, demand_from="given")
    put(engine, of, *items)
    job = done(engine, of, what, rows_per_chunk=40)
    assert job.state in (JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED), job.status_reason
    kept = decided(engine, job.id)
    changed, defaults = _by_hand(items, what)
    before = _decisions(items, DEFAULTS, kept)
    after = _decisions(changed, defaults, kept)
    for name in ("status", "order_now", *OUTPUTS):
        pairs = zip(kept[name].to_list(), after[name].to_list(), strict=True)
        assert all(_same(one, other) for one, other in pairs), name
    comparison = told(engine, job.id)
    assert comparison["rows"] == 150
    sides = list(zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True))
    for currency in ("EUR", "USD"):
        own = [pair for pair in sides if pair[0]["currency"] == currency]
        for name in ("annual_cost", "total_cost", "average_stock_value", "orders_per_year"):
            both = [(old[name], new[name]) for old, new in own if None not in (old[name], new[name])]
            total = comparison["totals"][currency][name]
            assert total["baseline"] == pytest.approx(sum(old for old, _ in both))
            assert total["scenario"] == pytest.approx(sum(new for _, new in both))
            assert total["difference"] == pytest.approx(total["scenario"] - total["baseline"])
    orders = comparison["order_now"]
    assert orders["baseline"] == sum(bool(old["order_now"]) for old, _ in sides)
    assert orders["scenario"] == sum(bool(new["order_now"]) for _, new in sides)
    compared = ("status", "order_now", *OUTPUTS, "order_up_to", "average_stock_value")
    other = {
        old["row_no"]: (old, new)
        for old, new in sides
        if any(not _same(old[name], new[name]) for name in compared)
    }
    found = rows(engine, job.id)
    assert {row["row_no"] for row in found} == set(other)
    assert len(found) == len(other) == comparison["rows_other"]
    for row in found:
        old, new = other[row["row_no"]]
        assert all(_same(row[f"baseline_{name}"], old[name]) for name in compared)
        assert all(_same(row[f"scenario_{name}"], new[name]) for name in compared)
    apart = [abs(row["cost_difference"]) for row in found if row["cost_difference"] is not None]
    assert apart == sorted(apart, reverse=True)


@pytest.mark.parametrize(
    "nothing",
    [
        Assumptions(order_cost_percent=0.0),
        Assumptions(holding_percent=0.0, lead_time_days_add=0.0),
        Assumptions(demand_percent=0.0, lead_time_days_percent=0.0),
    ],
)
def test_a_change_by_nothing_gives_an_empty_comparison(engine: Engine, nothing: Assumptions) -> None:
    chance = random.Random(3)
    of = made(engine, defaults=DEFAULTS)
    put(engine, of, *(_item(chance, f"S{at}") for at in range(60)))
    job = done(engine, of, nothing, rows_per_chunk=25)
    comparison = told(engine, job.id)
    assert (comparison["rows"], comparison["rows_other"], comparison["changes"]) == (60, 0, {})
    assert all(total["difference"] == 0.0 for one in comparison["totals"].values() for total in one.values())
    assert comparison["words"][0] == "No decision differs: 60 items compared."
    assert rows(engine, job.id) == []


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
