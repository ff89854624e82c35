"""How far stock figures show an order, what of it counts, and what may be done about a suggestion."""

import datetime as dt
import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets.catalogue.counting import with_placed
from core.sheets.catalogue.given import RowProblem
from core.sheets.catalogue.order_acts import Done, Line, act, doubts
from core.sheets.catalogue.order_rows import checked_actions
from core.sheets.catalogue.order_states import RULES, LineAction, LineState, allows, way_out
from core.sheets.catalogue.placed import Counted, OpenOrder, PlacedLine, counted, risen, shown_by

DAY = dt.date(2026, 11, 20)
FORTY = PlacedLine(quantity=40.0, on_hand=10.0, on_order=30.0)
Figure = float | None


@pytest.mark.parametrize(
    ("on_hand", "on_order", "rise"),
    [
        (10.0, 30.0, 0.0),  # figures from before the order reached the ERP
        (4.0, 30.0, 0.0),  # and some was sold
        (10.0, 70.0, 40.0),  # it is on order
        (4.0, 70.0, 40.0),  # and some was sold: that takes nothing away from the order
        (50.0, 30.0, 40.0),  # it came at once
        (40.0, 0.0, 0.0),  # the earlier order came: no rise of both together
        (35.0, 0.0, 0.0),  # and some was sold
        (40.0, 40.0, 40.0),  # the earlier one came, this one is on order
        (30.0, 50.0, 40.0),  # half of it came
        (None, 70.0, 40.0),
        (10.0, None, 0.0),
    ],
)
def test_a_rise_of_both_figures_together_is_the_order(on_hand: Figure, on_order: Figure, rise: float) -> None:
    assert risen(FORTY, on_hand, on_order) == rise


def test_a_figure_that_was_not_known() -> None:
    line = PlacedLine(quantity=40.0, on_hand=None, on_order=None)
    assert risen(line, 500.0, None) == 0.0  # a first count of the stock is no delivery
    assert risen(line, None, 40.0) == 40.0


def test_the_oldest_order_is_shown_first_and_each_unit_once() -> None:
    lines = [PlacedLine(quantity=quantity, on_hand=0.0, on_order=0.0) for quantity in (10.0, 20.0, 30.0)]
    assert shown_by(lines, 0.0, 15.0) == [(10.0, 0.0), (5.0, 10.0), (0.0, 15.0)]


def test_what_was_shown_stays_shown() -> None:
    line = PlacedLine(quantity=40.0, on_hand=10.0, on_order=0.0, shown=25.0)
    assert shown_by([line], 0.0, 0.0) == [(25.0, 0.0)]  # it came, and all was sold


@given(
    st.lists(st.floats(1.0, 1e6), min_size=1, max_size=5),
    st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(0.0, 1e6)), min_size=1, max_size=6),
)
def test_however_figures_move_no_unit_shows_two_orders(
    quantities: list[float], figures: list[tuple[float, float]]
) -> None:
    lines = [PlacedLine(quantity=quantity, on_hand=0.0, on_order=0.0) for quantity in quantities]
    highest = 0.0
    for on_hand, on_order in figures:
        before = lines
        lines = [
            PlacedLine(quantity=line.quantity, on_hand=0.0, on_order=0.0, shown=shown, claimed=claimed)
            for line, (shown, claimed) in zip(lines, shown_by(lines, on_hand, on_order), strict=True)
        ]
        highest = max(highest, on_hand + on_order)
        assert all(now.shown >= was.shown for now, was in zip(lines, before, strict=True))
        assert all(0.0 <= line.shown <= line.quantity for line in lines)
        assert sum(line.shown for line in lines) <= highest * (1 + 1e-9)
        repeated = shown_by(lines, on_hand, on_order)
        assert repeated == [(line.shown, line.claimed) for line in lines]  # the same figures again


def test_an_order_counts_for_its_days() -> None:
    order = OpenOrder(item_no=3, quantity=40.0, placed_on=DAY, by="anna; or so")
    for days, quantity in ((0, 40.0), (6, 40.0), (7, 0.0), (30, 0.0)):
        found = counted([order], DAY + dt.timedelta(days=days), 7)[3]
        assert found.quantity == quantity
        assert found.notes[0].startswith("40 placed on 2026-11-20 by anna, or so")
        assert ("check the order" in found.notes[0]) == (quantity == 0.0)


def test_counted_orders_are_added_to_their_rows_and_told() -> None:
    note = json.dumps([{"field": "demand", "code": "dead", "message": "Nothing was sold in the last year."}])
    frame = pl.DataFrame(
        {"row_no": [1, 2, 4], "on_order": [None, 5.0, 7.0], "row_warnings": [None, note, None]},
        schema={"row_no": pl.Int32, "on_order": pl.Float64, "row_warnings": pl.String},
    )
    orders = {
        1: Counted(quantity=40.0, notes=("one",)),
        2: Counted(quantity=0.0, notes=("late",)),
        3: Counted(quantity=1.0, notes=("of another chunk",)),
    }
    found = with_placed(frame, orders)
    assert found["row_no"].to_list() == [1, 2, 4]
    assert found["on_order"].to_list() == [40.0, 5.0, 7.0]
    told = [[one["message"] for one in json.loads(text)] if text else [] for text in found["row_warnings"]]
    assert told == [["one"], ["Nothing was sold in the last year.", "late"], []]
    assert with_placed(frame.drop("on_order"), orders)["on_order"].to_list() == [40.0, None, None]
    assert with_placed(frame, {}) is frame


def test_every_state_says_what_to_do_instead() -> None:
    for state in LineState:
        assert way_out(state)
        goes = {action for action in LineAction if allows(state, action)}
        assert bool(goes) == (state not in (LineState.SHOWN, LineState.SUPERSEDED)), state
    assert {rule.to for rule in RULES.values()} == set(LineState) - {
        LineState.SHOWN,
        LineState.OVERDUE,
        LineState.SUPERSEDED,
    }


def line(standing: LineState, **more: Any) -> Line:  # noqa: ANN401
    """A line somebody acted on."""
    known: dict[str, Any] = {
        "by": "user:1",
        "by_name": "anna",
        "at": dt.datetime(2026, 11, 20, 9, 5, tzinfo=dt.UTC),
        "quantity": 40.0,
        "reason": None,
        "snoozed_until": None,
        "suggested": 60.0,
    }
    return Line(standing=standing, **{**known, **more})


@pytest.mark.parametrize("state", LineState)
@pytest.mark.parametrize("action", LineAction)
def test_each_action_in_each_state_goes_or_says_why_not(state: LineState, action: LineAction) -> None:
    more: dict[str, dict[str, object]] = {
        "edit": {"quantity": 7.0},
        "reject": {"reason": "no"},
        "snooze": {"until": "2026-12-01"},
    }
    row = {"row": 1, "sku": "A", "action": action, **more.get(action, {})}
    found = act(row, line(state), {}, "user:2")
    if isinstance(found, Done):
        assert allows(state, action) or found.is_same
    else:
        assert found.code == "not_allowed"
        assert f"{state} (40, by anna at 2026-11-20 09:05 UTC)" in found.message
        assert found.remedy


def test_quantities_follow_what_was_said_last() -> None:
    def quantity(action: str, own: Line, **more: object) -> float | None:
        found = act({"row": 1, "sku": "A", "action": action, **more}, own, {}, "user:1")
        assert isinstance(found, Done)
        return found.quantity

    assert quantity("accept", line(LineState.PROPOSED, quantity=None)) == 60.0
    assert quantity("place", line(LineState.PROPOSED, quantity=None)) == 60.0
    assert quantity("place", line(LineState.EDITED)) == 40.0
    assert quantity("place", line(LineState.EDITED), quantity=50.0) == 50.0
    assert quantity("withdraw", line(LineState.PLACED)) == 40.0
    assert quantity("reopen", line(LineState.EDITED)) is None


def test_a_slip_of_the_keyboard_is_refused() -> None:
    row = {"row": 1, "sku": "A", "action": "edit", "quantity": 6001.0}
    found = act(row, line(LineState.PROPOSED), {"order_quantity": 10.0}, "user:1")
    assert isinstance(found, RowProblem)
    assert found.code == "absurd"
    assert isinstance(act({**row, "quantity": 6000.0}, line(LineState.PROPOSED), {}, "user:1"), Done)


def test_limits_are_doubts_and_packs_are_whole_within_floating_point() -> None:
    item = {"min_order_qty": 10.0, "order_multiple": 0.1, "max_order_qty": 100.0}
    assert doubts(11.0 * 1.1, item) == []
    assert doubts(9.95, item) == [
        "9.95 is below the minimum order of 10",
        "9.95 is no multiple of the pack of 0.1",
    ]
    assert doubts(101.0, item) == ["101 is above the maximum order of 100"]
    assert doubts(3.0, {}) == []


def test_rows_are_checked_by_themselves() -> None:
    rows: list[dict[str, object]] = [
        {"sku": "A", "action": "accept"},
        {"sku": "A", "action": "Place ", "quantity": "12"},
        {"sku": "B", "action": "edit", "quantity": 0},
        {"sku": "B", "action": "edit"},
        {"sku": "B", "action": "edit", "quantity": float("nan")},
        {"sku": "B", "action": "edit", "quantity": 1e12},
        {"sku": "B", "action": "accept", "quantity": 5},
        {"sku": "B", "action": "snooze", "until": "2026-11-20"},
        {"sku": "B", "action": "snooze", "until": "2036-01-01"},
        {"sku": "B", "action": "snooze", "until": "tomorrow"},
        {"sku": "B", "action": "reject", "reason": " "},
        {"sku": "B", "action": "burn"},
        {"action": "accept"},
        {"sku": "C", "action": "accept", "line_id": "17"},
        {"sku": "C", "action": "accept", "expected_state": "seen"},
        {"sku": "D", "action": "accept"},
        {"sku": "D", "action": "accept"},
    ]
    found = checked_actions(rows, DAY)
    assert [row["sku"] for row in found.rows] == ["D"]  # the two of A contradict each other
    assert sorted((one.row, one.field, one.code) for one in found.problems) == [
        (1, "sku", "duplicate"),
        (2, "sku", "duplicate"),
        (3, "quantity", "not_positive"),
        (4, "quantity", "missing"),
        (5, "quantity", "not_a_number"),
        (6, "quantity", "absurd"),
        (7, "quantity", "not_used"),
        (8, "until", "not_ahead"),
        (9, "until", "not_ahead"),
        (10, "until", "not_a_date"),
        (11, "reason", "missing"),
        (12, "action", "unknown_word"),
        (13, "sku", "missing"),
        (14, "line_id", "not_an_id"),
        (15, "expected_state", "unknown_word"),
    ]
