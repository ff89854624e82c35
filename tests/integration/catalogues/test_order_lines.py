"""What people do about suggestions: accept, edit, reject, snooze, place, take back; and two at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from core.db.connect import transaction
from core.db.schema.order_tables import order_line, order_line_step
from core.errors import IdempotencyMismatch, LineMoved, NothingTaken
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState
from tests.integration.catalogues.acting import act, counted, history, listed, states, with_suggestions
from tests.integration.catalogues.by_hand import TODAY, stock


@pytest.fixture
def of(engine: Engine) -> CatalogueId:
    """A catalogue with five items to order and one that has enough, decided on."""
    return with_suggestions(engine)


def test_what_nobody_has_acted_on_is_to_do(engine: Engine, of: CatalogueId) -> None:
    rows = listed(engine, of)
    assert [(row["sku"], row["state"], row["line_id"]) for row in rows] == [
        (sku, "proposed", None) for sku in "ABCDE"
    ]
    assert rows[0]["value"] == rows[0]["suggested_quantity"] * 4.0
    assert "order" in rows[0]["why"].lower()
    assert counted(engine, of) == {"proposed": 5}
    assert [row["sku"] for row in listed(engine, of, supplier="NSK")] == ["C", "D", "E"]
    with transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(order_line)) == 0


def test_each_action_is_done_kept_and_counted(engine: Engine, of: CatalogueId) -> None:
    answer = act(
        engine,
        of,
        {"sku": "A", "action": "accept"},
        {"sku": "B", "action": "edit", "quantity": 120.0, "reason": "a full pallet"},
        {"sku": "C", "action": "reject", "reason": "runs out"},
        {"sku": "D", "action": "snooze", "until": str(TODAY + timedelta(days=3))},
        {"sku": "E", "action": "place"},
    )
    assert (answer["taken"], answer["problems"], answer["warnings"]) == (5, [], [])
    assert counted(engine, of) == {
        "proposed": 0,
        "accepted": 1,
        "edited": 1,
        "rejected": 1,
        "snoozed": 1,
        "placed": 1,
    }
    b = next(row for row in listed(engine, of) if row["sku"] == "B")
    assert (b["quantity"], b["value"], b["by_name"], b["reason"]) == (120.0, 480.0, "anna", "a full pallet")
    assert b["suggested_quantity"] not in (None, 120.0)  # the suggestion is kept beside the edit
    act(engine, of, {"sku": "B", "action": "place"}, by="ben")
    (kept,) = history(engine, of, "B")
    assert [
        (one["by_name"], one["from_state"], one["to_state"], one["quantity"]) for one in kept["steps"]
    ] == [
        ("anna", "proposed", "edited", 120.0),
        ("ben", "edited", "placed", 120.0),
    ]


def test_pages_go_from_what_is_to_do_into_what_was_done(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "B", "action": "accept"}, {"sku": "D", "action": "accept"})
    whole = states(engine, of)
    assert [sku for sku, _ in whole[:3]] == ["A", "C", "E"]
    assert {sku for sku, _ in whole[3:]} == {"B", "D"}
    for limit in (1, 2, 3, 4, 5):
        assert [(row["sku"], row["state"]) for row in listed(engine, of, limit=limit)] == whole


def test_good_rows_are_done_and_bad_ones_named(engine: Engine, of: CatalogueId) -> None:
    answer = act(
        engine,
        of,
        {"sku": "A", "action": "accept"},
        {"sku": "B", "action": "withdraw"},
        {"sku": "F", "action": "accept"},
        {"sku": "no such", "action": "accept"},
        {"sku": "C", "action": "edit", "quantity": 1e6},
        {"sku": "D", "action": "edit", "quantity": 55.0},
        {"sku": "E", "action": "accept", "line_id": "00000000-0000-4000-8000-000000000000"},
    )
    assert answer["taken"] == 2
    assert answer["problems"] == ["not_placed", "not_suggested", "unknown_item", "absurd", "unknown_line"]
    assert [(one["row"], one["message"]) for one in answer["warnings"]] == [
        (6, "55 is below the minimum order of 100"),
        (6, "55 is no multiple of the pack of 10"),
    ]


def test_nothing_is_written_where_nothing_can_be_done(engine: Engine, of: CatalogueId) -> None:
    with pytest.raises(NothingTaken, match="nothing is suggested of F") as refused:
        act(engine, of, {"sku": "F", "action": "accept"})
    assert "place it with a quantity" in refused.value.remedy


def test_an_order_nobody_suggested_is_placed_by_its_quantity(engine: Engine, of: CatalogueId) -> None:
    assert act(engine, of, {"sku": "F", "action": "place", "quantity": 7})["taken"] == 1
    (row,) = listed(engine, of, LineState.PLACED)
    assert (row["sku"], row["quantity"], row["suggested_quantity"]) == ("F", 7.0, None)
    assert counted(engine, of) == {"proposed": 5, "placed": 1}


def test_the_same_twice_is_harmless(engine: Engine, of: CatalogueId) -> None:
    rows: list[dict[str, Any]] = [
        {"sku": "A", "action": "accept", "expected_state": "proposed"},
        {"sku": "B", "action": "place", "quantity": 100},
        {"sku": "C", "action": "reject", "reason": "no"},
    ]
    first = act(engine, of, *rows)
    second = act(engine, of, *rows)
    assert (first["taken"], first["unchanged"]) == (3, 0)
    assert (second["taken"], second["unchanged"], second["problems"]) == (0, 3, [])
    with transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(order_line_step)) == 3


def test_the_same_key_is_answered_as_before(engine: Engine, of: CatalogueId) -> None:
    first = act(engine, of, {"sku": "A", "action": "place"}, key="k")
    assert act(engine, of, {"sku": "A", "action": "place"}, key="k") == first
    with pytest.raises(IdempotencyMismatch):
        act(engine, of, {"sku": "B", "action": "place"}, key="k")


def test_the_second_of_two_is_told_what_the_first_did(engine: Engine, of: CatalogueId) -> None:
    def place(by: str) -> str:
        row = {"sku": "A", "action": "place", "quantity": 100, "expected_state": "proposed"}
        try:
            act(engine, of, row, by=by)
        except LineMoved as error:
            return error.message
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(place, ["anna", "ben"]))
    assert said[1] == "done"
    first = listed(engine, of, LineState.PLACED)[0]["by_name"]
    assert f"A is placed (100, by {first} at " in said[0]
    assert "by now, not proposed" in said[0]
    (kept,) = history(engine, of, "A")
    assert len(kept["steps"]) == 1


def test_what_is_ordered_is_not_changed_under_the_order(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "place", "quantity": 100})
    for row in (
        {"action": "edit", "quantity": 50},
        {"action": "place", "quantity": 50},
        {"action": "reject", "reason": "no"},
        {"action": "reopen"},
    ):
        with pytest.raises(NothingTaken, match=r"placed \(100, by anna") as refused:
            act(engine, of, {"sku": "A", **row}, by="ben")
        assert "Withdraw the order first" in refused.value.remedy
    act(engine, of, {"sku": "A", "action": "withdraw"}, {"sku": "B", "action": "place"})
    act(engine, of, {"sku": "A", "action": "place", "quantity": 50})
    stock(engine, of, {"sku": "A", "on_order": 50.0})
    with pytest.raises(NothingTaken, match="shown") as refused:
        act(engine, of, {"sku": "A", "action": "withdraw"})
    assert "next run" in refused.value.remedy


def test_minds_change_until_it_is_placed(engine: Engine, of: CatalogueId) -> None:
    for row in (
        {"action": "reject", "reason": "no"},
        {"action": "accept"},
        {"action": "snooze", "until": str(TODAY + timedelta(days=1))},
        {"action": "reopen"},
    ):
        assert act(engine, of, {"sku": "A", **row})["taken"] == 1
    assert states(engine, of)[0] == ("A", "proposed")
    assert counted(engine, of) == {"proposed": 5}
    (kept,) = history(engine, of, "A")
    assert [one["to_state"] for one in kept["steps"]] == ["rejected", "accepted", "snoozed", "proposed"]


def test_two_rows_about_one_line_are_not_both_done(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "accept"})
    (line,) = listed(engine, of, LineState.ACCEPTED)
    answer = act(
        engine,
        of,
        {"sku": "A", "action": "place"},
        {"sku": "A", "action": "reject", "reason": "no", "line_id": str(line["line_id"])},
    )
    assert (answer["taken"], answer["problems"]) == (1, ["duplicate"])
