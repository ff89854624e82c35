"""What people do about suggestions: accept, edit, reject, snooze, place, take back; and two at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from core.db import catalogues, retention
from core.db.connect import transaction
from core.db.order_tables import order_line, order_line_step
from core.db.workspaces import DEFAULT_WORKSPACE
from core.errors import IdempotencyMismatch, LineMoved, NothingTaken
from core.ids import CatalogueId
from core.settings import settings
from core.sheets.catalogue.order_states import LineState
from tests.integration.catalogues.acting import ITEM, act, counted, history, listed, states
from tests.integration.catalogues.by_hand import TODAY, made, put, ran, stock
from worker.cleaning import clean

PACKED = {"min_order_qty": 100.0, "order_multiple": 10.0}


@pytest.fixture
def of(engine: Engine) -> CatalogueId:
    """A catalogue with five items to order and one that has enough, decided on."""
    made_now = made(engine)
    put(
        engine,
        made_now,
        *(
            {"sku": sku, **ITEM, **PACKED, "on_hand": 3.0, "supplier": "SKF" if sku < "C" else "NSK"}
            for sku in "ABCDE"
        ),
        {"sku": "F", **ITEM, "on_hand": 5000.0},
    )
    ran(engine, made_now)
    return made_now


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


def test_the_next_run_suggests_anew_and_says_what_was_done_last(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "accept"}, {"sku": "B", "action": "reject", "reason": "too dear"})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    rows = {row["sku"]: row for row in listed(engine, of)}
    assert {row["state"] for row in rows.values()} == {"proposed"}
    a, b = rows["A"]["before"], rows["B"]["before"]
    assert (a["state"], a["by_name"], a["as_of"]) == ("superseded", "anna", TODAY)
    assert (b["state"], b["reason"]) == ("rejected", "too dear")
    assert states(engine, of, LineState.SUPERSEDED) == [("A", "superseded")]  # told so, not lost
    with pytest.raises(NothingTaken, match="superseded"):
        act(engine, of, {"sku": "A", "action": "accept", "line_id": str(a["line_id"])})
    assert act(engine, of, {"sku": "A", "action": "accept"})["taken"] == 1


def test_a_snoozed_line_rests_until_its_day(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "snooze", "until": str(TODAY + timedelta(days=3))})
    ran(engine, of, as_of=TODAY + timedelta(days=2))
    assert states(engine, of) == [*((sku, "proposed") for sku in "BCDE"), ("A", "snoozed")]
    assert counted(engine, of) == {"proposed": 4, "snoozed": 1}
    ran(engine, of, as_of=TODAY + timedelta(days=3))
    assert states(engine, of) == [(sku, "proposed") for sku in "ABCDE"]
    assert counted(engine, of) == {"proposed": 5}


def test_a_snooze_from_before_is_ended_by_reopening(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "snooze", "until": str(TODAY + timedelta(days=30))})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    act(engine, of, {"sku": "A", "action": "reopen"})
    assert states(engine, of)[0] == ("A", "proposed")


def test_acting_on_what_rests_since_an_earlier_run_ends_the_rest(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "snooze", "until": str(TODAY + timedelta(days=30))})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    (asleep,) = listed(engine, of, LineState.SNOOZED)
    row = {"sku": "A", "line_id": str(asleep["line_id"]), "action": "accept", "expected_state": "snoozed"}
    assert act(engine, of, row)["taken"] == 1
    assert states(engine, of, LineState.ACCEPTED, LineState.SNOOZED) == [("A", "accepted")]
    assert counted(engine, of) == {"proposed": 4, "accepted": 1}
    assert [len(one["steps"]) for one in history(engine, of, "A")] == [1, 2]


def test_what_was_rejected_of_an_earlier_run_stays_so(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "reject", "reason": "no"})
    (line,) = listed(engine, of, LineState.REJECTED)
    ran(engine, of)
    with pytest.raises(NothingTaken, match="rejected in an earlier run"):
        act(engine, of, {"sku": "A", "action": "accept", "line_id": str(line["line_id"])})


def test_two_orders_of_an_item_are_withdrawn_by_their_ids(engine: Engine, of: CatalogueId) -> None:
    for day in (0, 1):
        act(engine, of, {"sku": "A", "action": "place", "quantity": 10 + day})
        ran(engine, of, as_of=TODAY + timedelta(days=day))
    with pytest.raises(NothingTaken, match="several orders") as refused:
        act(engine, of, {"sku": "A", "action": "withdraw"})
    assert "10 on 2026-11-23" in refused.value.remedy
    ids = [str(row["line_id"]) for row in listed(engine, of, LineState.PLACED)]
    assert act(engine, of, {"sku": "A", "action": "withdraw", "line_id": ids[0]})["taken"] == 1
    assert act(engine, of, {"sku": "A", "action": "withdraw"})["taken"] == 1
    assert counted(engine, of)["proposed"] == 5


def test_what_was_placed_before_is_withdrawn_whatever_was_said_of_today_s_suggestion(
    engine: Engine, of: CatalogueId
) -> None:
    act(engine, of, {"sku": "A", "action": "place", "quantity": 10})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    act(engine, of, {"sku": "A", "action": "reject", "reason": "enough"})
    (line,) = listed(engine, of, LineState.PLACED)
    withdraw = {"sku": "A", "action": "withdraw", "line_id": str(line["line_id"])}
    assert act(engine, of, {"sku": "A", "action": "withdraw"})["taken"] == 1
    assert act(engine, of, withdraw)["unchanged"] == 1
    assert states(engine, of)[-1] == ("A", "rejected")


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


def test_lines_outlive_their_run_and_go_with_their_catalogue(
    engine: Engine, of: CatalogueId, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("LOTWISE_DATABASE_URL", database_url)
    settings.cache_clear()
    act(engine, of, {"sku": "A", "action": "place"})
    for day in (1, 2):
        ran(engine, of, as_of=TODAY + timedelta(days=day))
    with transaction(engine) as connection:
        assert retention.purge_old(connection, timedelta(0)) == 1
    clean(engine)
    assert listed(engine, of, LineState.PLACED)[0]["why"]
    with transaction(engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, of)
    clean(engine)
    with transaction(engine) as connection:
        for table in (order_line, order_line_step):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
