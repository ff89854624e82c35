"""What a planner acts on, told a second time row by row in plain Python: today's order, stock, savings."""

import datetime as dt
import math
import random
from collections.abc import Callable
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from tests.unit.inventory.oracle import Item, exact, paid_for, running_cost
from tests.unit.inventory.rows import AS_OF, Row, decide_rows

ROWS = 3_000
DAY = 365.0


def _row(dice: random.Random) -> Row:
    """A stocked item, counted in kilograms so that nothing is rounded to whole units."""
    demand = round(10.0 ** dice.uniform(1.5, 4.5), 1)
    price = round(10.0 ** dice.uniform(-0.3, 2.0), 2)
    order_cost = round(dice.uniform(2.0, 100.0), 2)
    scale = (2.0 * demand * order_cost / (0.25 * price)) ** 0.5
    lead = float(dice.randint(1, 60))
    over_lead = demand * lead / DAY
    row: Row = {
        "demand": demand,
        "demand_std": round(0.2 * demand * dice.uniform(0.2, 1.5), 3),
        "order_cost": order_cost,
        "unit_cost": price,
        "holding_rate": 0.25,
        "lead_time_days": lead,
        "service_level": dice.choice([0.6, 0.9, 0.95, 0.99]),
        "distribution": "normal",
        "unit": "kg",
        "on_hand": round(dice.uniform(-0.3, 3.0) * (scale + over_lead), 1),
    }
    if dice.random() < 0.5:
        row["on_order"] = round(dice.uniform(0.0, 2.0) * scale, 1)
    if dice.random() < 0.3:
        row["backorders"] = round(dice.uniform(0.0, 1.0) * over_lead, 1)
    if dice.random() < 0.3:
        row["allocated"] = round(dice.uniform(0.0, 0.5) * max(row["on_hand"], 0.0), 1)
    if dice.random() < 0.5:
        row["order_multiple"] = float(f"{scale / dice.uniform(1.0, 30.0):.2g}")
    if dice.random() < 0.3:
        row["min_order_qty"] = float(f"{scale * dice.uniform(0.1, 1.5):.3g}")
    if dice.random() < 0.2:
        row["max_order_qty"] = float(f"{scale * dice.uniform(1.6, 3.0):.3g}")
    if dice.random() < 0.3:
        first = float(f"{scale * dice.uniform(0.5, 2.0):.3g}")
        row["price_breaks"] = ((0.0, price), (first, round(price * 0.95, 4)))
    if dice.random() < 0.7:
        row["current_order_qty"] = float(f"{scale * dice.uniform(0.3, 4.0):.3g}")
        row["current_reorder_point"] = round(over_lead * dice.uniform(0.9, 2.0), 1)
    return row


@pytest.fixture(scope="module")
def told() -> list[tuple[Row, Row]]:
    """Random rows with the engine's decisions; those without a feasible lot left out."""
    dice = random.Random(21)
    rows = [_row(dice) for _ in range(ROWS)]
    columns = decide_rows(*rows).columns
    decisions = [{name: column[row] for name, column in columns.items()} for row in range(ROWS)]
    pairs = [
        (row, found) for row, found in zip(rows, decisions, strict=True) if found["status"] != "infeasible"
    ]
    assert len(pairs) > ROWS * 0.9
    assert {found["status"] for _, found in pairs} == {"ok", "warning"}
    return pairs


def _compare(told: list[tuple[Row, Row]], name: str, expected: Callable[[Row, Row], Any]) -> None:
    wrong = []
    for row, found in told:
        want, got = expected(row, found), found[name]
        is_same = (
            math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-9 * row["demand"])
            if isinstance(want, float) and not math.isnan(want)
            else math.isnan(got)
            if isinstance(want, float)
            else got == want
        )
        if not is_same:
            wrong.append((want, got, row, {key: found[key] for key in ("order_quantity", "reorder_point")}))
    assert not wrong, "\n".join(
        map(str, [f"{name}: {len(wrong)} of {len(told)} (expected, got, row)", *wrong[:4]])
    )


def _item(row: Row) -> Item:
    return Item(
        demand=row["demand"],
        order_cost=row["order_cost"],
        unit_cost=row["unit_cost"],
        holding_rate=row["holding_rate"],
        breaks=row.get("price_breaks", ()),
    )


def _price(row: Row, quantity: float) -> float:
    return paid_for(_item(row), quantity) / quantity


def _daily(row: Row) -> float:
    return float(row["demand"]) / DAY


def _mean(row: Row) -> float:
    return _daily(row) * float(row["lead_time_days"])


def _over_lead(row: Row) -> NormalDist:
    return NormalDist(_mean(row), row["demand_std"] * math.sqrt(row["lead_time_days"] / DAY))


def _position(row: Row, _: Row) -> float:
    # Negative stock is a backlog; told as backorders, too, it is the same backlog and not a second one.
    backlog = max(-row["on_hand"], row.get("backorders", 0.0), 0.0)
    return float(max(row["on_hand"], 0.0) + row.get("on_order", 0.0) - backlog - row.get("allocated", 0.0))


def _suggested(row: Row, found: Row) -> float:
    """The fewest lots that lift the position above the trigger, at least the minimum, in packs, capped."""
    position, trigger = _position(row, found), float(found["reorder_point"])
    if position > trigger:
        return 0.0
    lots = 1
    while position + lots * found["order_quantity"] <= trigger:
        lots += 1
    wanted = max(exact(round(lots * found["order_quantity"], 9)), exact(row.get("min_order_qty", 0.0)))
    if "order_multiple" in row:
        pack = exact(row["order_multiple"])
        wanted = math.ceil(wanted / pack) * pack
    return float(min(wanted, _most(row)))


def _most(row: Row) -> Fraction:
    """The most one order may be, in whole packs."""
    if "max_order_qty" not in row:
        return Fraction(10**30)
    most = exact(row["max_order_qty"])
    if "order_multiple" in row:
        pack = exact(row["order_multiple"])
        most = math.floor(most / pack) * pack
    return most


def _latest(row: Row, found: Row) -> np.datetime64:
    days = math.floor((_position(row, found) - found["reorder_point"]) / _daily(row))
    return np.datetime64(AS_OF + dt.timedelta(days=days), "D")


def _free(row: Row) -> float:
    return float(max(0.0, row["on_hand"] - row.get("allocated", 0.0) - row.get("backorders", 0.0)))


def _above(row: Row, found: Row) -> float:
    return max(0.0, _position(row, found) - float(found["reorder_point"] + found["order_quantity"]))


def _excess(row: Row, found: Row) -> float:
    return float(
        max(0.0, row["on_hand"] - max(found["reorder_point"] + found["order_quantity"], row["demand"]))
    )


def _yearly(row: Row, quantity: float) -> float:
    """Purchase + ordering + cycle holding."""
    return float(row["demand"]) * _price(row, quantity) + running_cost(_item(row), quantity)


def _saving(row: Row, found: Row) -> float:
    if "current_order_qty" not in row:
        return math.nan
    return _yearly(row, row["current_order_qty"]) - _yearly(row, found["order_quantity"])


def _is_worth_changing(row: Row, found: Row) -> int:
    if "current_order_qty" not in row:
        return -1
    current, saving = row["current_order_qty"], _saving(row, found)
    is_outside = not found["quantity_low"] <= current <= found["quantity_high"]
    running = running_cost(_item(row), current)
    return int(saving >= 0.02 * running and saving >= row["order_cost"] and is_outside)


FIELDS: dict[str, Callable[[Row, Row], Any]] = {
    "inventory_position": _position,
    "order_now": lambda row, found: int(_position(row, found) <= found["reorder_point"]),
    "suggested_order": _suggested,
    "days_of_cover": lambda row, _: _free(row) / _daily(row),
    "latest_order_date": _latest,
    "above_max": _above,
    "excess": _excess,
    "excess_value": lambda row, found: _excess(row, found) * row["unit_cost"],
    "cancellable": lambda row, found: min(row.get("on_order", 0.0), _above(row, found)),
    "stock_value": lambda row, _: max(row["on_hand"], 0.0) * row["unit_cost"],
    "lead_time_demand": lambda row, _: _mean(row),
    "safety_stock": lambda row, _: _over_lead(row).inv_cdf(row["service_level"]) - _mean(row),
    "reorder_point": lambda row, _: _over_lead(row).inv_cdf(row["service_level"]),
    "achieved_service_level": lambda row, _: row["service_level"],
    "purchase_price": lambda row, found: _price(row, found["order_quantity"]),
    "annual_cost": lambda row, found: running_cost(_item(row), found["order_quantity"]),
    "safety_stock_cost": lambda _, found: 0.25 * found["purchase_price"] * found["safety_stock"],
    "total_cost": lambda row, found: _yearly(row, found["order_quantity"]) + found["safety_stock_cost"],
    "average_stock_value": lambda _, found: (
        (found["order_quantity"] / 2.0 + found["safety_stock"]) * found["purchase_price"]
    ),
    "orders_per_year": lambda row, found: row["demand"] / found["order_quantity"],
    "cycle_days": lambda row, found: found["order_quantity"] / _daily(row),
    "current_cost": lambda row, _: (
        _yearly(row, row["current_order_qty"]) if "current_order_qty" in row else math.nan
    ),
    "annual_saving": _saving,
    "worth_changing": _is_worth_changing,
    "current_service_level": lambda row, _: (
        _over_lead(row).cdf(row["current_reorder_point"]) if "current_reorder_point" in row else math.nan
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_told_the_same_a_second_time(name: str, told: list[tuple[Row, Row]]) -> None:
    """A field of 3,000 decisions equals what its definition gives, one row after another."""
    _compare(told, name, FIELDS[name])
