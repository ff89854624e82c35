"""What a person fixes goes through the engine: costs, service and today's order follow from it."""

import math
from typing import Any

import numpy as np
import pytest

from core.inventory import distribution
from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fixed import FIXED, LEVEL, QUANTITY, STOP
from ops.bench.catalogue import mixed_items
from tests.unit.inventory.rows import AS_OF, columns_of_rows

ITEM: dict[str, Any] = {
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


def one(item: dict[str, Any], **fixed: object) -> dict[str, Any]:
    """The decision of an item with what is fixed of it."""
    columns = columns_of_rows({name: value for name, value in item.items() if value is not None})
    for name, value in fixed.items():
        kind = object if name == STOP else np.float64
        columns[name] = np.array([value], dtype=kind)
    found = decide(columns, defaults=Defaults(), as_of=AS_OF)
    return {name: column[0] for name, column in found.columns.items()}


def same(left: object, right: object) -> bool:
    return bool(left == right) or bool(left != left and right != right)


def test_what_is_fixed_as_it_is_calculated_gives_the_same_decision_bit_by_bit() -> None:
    """Of items of every kind: price breaks, packs, limits, order-up-to, no demand, refused ones."""
    items = mixed_items(400, seed=3)
    plain = decide(items, defaults=Defaults(), as_of=AS_OF)
    lots = plain.columns["order_quantity"].astype(np.float64)
    held = {
        QUANTITY: np.where(lots > 0.0, lots, np.nan),
        LEVEL: plain.columns["reorder_point"].astype(np.float64),
    }
    again = decide({**items, **held}, defaults=Defaults(), as_of=AS_OF)
    assert np.isfinite(held[QUANTITY]).sum() > 100
    unlike = {
        name
        for name, column in plain.columns.items()
        if name not in ("warnings", "status")
        and not all(map(same, column.tolist(), again.columns[name].tolist()))
    }
    assert unlike == set()
    told = [w for w in again.columns["warnings"] if w and "fixed" in w]
    assert all("not followed" in one or "above what shelf life" in one for one in told)


def test_costs_and_cycles_follow_from_a_fixed_lot() -> None:
    free, held = one(ITEM), one(ITEM, **{QUANTITY: 500.0})
    assert held["order_quantity"] == 500.0
    assert held["annual_cost"] == pytest.approx(25.0 * 1200 / 500 + 1.0 * 500 / 2)
    assert (held["orders_per_year"], held["cycle_days"]) == (2.4, pytest.approx(365 / 2.4))
    assert held["binding_constraint"] == "override"
    assert held["constraint_cost"] == pytest.approx(
        held["annual_cost"] - math.sqrt(2 * 1200 * 25 * 1.0), rel=1e-6
    )
    assert held["eoq"] == free["eoq"]
    assert held["suggested_order"] == 500.0
    assert held["quantity_low"] <= 500.0 <= held["quantity_high"]
    assert held["reorder_point"] == free["reorder_point"]  # a cycle service does not depend on the lot


def test_a_fill_rates_reorder_point_is_solved_for_the_fixed_lot() -> None:
    item = {**ITEM, "service_level": None, "fill_rate": 0.98}
    small, large = (one(item, **{QUANTITY: lot}) for lot in (50.0, 1000.0))
    assert small["reorder_point"] > large["reorder_point"]
    assert min(small["achieved_fill_rate"], large["achieved_fill_rate"]) >= 0.98


@pytest.mark.parametrize("level", [0.0, 30.0, 46.0, 80.0, 200.0])
def test_the_service_told_is_that_of_the_fixed_reorder_point(level: float) -> None:
    """What the calculated levels achieve is checked elsewhere; here the same models are asked directly."""
    held = one(ITEM, **{LEVEL: level})
    assert held["reorder_point"] == level
    mean = held["lead_time_demand"]
    std = 30.0 * math.sqrt(12.0 / 365.0 * 14.0)
    code = list(distribution.NAMES).index(held["distribution"])
    tail, loss = distribution.MODELS[code].tail_and_loss(np.array([level]), np.array([mean]), np.array([std]))
    assert held["achieved_service_level"] == pytest.approx(1.0 - tail[0])
    lot = held["order_quantity"]
    beyond = distribution.MODELS[code].tail_and_loss(
        np.array([level + lot]), np.array([mean]), np.array([std])
    )[1]
    assert held["achieved_fill_rate"] == pytest.approx(1.0 - (loss[0] - beyond[0]) / lot, abs=1e-9)
    assert held["safety_stock"] == pytest.approx(max(level - mean, 0.0))
    assert held["safety_stock_cost"] == pytest.approx(held["safety_stock"] * 1.0)
    assert (held["order_now"] == 1) == (level >= 20.0)


def test_a_higher_reorder_point_never_serves_worse() -> None:
    levels = [one(ITEM, **{LEVEL: float(at)})["achieved_service_level"] for at in range(0, 120, 5)]
    assert levels == sorted(levels)


def test_demand_that_never_varies_is_served_whole_or_not_at_all() -> None:
    item = {**ITEM, "demand_std": 0.0, "demand": 3650.0}
    below, at = one(item, **{LEVEL: 130.0}), one(item, **{LEVEL: 140.0})
    assert (below["achieved_service_level"], at["achieved_service_level"]) == (0.0, 1.0)
    assert below["achieved_fill_rate"] == pytest.approx(1.0 - 10.0 / below["order_quantity"])
    assert at["achieved_fill_rate"] == 1.0


def test_a_fixed_reorder_point_tells_when_to_order_even_without_a_lead_time() -> None:
    item = {**ITEM, "lead_time_days": None}
    assert one(item)["order_now"] == -1
    held = one(item, **{LEVEL: 25.0})
    assert (held["order_now"], held["reorder_point"]) == (1, 25.0)
    assert math.isnan(held["safety_stock"])


def test_what_the_supplier_does_not_sell_is_told_and_the_order_is_what_he_accepts() -> None:
    item = {**ITEM, "on_hand": 60.0, "order_multiple": 12.0, "min_order_qty": 60.0, "max_order_qty": 240.0}
    low, high = one(item, **{QUANTITY: 50.0}), one(item, **{QUANTITY: 500.0})
    assert low["order_quantity"] == 50.0
    assert low["suggested_order"] == 60.0
    assert "below the minimum order of 60" in low["warnings"]
    assert "no whole number of packs of 12" in low["warnings"]
    assert "above the maximum order of 240" in high["warnings"]
    assert (high["suggested_order"], high["orders_needed"]) == (240.0, 3.0)


def test_a_lot_is_fixed_where_none_is_feasible() -> None:
    item = {**ITEM, "min_order_qty": 100.0, "max_order_qty": 50.0}
    assert one(item)["status"] == "infeasible"
    held = one(item, **{QUANTITY: 70.0})
    assert (held["status"], held["order_quantity"]) == ("warning", 70.0)


def test_a_fixed_lot_is_paid_at_the_price_of_its_own_tier() -> None:
    item = {**ITEM, "price_breaks": [(1, 4.0), (300, 3.0), (2000, 2.5)]}
    held = one(item, **{QUANTITY: 100.0})
    assert held["purchase_price"] == 4.0
    assert held["annual_cost"] == pytest.approx(25 * 12 + 1.0 * 50)
    assert one(item, **{QUANTITY: 300.0})["purchase_price"] == 3.0


def test_more_than_the_shelf_takes_is_told_of_the_one_who_fixed_it() -> None:
    held = one({**ITEM, "storage_capacity": 200.0}, **{QUANTITY: 500.0})
    assert "fixed above what shelf life, cover or storage allow" in held["warnings"]
    assert "min_order_qty" not in held["warnings"]


def test_an_item_ordered_up_to_a_level_does_not_follow_and_says_so() -> None:
    item = {**ITEM, "policy": "order_up_to", "review_period_days": 7.0}
    free, held = one(item), one(item, **{QUANTITY: 500.0, LEVEL: 90.0})
    assert held["warnings"].count("not followed") == 2
    assert [held[name] for name in ("order_up_to", "suggested_order")] == [
        free[name] for name in ("order_up_to", "suggested_order")
    ]


@pytest.mark.parametrize("on_hand", [20.0, -5.0, 1000.0, None])
def test_what_is_not_to_be_ordered_is_not_suggested(on_hand: float | None) -> None:
    held = one({**ITEM, "on_hand": on_hand}, **{STOP: "bought locally"})
    assert (held["order_now"], held["suggested_order"]) == (0, 0.0)
    assert held["reason"].startswith("Do not order: bought locally")
    assert np.isnat(held["latest_order_date"])
    assert ("though" in held["reason"]) == (on_hand in (20.0, -5.0))


def test_what_is_owed_is_not_ordered_either_without_demand() -> None:
    held = one({**ITEM, "demand": 0.0, "on_hand": -5.0}, **{STOP: "obsolete"})
    assert (held["status"], held["order_now"], held["suggested_order"]) == ("no_demand", 0, 0.0)


def test_a_refused_row_stays_refused() -> None:
    held = one({**ITEM, "demand": -1.0}, **{STOP: "obsolete", QUANTITY: 5.0})
    assert held["status"] == "error"
    assert one(ITEM, **{QUANTITY: 0.0})["status"] == "error"
    assert one(ITEM, **{LEVEL: -1.0})["status"] == "error"


def test_what_is_fixed_is_no_word_of_the_vocabulary() -> None:
    from core.inventory.fields import DECISION
    from core.inventory.fields import ITEM as WORDS

    assert not set(FIXED) & {*WORDS, *DECISION}


def test_each_row_follows_what_is_fixed_of_it_alone() -> None:
    """Any chunking gives the same bits, also where only some rows have something fixed."""
    items = mixed_items(60, seed=8)
    chance = np.random.default_rng(8)
    lots = np.where(chance.random(60) < 0.4, chance.integers(1, 500, 60).astype(float), np.nan)
    levels = np.where(chance.random(60) < 0.4, chance.integers(0, 200, 60).astype(float), np.nan)
    stops = np.array(["because" if share < 0.2 else None for share in chance.random(60)], dtype=object)
    held = {**items, QUANTITY: lots, LEVEL: levels, STOP: stops}
    whole = decide(held, defaults=Defaults(), as_of=AS_OF)
    for at in range(60):
        row = {name: column[at : at + 1] for name, column in held.items()}
        alone = decide(row, defaults=Defaults(), as_of=AS_OF)
        for name, column in whole.columns.items():
            assert same(column[at], alone.columns[name][0]) or column.dtype.kind == "M", (at, name)
