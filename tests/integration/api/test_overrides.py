"""Overrides over HTTP: set, listed, sent back as csv, ended; and what is refused."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api

ITEM = {"demand": 1200, "order_cost": 25, "unit_cost": 4, "holding_rate": 0.25, "lead_time_days": 14}


def day(away: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=away)).isoformat()


@pytest.fixture
def catalogue(api: Api) -> str:
    """A new catalogue's address, with items in it."""
    made = api.client.post("/catalogues", json={"name": f"c {uuid4()}"}).json()
    address = f"/catalogues/{made['id']}"
    rows = [{"sku": sku, **ITEM, "on_hand": 5} for sku in "ABCD"]
    assert api.client.patch(f"{address}/items", json={"rows": rows}).status_code == 200
    return address


def put(api: Api, catalogue: str, *rows: dict[str, Any], **headers: str) -> Any:  # noqa: ANN401 - JSON
    return api.client.patch(f"{catalogue}/overrides", json={"rows": list(rows)}, headers=headers)


def test_an_override_is_set_listed_and_ended_and_who_did_it_is_kept(api: Api, catalogue: str) -> None:
    answer = put(
        api, catalogue, {"sku": "A", "reorder_point": 60, "expires_on": day(30), "reason": "promotion"}
    )
    assert (answer.status_code, answer.json()["created"]) == (200, 1), answer.text
    (one,) = api.client.get(f"{catalogue}/overrides").json()["items"]
    assert (one["sku"], one["location"], one["reorder_point"], one["state"]) == ("A", None, 60.0, "active")
    assert (one["expires_on"], one["reason"], one["is_in_catalogue"]) == (day(30), "promotion", True)
    assert one["set_by"]
    assert api.client.get(f"{catalogue}/overrides?state=expired").json()["items"] == []
    assert api.client.delete(f"{catalogue}/overrides?sku=A").status_code == 204
    assert api.client.delete(f"{catalogue}/overrides?sku=A").status_code == 404
    past = api.client.get(f"{catalogue}/overrides/history?sku=A").json()["items"]
    assert [one["override"] and one["override"]["reorder_point"] for one in past] == [None, 60.0]
    assert all(one["changed_by"].startswith("key:") for one in past)


def test_a_run_goes_by_it_and_the_file_says_so(api: Api, catalogue: str) -> None:
    put(api, catalogue, {"sku": "A", "order_quantity": 500}, {"sku": "B", "do_not_order": True})
    job = api.client.post(f"{catalogue}/runs").json()["id"]
    api.work()
    rows = {row["sku"]: row for row in api.client.get(f"/jobs/{job}/decisions").json()["items"]}
    assert rows["A"]["order_quantity"] == 500
    assert (rows["B"]["order_now"], rows["B"]["suggested_order"]) == (False, 0)
    assert "override: order quantity 500" in rows["A"]["warnings"]
    curve = api.client.get(f"/jobs/{job}/decisions/{rows['A']['row_no']}/curve").json()
    assert curve["order_quantity"] == 500
    assert "do not order" in api.client.get(f"/jobs/{job}/decisions.csv").text


def test_a_wrong_value_is_refused_at_once_and_the_other_rows_taken(api: Api, catalogue: str) -> None:
    rows: list[dict[str, Any]] = [
        {"sku": "A", "service_level": 95},
        {"sku": "A", "order_quantity": 0},
        {"sku": "A", "order_quantity": -5},
        {"sku": "A", "reorder_point": -1},
        {"sku": "A", "demand_factor": -0.1},
        {"sku": "A", "demand_factor": 1_000},
        {"sku": "A", "lifecycle": "dying"},
        {"sku": "A", "replaced_by": "A"},
        {"sku": "A", "replaced_by": "nobody"},
        {"sku": "A", "reorder_point": 1, "expires_on": day(-2)},
        {"sku": "A", "reorder_point": 1, "expires_on": "31.12.2026"},
        {"sku": "A", "colour": "red"},
        {"sku": "B", "lifecycle": "phase-out"},
        {"sku": "nobody", "do_not_order": True},
    ]
    for row in rows[:12]:
        answer = put(api, catalogue, row, {"sku": "C", "do_not_order": "yes"}).json()
        (error,) = answer["errors"]
        assert (error["row"], error["field"]) == (1, list(row)[-1])
        assert error["remedy"]
        assert answer["created"] + answer["unchanged"] == 1
    answer = put(api, catalogue, *rows[12:]).json()
    assert (answer["created"], answer["unknown"]) == (1, [{"row": 2, "sku": "nobody", "location": None}])
    assert put(api, catalogue, {"sku": "A", "service_level": 2}).status_code == 422


def test_a_circle_of_replacements_is_refused(api: Api, catalogue: str) -> None:
    put(api, catalogue, {"sku": "A", "replaced_by": "B"}, {"sku": "B", "replaced_by": "C"})
    answer = put(api, catalogue, {"sku": "C", "replaced_by": "A"}).json()
    (error,) = answer["errors"]
    assert (error["code"], error["message"]) == ("circle", "replaced_by leads back to the item: C, A, B, C")


def test_the_same_delivery_counts_once(api: Api, catalogue: str) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = put(api, catalogue, {"sku": "A", "reorder_point": 60}, **key)
    second = put(api, catalogue, {"sku": "A", "reorder_point": 60}, **key)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert put(api, catalogue, {"sku": "A", "reorder_point": 60}).json()["unchanged"] == 1
    kinds = [one["kind"] for one in api.client.get(f"{catalogue}/feeds").json()["items"]]
    assert kinds == ["overrides", "overrides", "items"]


def test_the_csv_can_be_sent_back(api: Api, catalogue: str) -> None:
    put(
        api,
        catalogue,
        {"sku": "A", "reorder_point": 60.5, "expires_on": day(9), "reason": "=1+1, or so"},
        {"sku": "B", "lifecycle": "obsolete", "do_not_order": True},
    )
    sent = api.client.get(f"{catalogue}/overrides.csv").text
    assert sent.splitlines()[0].startswith("sku,location,order_quantity,reorder_point")
    assert len(sent.splitlines()) == 3
    back = api.client.patch(
        f"{catalogue}/overrides", content=sent.encode(), headers={"content-type": "text/csv"}
    )
    assert (back.json()["errors"], back.json()["taken"]) == ([], 2), back.text


def test_pages_follow_each_other(api: Api, catalogue: str) -> None:
    put(api, catalogue, *({"sku": sku, "do_not_order": True} for sku in "DCBA"))
    seen, cursor = [], ""
    while True:
        page = api.client.get(f"{catalogue}/overrides?limit=3{cursor}").json()
        seen += [one["sku"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == list("ABCD")
    assert [one["sku"] for one in api.client.get(f"{catalogue}/overrides?sku=B").json()["items"]] == ["B"]
    assert api.client.get(f"{catalogue}/overrides?cursor=x").status_code == 422


def test_a_sheet_in_place_of_all_items_leaves_overrides_alone(api: Api, catalogue: str) -> None:
    put(api, catalogue, {"sku": "A", "reorder_point": 60}, {"sku": "B", "reorder_point": 70})
    sheet = "SKU,Demand,Order cost,Unit cost,Holding rate,Lead time days\n{}"
    line = "{},1200,25,4,0.25,14\n"
    intake = {"catalogue_id": catalogue.rpartition("/")[2], "mode": "replace"}
    for skus in ("BCD", "ABCD"):
        body = sheet.format("".join(line.format(sku) for sku in skus)).encode()
        sent = api.client.post(
            "/jobs",
            files={"file": ("s.csv", body, "text/csv")},
            data={"options": json.dumps({"intake": intake})},
        )
        job = sent.json()["id"]
        api.work()
        assert api.client.get(f"/jobs/{job}").json()["state"] == "succeeded"
    found = api.client.get(f"{catalogue}/overrides").json()["items"]
    assert [(one["sku"], one["is_in_catalogue"]) for one in found] == [("A", True), ("B", True)]
    run = api.client.post(f"{catalogue}/runs").json()["id"]
    api.work()
    rows = {row["sku"]: row for row in api.client.get(f"/jobs/{run}/decisions").json()["items"]}
    assert (rows["A"]["reorder_point"], rows["B"]["reorder_point"]) == (60, 70)
    assert rows["A"]["row_no"] == 5
