"""No feasible lot that a search finds is cheaper than the engine's."""

import dataclasses
import datetime as dt
import math

import numpy as np
import pytest

from core.inventory.decide import Decisions, decide
from core.inventory.defaults import Defaults
from tests.unit.inventory.oracle import (
    Item,
    best_lot,
    is_allowed,
    is_feasible_item,
    lots,
    paid_for,
    running_cost,
    yearly_cost,
)
from tests.unit.inventory.random_items import columns_of, random_items

AS_OF = dt.date(2026, 1, 1)
# Both sides add up a dozen products of doubles; twenty roundings of 1.1e-16 are 2.2e-15.
ROUNDING = 1e-13


def _decide(columns: dict[str, np.ndarray]) -> Decisions:
    return decide(columns, defaults=Defaults(), as_of=AS_OF)


@pytest.mark.parametrize(
    ("item", "quantity", "cost"),
    [
        (Item(demand=1300, order_cost=8, holding_cost=0.225, pack=1.0), 304, 68.41052631578947),
        (
            Item(
                demand=1300,
                order_cost=8,
                holding_rate=0.3,
                breaks=((0, 0.75), (400, 0.72), (800, 0.68)),
                pack=150,
            ),
            900,
            987.3555555555556,
        ),
        (
            Item(
                demand=2400,
                order_cost=150,
                holding_rate=0.25,
                breaks=((0, 100), (300, 90), (600, 80)),
                incremental=True,
            ),
            1481.8906842274164,
            222762.8136845483,
        ),
        (
            Item(demand=200, order_cost=100, holding_cost=5, production_rate=1000, backorder_cost=10),
            122.47448713915891,
            326.59863237109045,
        ),
        (Item(demand=10, order_cost=0.001, holding_cost=2, pack=0.1, min_order=1.1), 1.1, 1.1090909090909091),
    ],
    ids=["integer", "all units in packs", "incremental", "backorders and finite rate", "float trap"],
)
def test_oracle_finds_published_lots(item: Item, quantity: float, cost: float) -> None:
    """The judge itself agrees with the books (a continuous lot within what a search can resolve)."""
    found, found_cost = best_lot(item)
    assert found == pytest.approx(quantity, rel=1e-6)
    assert found_cost == pytest.approx(cost, rel=1e-12)


def _check(count: int, seed: int) -> None:
    items, columns = random_items(count, seed)
    decisions = _decide(columns)
    refused = {
        int(row) for problem in decisions.problems if problem.severity == "error" for row in problem.rows
    }
    assert refused == set(), [problem for problem in decisions.problems if problem.severity == "error"][:3]
    beaten = []
    for row, item in enumerate(items):
        status = decisions.columns["status"][row]
        if not is_feasible_item(item):
            if status != "infeasible":
                beaten.append((row, item, f"status {status}, expected infeasible"))
            continue
        quantity = float(decisions.columns["order_quantity"][row])
        if status == "infeasible" or math.isnan(quantity) or not is_allowed(item, quantity):
            beaten.append((row, item, f"status {status}, quantity {quantity} is not allowed"))
            continue
        cost = yearly_cost(item, quantity)
        best, best_cost = best_lot(item)
        if cost > best_cost * (1.0 + ROUNDING):
            beaten.append((row, item, f"{quantity} costs {cost}, {best} costs {best_cost}"))
        told = float(decisions.columns["annual_cost"][row])
        if not math.isclose(told, running_cost(item, quantity), rel_tol=1e-9):
            beaten.append((row, item, f"annual_cost {told}, expected {running_cost(item, quantity)}"))
        told = float(decisions.columns["total_cost"][row])
        if not math.isclose(told, cost, rel_tol=1e-9):
            beaten.append((row, item, f"total_cost {told}, expected {cost}"))
    assert not beaten, "\n".join(map(str, [len(beaten), *beaten[:5]]))


def test_no_lot_found_by_searching_is_cheaper() -> None:
    """The lot of each of 10,000 items is allowed, costs what it says, and no allowed lot costs less."""
    _check(10_000, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_no_lot_found_by_searching_is_cheaper_on_other_items(seed: int) -> None:
    """The same on 100,000 others, to meet what is rare."""
    _check(10_000, seed=100 + seed)


def test_a_tie_goes_to_the_smaller_lot() -> None:
    """With Q* = sqrt(2) packs one and two packs cost the same; the smaller lot binds less money."""
    items = [
        Item(demand=1.0, order_cost=1.0, unit_cost=4.0, holding_cost=1.0, pack=1.0),
        # n(n+1) = 6: two and three packs.
        Item(demand=3.0, order_cost=1.0, unit_cost=4.0, holding_cost=1.0, pack=1.0),
    ]
    assert [best_lot(item)[0] for item in items] == [1.0, 2.0]
    assert _decide(columns_of(items)).columns["order_quantity"].tolist() == [1.0, 2.0]


def _part_no_lot_changes(item: Item, tier: int) -> float:
    """The part of the yearly cost that is the same for every lot of a price tier.

    With one price: the purchase. Under an incremental discount: demand at the tier's own price, and the
    holding cost of what the first units cost more than that.
    """
    start, price = item.tiers()[tier]
    if math.isnan(price):
        return 0.0
    if not item.incremental:
        return item.demand * price
    dearer = paid_for(item, start) - price * start
    return item.demand * price + (item.holding_rate * dearer / 2.0 if math.isnan(item.holding_cost) else 0.0)


def test_band_is_exactly_the_lots_within_five_percent() -> None:
    """`quantity_low` and `quantity_high` end the run of allowed lots around the usual one, in its price tier,
    that run at no more than 1.05 times its running cost."""
    items, columns = random_items(600, seed=11)
    chosen = [row for row, item in enumerate(items) if item.pack is not None and is_feasible_item(item)]
    decisions = _decide(columns)
    wrong = []
    for row in chosen:
        item = items[row]
        usual = float(decisions.columns["order_quantity"][row])
        starts = [start for start, _ in item.tiers()]
        tier = max(index for index, start in enumerate(starts) if start <= usual)
        end = starts[tier + 1] if tier + 1 < len(starts) else math.inf
        fixed = _part_no_lot_changes(item, tier)
        limit = 1.05 * (yearly_cost(item, usual) - fixed)
        inside = []
        for lot in lots(item):
            if lot >= end:
                break
            if lot < starts[tier]:
                continue
            if yearly_cost(item, lot) - fixed <= limit * (1.0 + 1e-9):
                inside.append(lot)
            elif lot > usual:
                break
        low, high = (float(decisions.columns[name][row]) for name in ("quantity_low", "quantity_high"))
        if not (math.isclose(low, inside[0], rel_tol=1e-9) and math.isclose(high, inside[-1], rel_tol=1e-9)):
            wrong.append((item, f"usual {usual}: {low}..{high}, expected {inside[0]}..{inside[-1]}"))
    assert not wrong, "\n".join(map(str, [len(wrong), *wrong[:5]]))


def test_safety_stock_takes_room_from_the_soft_caps() -> None:
    """A lot plus its safety stock keeps within shelf and storage, and within that it is the cheapest."""
    items, columns = random_items(800, seed=12)
    columns |= {
        "demand_std": columns["demand"] * 0.05,
        "service_level": np.full(len(items), 0.95),
        "lead_time_days": np.full(len(items), 10.0),
        "distribution": np.full(len(items), "normal", dtype=object),
    }
    decisions = _decide(columns)
    wrong = []
    for row, item in enumerate(items):
        if not is_feasible_item(item):
            continue
        safety = float(decisions.columns["safety_stock"][row])
        assert safety > 0.0
        smaller = dataclasses.replace(item, soft_cap=item.soft_cap - safety)
        if item.pack is None and item.min_order == 0.0 and smaller.soft_cap <= 0.0:
            # The safety stock alone fills the shelf, and nothing says what the smallest lot is: a warning.
            assert decisions.columns["status"][row] == "warning"
            continue
        quantity = float(decisions.columns["order_quantity"][row])
        best, cost = best_lot(smaller)
        if not is_allowed(smaller, quantity) or yearly_cost(item, quantity) > cost * (1.0 + 1e-12):
            wrong.append((item, f"safety stock {safety}: {quantity}, expected {best}"))
    assert not wrong, "\n".join(map(str, [len(wrong), *wrong[:5]]))


def test_hard_against_hard_is_infeasible_and_names_both() -> None:
    """501 in packs of 120 is 600, over a maximum of 590: no lot, and the reason names both."""
    item = Item(
        demand=1300, order_cost=8, unit_cost=0.75, holding_cost=0.225, min_order=501, pack=120, max_order=590
    )
    decisions = _decide(columns_of([item]))
    assert decisions.columns["status"].tolist() == ["infeasible"]
    assert math.isnan(decisions.columns["order_quantity"][0])
    assert "501" in decisions.columns["reason"][0]
    assert "590" in decisions.columns["reason"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [("shelf_life_days", 20.0), ("max_cover_days", 20.0), ("storage_capacity", 70.0), ("max_stock", 70.0)],
)
def test_soft_cap_below_the_minimum_orders_the_minimum_and_warns(field: str, value: float) -> None:
    """A supplier's minimum cannot be argued with, a shelf can: the minimum is ordered, with a warning."""
    item = Item(demand=1300, order_cost=8, unit_cost=0.75, holding_cost=0.225, min_order=500, pack=1.0)
    decisions = _decide(columns_of([item]) | {field: np.array([value])})
    assert decisions.columns["order_quantity"].tolist() == [500.0]
    assert decisions.columns["status"].tolist() == ["warning"]
    assert any(
        problem.severity == "warning" and problem.rows.tolist() == [0] for problem in decisions.problems
    )
    assert decisions.columns["warnings"][0]
