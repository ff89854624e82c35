"""Overrides in runs: applied by the day, told beside what is calculated, kept over uploads."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from core.db.catalogue import catalogue_items
from core.db.connect import transaction
from tests.integration.catalogues.by_hand import TODAY, decided, demand, made, put, ran
from tests.integration.catalogues.overriding import GIVEN, ITEM, changed, rows_of, told, with_items


def test_a_fixed_lot_and_reorder_point_stand_beside_the_calculated_ones(engine: Engine) -> None:
    of = with_items(engine)
    free = rows_of(engine, ran(engine, of, how=GIVEN))["A"]
    answer = told(
        engine,
        of,
        {
            "sku": "A",
            "order_quantity": 500,
            "reorder_point": 10,
            "expires_on": "2026-12-31",
            "reason": "promotion",
        },
    )
    assert (answer["created"], answer["taken"], answer["unknown"]) == (1, 1, [])
    job = ran(engine, of, how=GIVEN)
    row = rows_of(engine, job)["A"]
    assert (row["order_quantity"], row["reorder_point"], row["order_now"]) == (500.0, 10.0, False)
    assert (row["status"], row["binding_constraint"], row["orders_per_year"]) == ("warning", "override", 2.4)
    by = "by anna@x until 2026-12-31: promotion"
    assert f"override: order quantity 500 {by} (without it {free['order_quantity']:g})" in row["warnings"]
    assert f"override: reorder point 10 {by} (without it {free['reorder_point']:g})" in row["warnings"]
    kinds = changed(engine, job)
    assert {kind for _, kind, _ in kinds} == {"no_longer", "order_quantity", "reorder_point"}
    assert all(why.startswith("an override was set") for *_, why in kinds), kinds
    untouched = rows_of(engine, job)["B"]
    assert untouched["order_quantity"] == free["order_quantity"]


def test_an_unchanged_catalogue_with_the_same_override_has_no_changes(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "reorder_point": 10}, {"sku": "B", "do_not_order": True})
    ran(engine, of, how=GIVEN)
    assert changed(engine, ran(engine, of, how=GIVEN)) == []


@pytest.mark.parametrize(("days", "applies"), [(-1, True), (0, True), (1, False)])
def test_the_last_day_of_an_override_is_the_last_it_holds(
    engine: Engine, days: int, *, applies: bool
) -> None:
    of = with_items(engine)
    last = TODAY + timedelta(days=3)
    told(engine, of, {"sku": "A", "reorder_point": 10, "expires_on": last.isoformat()})
    row = rows_of(engine, ran(engine, of, as_of=last + timedelta(days=days), how=GIVEN))["A"]
    assert (row["reorder_point"] == 10) is applies
    assert ("the override ends after" in (row["warnings"] or "")) is applies


def test_an_override_that_ends_is_told_as_the_reason_of_what_changes(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "reorder_point": 10, "expires_on": TODAY.isoformat()})
    ran(engine, of, how=GIVEN)
    kinds = changed(engine, ran(engine, of, as_of=TODAY + timedelta(days=1), how=GIVEN))
    assert {kind for _, kind, _ in kinds} == {"to_order", "reorder_point"}
    assert all(why.startswith("an override ended") for *_, why in kinds)


def test_overrides_outlive_an_item_that_comes_back_under_another_number(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "reorder_point": 10})
    with transaction(engine) as connection:
        catalogue_items.remove(connection, of, sku="A", location=None)
    assert "A" not in rows_of(engine, ran(engine, of, how=GIVEN))
    put(engine, of, {"sku": "A", **ITEM})
    row = rows_of(engine, ran(engine, of, how=GIVEN))["A"]
    assert (row["row_no"], row["reorder_point"]) == (4, 10.0)


def test_location_tells_items_apart(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", "location": "Berlin", **ITEM}, {"sku": "A", **ITEM})
    told(engine, of, {"sku": "A", "location": "Berlin", "reorder_point": 10})
    frame = decided(engine, ran(engine, of, how=GIVEN).id)
    levels = dict(frame.select("location", "reorder_point").iter_rows())
    assert levels["Berlin"] == 10.0
    assert levels[None] > 10.0


def test_a_demand_factor_moves_demand_variation_and_rank(engine: Engine) -> None:
    of = with_items(engine, *"ABCDEFGHIJ")
    before = rows_of(engine, ran(engine, of, how=GIVEN))
    told(engine, of, {"sku": "J", "demand_factor": 50})
    after = rows_of(engine, ran(engine, of, how=GIVEN))
    assert (after["J"]["demand"], after["J"]["demand_std"]) == (60_000.0, 1_500.0)
    assert "(without it demand 1200 a year)" in after["J"]["warnings"]
    assert after["J"]["abc_class"] == "A"
    assert {sku for sku in after if after[sku]["abc_class"] != before[sku]["abc_class"]} > {"A"}


def test_a_demand_factor_multiplies_what_history_says(engine: Engine) -> None:
    of = with_items(engine, "A", "B")
    for sku in "AB":
        lines = (
            {"sku": sku, "date": f"2026-{month:02d}-10", "quantity": 10.0 + month} for month in range(1, 11)
        )
        demand(engine, of, *lines)
    told(engine, of, {"sku": "A", "demand_factor": 1.5})
    rows = rows_of(engine, ran(engine, of))
    assert rows["A"]["demand"] == pytest.approx(1.5 * rows["B"]["demand"])
    assert rows["A"]["demand_std"] == pytest.approx(1.5 * rows["B"]["demand_std"])
    assert rows["A"]["period"] == "month"


def test_a_service_level_replaces_the_items_also_where_it_has_a_fill_rate(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM}, {"sku": "B", **ITEM, "service_level": None, "fill_rate": 0.97})
    told(engine, of, *({"sku": sku, "service_level": 0.999} for sku in "AB"))
    rows = rows_of(engine, ran(engine, of, how=GIVEN))
    for row in rows.values():
        assert (row["service_level"], row["fill_rate"]) == (0.999, None)
        assert row["achieved_service_level"] >= 0.999
    assert "override: service level 0.999 by anna@x (without it 0.95)" in rows["A"]["warnings"]


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ({"do_not_order": True, "reason": "bought locally"}, "Do not order: bought locally"),
        ({"do_not_order": True}, "Do not order: so set by anna@x"),
        ({"lifecycle": "phase_out"}, "Do not order: it is being phased out"),
        ({"lifecycle": "obsolete", "reason": "law"}, "Do not order: it is obsolete (law)"),
        ({"replaced_by": "B"}, "Do not order: it is replaced by B"),
    ],
)
def test_what_is_not_to_be_ordered_is_not(engine: Engine, override: dict[str, Any], says: str) -> None:
    of = with_items(engine)
    assert rows_of(engine, ran(engine, of, how=GIVEN))["A"]["order_now"] is True
    told(engine, of, {"sku": "A", **override})
    row = rows_of(engine, ran(engine, of, how=GIVEN))["A"]
    assert (row["order_now"], row["suggested_order"]) == (False, 0.0)
    assert row["reason"].startswith(says)
    assert "override: " in row["warnings"]


def test_all_stock_of_what_is_obsolete_is_excess_and_it_counts_for_nothing(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "lifecycle": "obsolete"})
    row = rows_of(engine, ran(engine, of, how=GIVEN))["A"]
    assert (row["status"], row["demand"], row["excess"], row["excess_value"]) == (
        "no_demand",
        0.0,
        20.0,
        80.0,
    )
    assert row["abc_class"] == "C"
    assert "(without it demand 1200 a year)" in row["warnings"]


def test_what_somebody_wants_to_have_no_demand_is_no_problem_and_neither_solved(engine: Engine) -> None:
    of = with_items(engine)
    ran(engine, of, how=GIVEN)
    told(engine, of, {"sku": "A", "lifecycle": "obsolete"})
    kinds = {kind for sku, kind, _ in changed(engine, ran(engine, of, how=GIVEN)) if sku == "A"}
    assert "no_longer" in kinds
    assert "problem" not in kinds
    told(engine, of, {"sku": "A", "lifecycle": None})
    kinds = {kind for sku, kind, _ in changed(engine, ran(engine, of, how=GIVEN)) if sku == "A"}
    assert "to_order" in kinds
    assert "solved" not in kinds


def test_that_an_override_ends_soon_is_told_once(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "reorder_point": 10, "expires_on": (TODAY + timedelta(days=9)).isoformat()})
    days = (TODAY + timedelta(days=away) for away in range(6))
    found = [changed(engine, ran(engine, of, as_of=day, how=GIVEN)) for day in days]
    assert [[kind for _, kind, _ in kinds] for kinds in found] == [[], [], ["problem"], [], [], []]


def test_one_set_for_a_few_days_is_no_problem_on_the_first_of_them(engine: Engine) -> None:
    of = with_items(engine)
    ran(engine, of, how=GIVEN)
    told(engine, of, {"sku": "A", "reorder_point": 10, "expires_on": TODAY.isoformat()})
    job = ran(engine, of, how=GIVEN)
    assert "ends after" in rows_of(engine, job)["A"]["warnings"]
    assert "problem" not in {kind for _, kind, _ in changed(engine, job)}


def test_a_new_item_is_planned_as_given_however_short_its_history(engine: Engine) -> None:
    of = with_items(engine, "A", "B")
    for sku in "AB":
        lines = ({"sku": sku, "date": f"2026-{month:02d}-10", "quantity": 5.0} for month in (7, 8, 9, 10))
        demand(engine, of, *lines)
    told(engine, of, {"sku": "A", "lifecycle": "new"})
    rows = rows_of(engine, ran(engine, of))
    assert (rows["A"]["demand"], rows["A"]["period"]) == (1200.0, None)
    assert rows["B"]["demand"] == pytest.approx(5.0)
    assert "months" not in rows["A"]["warnings"]


@pytest.mark.parametrize("rows_per_chunk", [1, 20_000])
def test_what_replaced_items_sold_counts_for_the_last_of_them(engine: Engine, rows_per_chunk: int) -> None:
    """A to B to C; D sold as much as all three together, and is planned alike."""
    of = with_items(engine, "C", "X", "A", "B", "D")
    for at, sku in enumerate("ABC"):
        for month in range(1 + at, 11):
            demand(engine, of, {"sku": sku, "date": f"2026-{month:02d}-10", "quantity": 10.0 * (at + 1)})
            demand(engine, of, {"sku": "D", "date": f"2026-{month:02d}-11", "quantity": 10.0 * (at + 1)})
    told(engine, of, {"sku": "A", "replaced_by": "B"}, {"sku": "B", "replaced_by": "C"})
    rows = rows_of(engine, ran(engine, of, rows_per_chunk=rows_per_chunk))
    for name in ("demand", "demand_std", "order_quantity", "reorder_point", "abc_class", "xyz_class"):
        assert rows["C"][name] == rows["D"][name], name
    for sku in "AB":
        assert (rows[sku]["status"], rows[sku]["demand"], rows[sku]["excess"]) == ("no_demand", 0.0, 20.0)
        assert rows[sku]["order_now"] is False
    assert "a month)" in rows["A"]["warnings"]


def test_a_successor_that_is_gone_is_told_and_the_item_keeps_its_demand(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "replaced_by": "B"})
    with transaction(engine) as connection:
        catalogue_items.remove(connection, of, sku="B", location=None)
    row = rows_of(engine, ran(engine, of))["A"]
    assert "replaced by B, which the catalogue does not have" in row["warnings"]
    assert (row["demand"], row["order_now"]) == (1200.0, False)
