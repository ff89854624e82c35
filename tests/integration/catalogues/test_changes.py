"""The change list is what comparing the two runs row by row gives, however the catalogue was changed."""

import random
import re
from typing import Any

import pytest
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogue_items, changes
from core.db.connect import transaction
from core.db.protocol import summaries
from core.ids import CatalogueId, JobId
from core.job_options import RunOptions
from core.sheets.catalogue.kinds import KINDS
from tests.integration.catalogues.by_hand import decided, made, put, ran, stock

BAD = {"error", "infeasible", "no_demand", "do_not_stock"}
NUMBERS = ("suggested_order", "order_quantity", "reorder_point", "order_up_to")


def _random_item(chance: random.Random, sku: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "sku": sku,
        "location": chance.choice([None, "Berlin"]),
        "demand": chance.choice([0.0, 12.0, 1200.0, 5000.0]) * chance.uniform(0.5, 2),
        "order_cost": chance.choice([5.0, 25.0]),
        "unit_cost": chance.uniform(1, 50),
        "holding_rate": 0.25,
        "lead_time_days": chance.choice([3.0, 14.0, 60.0]),
        "on_hand": chance.choice([0.0, 20.0, 500.0, None]),
    }
    if chance.random() < 0.2:
        item |= {"min_order_qty": 500.0, "max_order_qty": chance.choice([400.0, 900.0])}
    if chance.random() < 0.2:
        item |= {"policy": "order_up_to", "review_period_days": 7.0}
    if chance.random() < 0.1:
        item["unit_cost"] = None  # an error: nothing tells what holding costs
    return item


def _every(engine: Engine, job_id: JobId) -> list[dict[str, Any]]:
    rows, cursor = [], None
    while True:
        with transaction(engine) as connection:
            page = changes.page(connection, DEFAULT_WORKSPACE, job_id, limit=7, cursor=cursor)
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def _by_item(engine: Engine, job_id: JobId) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(row["sku"], row["location"]): row for row in decided(engine, job_id).iter_rows(named=True)}


def _words(warnings: str | None) -> set[str]:
    plain = re.sub(r"[0-9][0-9.,:-]*", "#", warnings or "")
    return {one for one in plain.split("; ") if one}


def _moved(old: float | None, new: float | None, percent: float) -> bool:
    return old is not None and new is not None and abs(new - old) > max(percent / 100, 1e-9) * abs(old)


def _kinds(old: dict[str, Any] | None, new: dict[str, Any] | None, percent: float) -> set[str]:
    """What changed between two decisions of one item, by the words of the issue."""
    kinds = set()
    ordered, orders = bool(old and old["order_now"]), bool(new and new["order_now"])
    if orders and not ordered:
        kinds.add("to_order")
    if ordered and not orders:
        kinds.add("no_longer")
    if old is None or new is None:
        return kinds | ({"new_item"} if old is None else {"gone_item"})
    for name in NUMBERS:
        if _moved(old[name], new[name], percent) and (name != "suggested_order" or (ordered and orders)):
            kinds.add(name)
    kinds |= {name for name in ("abc_class", "xyz_class") if old[name] != new[name]}
    if new["status"] in BAD:
        kinds |= {"problem"} if new["status"] != old["status"] else set()
    else:
        kinds |= {"problem"} if _words(new["warnings"]) - _words(old["warnings"]) else set()
        kinds |= {"solved"} if old["status"] in BAD else set()
    return kinds


def _shake(engine: Engine, of: CatalogueId, chance: random.Random) -> None:
    """A day in the life of a catalogue."""
    with transaction(engine) as connection:
        known = catalogue_items.page(connection, of, limit=1_000).rows
    # An item that is taken out and put in again is another one: told as gone and as new.
    for item in chance.sample(known, 5):
        known.remove(item)
        with transaction(engine) as connection:
            catalogue_items.remove(connection, of, sku=item["sku"], location=item["location"])
    rows = [
        {"sku": one["sku"], "location": one["location"], "on_hand": chance.choice([0.0, 100.0, 900.0])}
        for one in chance.sample(known, 30)
    ]
    stock(engine, of, *rows)
    changed = [
        {"sku": one["sku"], "location": one["location"], "demand": (one["demand"] or 1.0) * factor}
        for one in chance.sample(known, 30)
        if (factor := chance.choice([0.0, 0.97, 1.02, 1.5]))
    ]
    put(engine, of, *changed, *(_random_item(chance, f"new {chance.random()}") for _ in range(5)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("percent", [0.0, 10.0])
def test_the_changes_of_a_run_are_those_a_plain_comparison_finds(
    engine: Engine, seed: int, percent: float
) -> None:
    chance = random.Random(seed)
    of = made(engine)
    put(engine, of, *(_random_item(chance, f"S{at}") for at in range(100)))
    how = RunOptions(change_percent=percent)
    old = ran(engine, of, rows_per_chunk=30, how=how).id
    for _ in range(3):
        _shake(engine, of, chance)
        new = ran(engine, of, rows_per_chunk=chance.choice([25, 60, 1_000]), how=how).id
        before, now = _by_item(engine, old), _by_item(engine, new)
        expected = {
            (key, kind)
            for key in {**before, **now}
            for kind in _kinds(before.get(key), now.get(key), percent)
        }
        found = _every(engine, new)
        ranks = [KINDS.index(row["kind"]) for row in found]
        assert ranks == sorted(ranks)
        assert {((row["sku"], row["location"]), row["kind"]) for row in found} == expected
        assert len(found) == len(expected)
        assert all(row["why"] for row in found)
        with transaction(engine) as connection:
            told = summaries.get(connection, DEFAULT_WORKSPACE, new)
        assert told is not None
        assert sum(told["changes"].values()) == len(found)
        old = new


def test_an_unchanged_catalogue_has_no_changes_on_another_day(engine: Engine) -> None:
    from tests.integration.catalogues.by_hand import TODAY

    chance = random.Random(7)
    of = made(engine)
    put(engine, of, *(_random_item(chance, f"S{at}") for at in range(100)))
    how = RunOptions(change_percent=0.0)
    ran(engine, of, rows_per_chunk=30, how=how)
    later = ran(engine, of, how=how, as_of=TODAY.replace(day=28))
    assert _every(engine, later.id) == []
    with transaction(engine) as connection:
        told = summaries.get(connection, DEFAULT_WORKSPACE, later.id)
    assert told is not None
    assert told["morning"] == ["Nothing changed since the run before."]


def test_why_names_what_moved(engine: Engine) -> None:
    of = made(engine)
    item = {"demand": 1200.0, "order_cost": 25.0, "unit_cost": 4.0, "holding_rate": 0.25}
    put(engine, of, {"sku": "A", **item, "lead_time_days": 14.0, "on_hand": 60.0})
    ran(engine, of)
    put(engine, of, {"sku": "A", "demand": 1416.0, "lead_time_days": 21.0})
    found = {row["kind"]: row for row in _every(engine, ran(engine, of).id)}
    moved = found["reorder_point"]
    assert moved["why"] == "demand rose 18 %, the lead time rose 50 %"
    levels = f"the reorder point rose from {moved['old']} to {moved['new']}"
    assert found["to_order"]["why"] == f"{levels}, {moved['why']}"
    assert moved["percent"] == pytest.approx((float(moved["new"]) / float(moved["old"]) - 1) * 100, rel=1e-4)
