"""Orders in the desk: what is to do, ticked and decided; refused where somebody was quicker."""

from copy import deepcopy
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import FakeApi
from tests.unit.ui.test_catalogues import CATALOGUE_ID, kept
from ui.asking.client import Json
from ui.asking.problems import ApiError
from ui.catalogue import order_table

__all__ = ["kept"]

AT = f"/catalogues/{CATALOGUE_ID}/orders"
PROPOSED: Json = {
    "line_id": None,
    "sku": "007",
    "location": None,
    "description": "O-ring",
    "supplier": "SKF",
    "state": "proposed",
    "suggested_quantity": 60.0,
    "quantity": None,
    "price": 2.5,
    "value": 150.0,
    "currency": "EUR",
    "why": "Order 60 now.",
    "job_id": "j",
    "as_of": "2026-11-22",
    "reason": None,
    "snoozed_until": None,
    "by": None,
    "by_name": None,
    "at": None,
    "placed_on": None,
    "on_hand": None,
    "on_order": None,
    "shown_quantity": None,
    "closed_at": None,
    "closed_why": None,
    "before": {
        "line_id": "x",
        "state": "rejected",
        "quantity": None,
        "suggested_quantity": 50.0,
        "by_name": "Ben",
        "at": "2026-11-20T09:00:00+00:00",
        "as_of": "2026-11-20",
        "reason": "too dear",
    },
}
PLACED: Json = PROPOSED | {
    "line_id": "5a2c1c2e-8d55-4a06-9a3f-2f3f7e1d0005",
    "sku": "008",
    "state": "placed",
    "quantity": 40.0,
    "by": "user:2",
    "by_name": "Ben [x](http://evil)",
    "at": "2026-11-22T09:00:00+00:00",
    "placed_on": "2026-11-22",
    "shown_quantity": 10.0,
    "before": None,
}
PAGE: Json = {
    "run": "j",
    "as_of": "2026-11-22",
    "counts": {"proposed": 12, "placed": 1},
    "suppliers": ["NSK", "SKF"],
    "items": [PROPOSED, PLACED],
    "next": None,
}
STEPS: Json = {
    "items": [
        PLACED
        | {
            "steps": [
                {
                    "at": "2026-11-22T09:00:00+00:00",
                    "by": "user:2",
                    "by_name": "Ben",
                    "from_state": "proposed",
                    "to_state": "placed",
                    "quantity": 40.0,
                    "snoozed_until": None,
                    "reason": "as agreed",
                }
            ]
        }
    ]
}
DONE: Json = {"rows": 1, "taken": 1, "unchanged": 0, "errors": [], "errors_total": 0, "warnings": []}


@pytest.fixture
def orders(kept: FakeApi) -> FakeApi:
    """The API with suggestions of a last run."""
    kept.doors |= {
        f"GET {AT}?limit=100": deepcopy(PAGE),
        f"GET {AT}?state=proposed&limit=100": PAGE | {"items": [PROPOSED]},
        f"GET {AT}?supplier=NSK&limit=100": PAGE | {"items": []},
        f"GET {AT}/history?sku=007": {"items": []},
        f"GET {AT}/history?sku=008": STEPS,
        f"POST {AT}": DONE,
    }
    return kept


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function
    """Ticks rows by their positions: without a browser there is no hand to do it."""

    def ticked(*rows: int) -> None:
        monkeypatch.setattr(order_table, "ticked", lambda _state: list(rows))

    return ticked


def shown(desk: Open) -> AppTest:
    """The section of orders."""
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID)
    return at.button_group(key="catalogue_section").set_value("Orders").run()


def click(at: AppTest, label: str) -> AppTest:
    return next(one for one in at.button if one.label == label).click().run()


def test_what_is_to_do_and_what_was_done_is_told(desk: Open, orders: FakeApi) -> None:
    at = shown(desk)
    assert not at.exception
    assert "12 still to do" in text(at)
    table = at.dataframe[0].value
    assert table["State"].tolist() == ["To do", "Placed"]
    assert table["Suggested"].tolist() == [60.0, 60.0]
    assert "last time rejected by Ben" in table["What was done"][0]
    assert "10 of it are in the stock figures" in table["What was done"][1]
    assert all(one.disabled for one in at.button if one.label in ("Accept", "Place", "Withdraw"))
    assert "](http" not in text(at)
    links = "".join(element.proto.body for element in at.get("html"))
    assert f"catalogues/{CATALOGUE_ID}/orders.csv" in links


def test_rows_are_ticked_and_placed_as_they_were_seen(desk: Open, orders: FakeApi, tick: Any) -> None:  # noqa: ANN401
    tick(0, 1)
    at = click(shown(desk), "Place")
    assert not at.exception
    sent = {"sku": "007", "location": None, "action": "place", "expected_state": "proposed"}
    assert orders.done == [("POST", AT, {"rows": [sent]})]  # the other one is placed already
    assert "1 done." in text(at)


def test_a_quantity_a_reason_and_a_day_go_along(desk: Open, orders: FakeApi, tick: Any) -> None:  # noqa: ANN401
    tick(0)
    at = shown(desk)
    next(one for one in at.number_input if one.label == "Quantity").set_value(72.0).run()
    click(at, "Change it")
    next(one for one in at.text_input if one.label == "Why it is not ordered").set_value("too dear").run()
    click(at, "Reject")
    click(at, "Snooze")
    rows = [said["rows"][0] for _, _, said in orders.done if said is not None]
    assert [(row["action"], row.get("quantity"), row.get("reason")) for row in rows] == [
        ("edit", 72.0, None),
        ("reject", None, "too dear"),
        ("snooze", None, None),
    ]
    assert rows[2]["until"]


def test_a_placed_order_is_withdrawn_by_its_line_and_its_steps_are_told(
    desk: Open,
    orders: FakeApi,
    tick: Any,  # noqa: ANN401
) -> None:
    tick(1)
    at = shown(desk)
    steps = at.dataframe[1].value
    assert (steps["By"][0], steps["To"][0], steps["Reason"][0]) == ("Ben", "Placed", "as agreed")
    click(at, "Withdraw")
    assert orders.done[0][2] is not None
    assert orders.done[0][2]["rows"][0]["line_id"] == PLACED["line_id"]


def test_what_was_not_done_is_told(desk: Open, orders: FakeApi, tick: Any) -> None:  # noqa: ANN401
    problem = {"row": 1, "message": "007 is placed (40, by Ben) by now", "remedy": "Look at it again."}
    doubt = {"row": 1, "sku": "007", "message": "55 is below the minimum order of 100"}
    orders.doors[f"POST {AT}"] = DONE | {
        "taken": 1,
        "errors": [problem],
        "errors_total": 1,
        "warnings": [doubt],
    }
    tick(0)
    said = text(click(shown(desk), "Accept"))
    assert "1 done, 1 not." in said
    assert "Look at it again" in said
    assert "below the minimum order" in said


def test_a_conflict_is_told_in_place(desk: Open, orders: FakeApi, tick: Any) -> None:  # noqa: ANN401
    tick(0)
    at = shown(desk)

    def refuse(*_: object, **__: object) -> Json:
        raise ApiError("Somebody was quicker.", code="line_moved", remedy="Look at it again.")

    ask = orders.ask
    orders.ask = lambda method, path, **said: (  # type: ignore[method-assign]
        refuse() if method == "POST" else ask(method, path, **said)
    )
    assert "Somebody was quicker" in text(click(at, "Accept"))


def test_filters_are_the_servers(desk: Open, orders: FakeApi) -> None:
    at = shown(desk)
    next(one for one in at.selectbox if one.label == "State").set_value("To do").run()
    assert at.dataframe[0].value["SKU"].tolist() == ["007"]
    next(one for one in at.selectbox if one.label == "State").set_value(None).run()
    next(one for one in at.selectbox if one.label == "Supplier").set_value("NSK").run()
    assert "No line fits" in text(at)


def test_whoever_may_only_look_sees_no_buttons(desk: Open, orders: FakeApi) -> None:
    orders.scopes = ["jobs:read"]
    at = shown(desk)
    assert not at.exception
    assert "Accept" not in [one.label for one in at.button]
