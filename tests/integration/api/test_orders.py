"""What people do about suggestions over HTTP: listed, done row by row, told of, downloaded."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api

ITEM = {"demand": 1200, "order_cost": 25, "unit_cost": 4, "holding_rate": 0.25, "lead_time_days": 14}


@pytest.fixture
def catalogue(api: Api) -> str:
    """A new catalogue's address: five items to order of two suppliers, decided on."""
    answer = api.client.post("/catalogues", json={"name": f"c {uuid4()}"})
    made = str(answer.headers["Location"])
    rows = [{"sku": f"S{at}", **ITEM, "on_hand": 1, "supplier": f"V{at % 2}"} for at in range(5)]
    assert api.client.patch(f"{made}/items", json={"rows": rows}).json()["created"] == 5
    run(api, made)
    return made


def run(api: Api, catalogue: str, **asked: Any) -> str:  # noqa: ANN401 - JSON
    answer = api.client.post(f"{catalogue}/runs", json=asked)
    assert answer.status_code == 202, answer.text
    api.work()
    return str(answer.json()["id"])


def act(api: Api, catalogue: str, *rows: dict[str, Any], **headers: str) -> Any:  # noqa: ANN401 - an answer
    return api.client.post(f"{catalogue}/orders", json={"rows": list(rows)}, headers=headers)


def test_a_morning_s_work(api: Api, catalogue: str) -> None:
    found = api.client.get(f"{catalogue}/orders").json()
    assert (found["counts"], found["suppliers"]) == ({"proposed": 5}, ["V0", "V1"])
    assert [one["state"] for one in found["items"]] == ["proposed"] * 5
    until = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
    answer = act(
        api,
        catalogue,
        {"sku": "S0", "action": "place", "expected_state": "proposed"},
        {"sku": "S1", "action": "edit", "quantity": 77, "reason": "a pallet"},
        {"sku": "S2", "action": "snooze", "until": until},
        {"sku": "S3", "action": "reject"},
        {"sku": "S4", "action": "edit", "quantity": -1},
        {"sku": "S9", "action": "accept"},
        {"sku": "S4", "action": "buy"},
    )
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["rows"], said["taken"], said["unchanged"], said["errors_total"]) == (7, 3, 0, 4)
    assert [(one["row"], one["field"], one["code"]) for one in said["errors"]] == [
        (4, "reason", "missing"),
        (5, "quantity", "not_positive"),
        (6, "sku", "unknown_item"),
        (7, "action", "unknown_word"),
    ]
    found = api.client.get(f"{catalogue}/orders", params={"limit": 2}).json()
    assert found["counts"] == {"proposed": 2, "placed": 1, "edited": 1, "snoozed": 1}
    rest = api.client.get(f"{catalogue}/orders", params={"limit": 2, "cursor": found["next"]}).json()
    assert {one["state"] for one in rest["items"]} <= {"placed", "edited", "snoozed"}
    feeds = api.client.get(f"{catalogue}/feeds").json()["items"]
    assert (feeds[0]["kind"], feeds[0]["answer"]["taken"]) == ("orders", 3)
    # The night sees it, and stock figures end it.
    every = api.client.get(f"{catalogue}/orders").json()["items"]
    quantity = next(one for one in every if one["state"] == "placed")["quantity"]
    job = run(api, catalogue)
    (row,) = api.client.get(f"/jobs/{job}/decisions", params={"text": "S0"}).json()["items"]
    assert (row["order_now"], row["on_order"]) == (False, quantity)
    figures = {"rows": [{"sku": "S0", "on_order": quantity}]}
    assert api.client.post(f"{catalogue}/stock", json=figures).json()["taken"] == 1
    (line,) = api.client.get(f"{catalogue}/orders/history", params={"sku": "S0"}).json()["items"]
    assert (line["state"], line["shown_quantity"]) == ("shown", quantity)
    assert [step["to_state"] for step in line["steps"]] == ["placed", "shown"]
    assert api.client.get(f"{catalogue}/orders/{line['line_id']}").json() == line


def test_of_two_the_second_is_told_what_the_first_did(api: Api, catalogue: str) -> None:
    row = {"sku": "S0", "action": "place", "quantity": 50, "expected_state": "proposed"}
    assert act(api, catalogue, {**row, "quantity": 40}).json()["taken"] == 1
    answer = act(api, catalogue, row)
    assert (answer.status_code, answer.json()["code"]) == (409, "line_moved")
    assert "S0 is placed (40, by integration at " in answer.json()["detail"]
    # Among rows that go it is one of those named.
    answer = act(api, catalogue, row, {"sku": "S1", "action": "accept"})
    assert (answer.status_code, answer.json()["taken"]) == (200, 1)
    assert answer.json()["errors"][0]["code"] == "conflict"


def test_the_same_key_is_done_once(api: Api, catalogue: str) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answers = [act(api, catalogue, {"sku": "S0", "action": "place"}, **key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    other = act(api, catalogue, {"sku": "S1", "action": "place"}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


def test_orders_go_to_the_erp_as_csv(api: Api, catalogue: str) -> None:
    sent = "sku,action,quantity,reason\nS1,place,12,=1+1\nS0,accept,,\nS2,reject,,no\n"
    answer = api.client.post(f"{catalogue}/orders", content=sent, headers={"content-type": "text/csv"})
    assert answer.json()["taken"] == 3, answer.text
    rows = list(csv.DictReader(io.StringIO(api.client.get(f"{catalogue}/orders.csv").text)))
    assert [(one["supplier"], one["sku"], one["state"]) for one in rows] == [
        ("V0", "S0", "accepted"),
        ("V1", "S1", "placed"),
    ]
    assert (rows[1]["quantity"], rows[1]["value"], rows[1]["reason"]) == ("12.0", "48.0", "'=1+1")
    only = api.client.get(f"{catalogue}/orders.csv", params={"state": "placed", "supplier": "V0"})
    assert len(only.text.splitlines()) == 1


def test_filters_and_cursors_are_checked(api: Api, catalogue: str) -> None:
    found = api.client.get(f"{catalogue}/orders", params={"state": "proposed", "supplier": "V1"}).json()
    assert [one["sku"] for one in found["items"]] == ["S1", "S3"]
    assert api.client.get(f"{catalogue}/orders", params={"state": "bought"}).status_code == 422
    for cursor in ("x", "WyJvdGhlciIsICIxIiwgIiJd", "WyJ0b2RvIiwgIngiLCAiIl0"):
        answer = api.client.get(f"{catalogue}/orders", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    assert api.client.get(f"{catalogue}/orders/{uuid4()}").status_code == 404
    assert act(api, catalogue, {"sku": "S0", "action": "withdraw"}).json()["code"] == "nothing_taken"


def test_a_catalogue_no_run_was_over_has_nothing_to_do(api: Api) -> None:
    answer = api.client.post("/catalogues", json={"name": f"c {uuid4()}"})
    made = str(answer.headers["Location"])
    found = api.client.get(f"{made}/orders").json()
    assert (found["run"], found["counts"], found["items"]) == (None, {"proposed": 0}, [])
    api.client.patch(f"{made}/items", json={"rows": [{"sku": "A", **ITEM, "on_hand": 1}]})
    assert act(api, made, {"sku": "A", "action": "place", "quantity": 900}).json()["taken"] == 1
    (row,) = api.client.get(f"/jobs/{run(api, made)}/decisions").json()["items"]
    assert (row["order_now"], row["on_order"]) == (False, 900.0)


def test_the_days_an_order_counts_are_set(api: Api, catalogue: str) -> None:
    assert api.client.get(catalogue).json()["settings"]["placed_days"] == 7
    api.client.patch(catalogue, json={"settings": {"placed_days": 2}})
    act(api, catalogue, {"sku": "S0", "action": "place"})
    later = datetime.now(UTC).date() + timedelta(days=2)
    job = run(api, catalogue, as_of=later.isoformat())
    (row,) = api.client.get(f"/jobs/{job}/decisions", params={"text": "S0"}).json()["items"]
    assert row["order_now"]
    assert "after 2 days" in row["warnings"]
    assert api.client.get(f"{catalogue}/orders").json()["counts"]["overdue"] == 1


def upload(api: Api, catalogue: str, content: str) -> dict[str, Any]:
    """A sheet in place of the items there are; tells what that changed."""
    options = {"intake": {"catalogue_id": catalogue.rpartition("/")[2], "mode": "replace"}}
    files = {"file": ("stock.csv", content.encode())}
    answer = api.client.post("/jobs", files=files, data={"options": json.dumps(options)})
    assert answer.status_code == 202, answer.text
    api.work()
    job = api.client.get(f"/jobs/{answer.json()['id']}").json()
    assert job["state"] in ("succeeded", "partially_succeeded"), job
    counts: dict[str, Any] = job["summary"]["intake"]
    return counts


def test_sheets_put_in_place_of_all_items_keep_orders_and_show_them(api: Api, catalogue: str) -> None:
    for at, quantity in ((0, 400), (1, 500)):
        assert act(api, catalogue, {"sku": f"S{at}", "action": "place", "quantity": quantity}).json()["taken"]
    head = "SKU,Annual demand,Order cost,Unit cost,Holding rate,Lead time days"
    rest = "1200,25,4,0.25,14"

    def states() -> dict[str, tuple[str, float]]:
        found = api.client.get(f"{catalogue}/orders", params={"state": ["placed", "shown"]}).json()["items"]
        return {one["sku"]: (one["state"], one["shown_quantity"]) for one in found}

    # A sheet without stock tells nothing of orders, and S1 is gone with it.
    assert upload(api, catalogue, f"{head}\nS0,{rest}\nS2,{rest}\n")["gone"] == 3
    assert states() == {"S0": ("placed", 0.0), "S1": ("placed", 0.0)}
    job = run(api, catalogue)
    (row,) = api.client.get(f"/jobs/{job}/decisions", params={"text": "S0"}).json()["items"]
    assert (row["on_order"], row["order_now"]) == (400.0, False)
    # One with stock shows some of S0's; S1 is back under another number, and all of its is shown.
    sheet = f"{head},On hand,On order\nS1,{rest},0,501\nS0,{rest},1,150\n"
    assert upload(api, catalogue, sheet)["new"] == 1
    assert states() == {"S0": ("placed", 150.0), "S1": ("shown", 500.0)}
    job = run(api, catalogue)
    rows = api.client.get(f"/jobs/{job}/decisions").json()["items"]
    assert {one["sku"]: (one["on_order"], one["order_now"]) for one in rows} == {
        "S0": (400.0, False),
        "S1": (501.0, False),
    }
