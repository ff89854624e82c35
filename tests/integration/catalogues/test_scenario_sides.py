"""Both sides of a scenario are what the engine says, asked directly, of inputs changed by hand."""

import random
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from core.inventory.defaults import Defaults
from core.job_options import JOB_REVIEW_PERIOD_DAYS
from core.job_states import JobState
from core.scenario import Assumptions
from core.sheets.compute import decide_frame
from tests.integration.catalogues.by_hand import TODAY, decided, made, put
from tests.integration.catalogues.scenarios_by_hand import done, rows, told


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
