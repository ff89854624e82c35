"""Catalogues over HTTP: items, stock and demand in, runs and changes out, and what is refused."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from tests.integration.api.conftest import Api

ITEM = {"demand": 1200, "order_cost": 25, "unit_cost": 4, "holding_rate": 0.25, "lead_time_days": 14}


@pytest.fixture
def catalogue(api: Api) -> str:
    """A new catalogue's address."""
    answer = api.client.post("/catalogues", json={"name": f"c {uuid4()}"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/catalogues/{answer.json()['id']}"
    return str(answer.headers["Location"])


def items(api: Api, catalogue: str, count: int = 10, **more: Any) -> None:  # noqa: ANN401 - JSON
    rows = [{"sku": f"S{at}", **ITEM, **more} for at in range(count)]
    answer = api.client.patch(f"{catalogue}/items", json={"rows": rows})
    assert (answer.status_code, answer.json()["created"]) == (200, count), answer.text


def run(api: Api, catalogue: str) -> dict[str, Any]:
    answer = api.client.post(f"{catalogue}/runs")
    assert answer.status_code == 202, answer.text
    api.work()
    job: dict[str, Any] = api.client.get(f"/jobs/{answer.json()['id']}").json()
    assert job["state"] == "succeeded", job["status_reason"]
    return job


def test_a_night_and_the_next_one(api: Api, catalogue: str) -> None:
    items(api, catalogue, on_hand=1000)
    first = run(api, catalogue)
    assert (first["kind"], first["file"], first["progress"]["rows_ok"]) == ("recalculation", None, 10)
    assert "first run" in first["summary"]["morning"][0]
    answer = api.client.post(f"{catalogue}/stock", json={"rows": [{"sku": "S3", "on_hand": 1}]})
    assert answer.json()["taken"] == 1
    second = run(api, catalogue)
    assert second["summary"]["morning"] == ["1 item newly to order."]
    changes = api.client.get(f"/jobs/{second['id']}/changes").json()
    assert changes["compares_with"] == first["id"]
    assert changes["counts"] == {"to_order": 1}
    (change,) = changes["items"]
    assert (change["sku"], change["kind"]) == ("S3", "to_order")
    assert change["why"] == "the inventory position fell from 1000 to 1"
    csv = api.client.get(f"/jobs/{second['id']}/changes.csv")
    assert csv.text.splitlines()[0].startswith("sku,location,description,supplier,change,old,new")
    assert "newly to order" in csv.text.splitlines()[1]
    workbook = api.client.get(f"/jobs/{second['id']}/changes.xlsx").content
    sheet = openpyxl.load_workbook(BytesIO(workbook)).active
    assert sheet is not None
    assert sheet.cell(2, 1).value == "S3"
    assert api.client.get(f"/jobs/{second['id']}/decisions.csv").status_code == 200
    assert api.client.get(f"/jobs/{second['id']}/decisions.xlsx").status_code == 200
    assert api.client.get(f"/jobs/{second['id']}/file").status_code == 404
    shown = api.client.get(catalogue).json()
    assert (shown["items"], shown["last_run"], shown["last_run_state"]) == (10, second["id"], "succeeded")
    assert shown["last_run_ended"] == second["finished_at"]


def test_a_run_over_an_unfinished_one_is_refused_with_the_job_in_the_way(api: Api, catalogue: str) -> None:
    items(api, catalogue)
    first = api.client.post(f"{catalogue}/runs").json()
    second = api.client.post(f"{catalogue}/runs")
    assert (second.status_code, second.json()["code"]) == (409, "run_unfinished")
    assert first["id"] in second.json()["detail"]
    assert api.client.delete(catalogue).status_code == 409
    api.client.post(f"/jobs/{first['id']}/cancel")
    assert api.client.post(f"{catalogue}/runs").status_code == 202
    api.work()


def test_a_run_over_nothing_is_refused(api: Api, catalogue: str) -> None:
    answer = api.client.post(f"{catalogue}/runs")
    assert (answer.status_code, answer.json()["code"]) == (409, "catalogue_empty")


def test_the_same_key_makes_one_run(api: Api, catalogue: str) -> None:
    items(api, catalogue)
    headers = {"Idempotency-Key": str(uuid4())}
    made = [api.client.post(f"{catalogue}/runs", headers=headers) for _ in range(2)]
    assert [one.status_code for one in made] == [202, 200]
    assert made[0].json()["id"] == made[1].json()["id"]
    api.work()


def test_bad_rows_are_named_and_the_rest_is_taken(api: Api, catalogue: str) -> None:
    items(api, catalogue, count=3)
    rows: list[dict[str, Any]] = [
        {"sku": "S0", "date": "2026-11-01", "quantity": 3, "line_id": "1"},
        {"sku": "S1", "date": "01.11.2026", "quantity": 3},
        {"sku": "S1", "date": "2999-01-01", "quantity": 3},
        {"sku": "S9", "date": "2026-11-01", "quantity": 3},
        {"sku": "S2", "date": "2026-11-02", "quantity": -2},
        {"date": "2026-11-02", "quantity": 1},
        {"sku": "S2", "date": "2026-11-02", "quantity": "many"},
        {"sku": "S0", "date": "2026-11-03", "quantity": 3, "line_id": "2"},
        {"sku": "S0", "date": "2026-11-03", "quantity": 4, "line_id": "2"},
        {"sku": "S0", "date": "2026-11-01", "quantity": 3, "line_id": "1"},
    ]
    answer = api.client.post(f"{catalogue}/demand", json={"rows": rows}).json()
    assert (answer["rows"], answer["taken"], answer["unknown_total"]) == (10, 2, 1)
    assert answer["unknown"] == [{"row": 4, "sku": "S9", "location": None}]
    assert [(one["row"], one["field"], one["code"]) for one in answer["errors"]] == [
        (2, "date", "not_a_date"),
        (3, "date", "future_date"),
        (6, "sku", "missing"),
        (7, "quantity", "not_a_number"),
        (8, "line_id", "duplicate"),
        (9, "line_id", "duplicate"),
    ]
    assert all(one["remedy"] for one in answer["errors"])
    again = api.client.post(f"{catalogue}/demand", json={"rows": rows[:1]}).json()
    assert (again["taken"], again["known"], again["corrected"]) == (1, 1, 0)
    other = api.client.post(f"{catalogue}/demand", json={"rows": [{**rows[0], "quantity": 5}]}).json()
    assert (other["known"], other["corrected"]) == (0, 1)


def test_a_delivery_with_nothing_good_in_it_is_refused(api: Api, catalogue: str) -> None:
    answer = api.client.post(f"{catalogue}/stock", json={"rows": [{"sku": "S0", "on_order": -1}]})
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_taken")
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["value"], error["code"]) == ("/on_order", "-1", "negative")


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ({"sku": "A", "holding_rate": -1}, "holding_rate", "not_positive"),
        ({"sku": "A", "color": "red"}, "color", "unknown_field"),
        ({"sku": "A", "service_level": 1.5}, "service_level", "not_a_share"),
        ({"sku": 17}, "sku", "not_a_text"),
        ({"sku": "A", "allow_backorders": "maybe"}, "allow_backorders", "not_a_flag"),
        ({"sku": "A", "price_breaks": [{"min_qty": 1}]}, "price_breaks", "not_price_breaks"),
    ],
)
def test_items_the_engine_would_refuse_do_not_come_in(
    api: Api, catalogue: str, row: dict[str, Any], field: str, code: str
) -> None:
    answer = api.client.patch(f"{catalogue}/items", json={"rows": [{"sku": "good"}, row]}).json()
    assert answer["created"] == 1
    assert [(one["row"], one["field"], one["code"]) for one in answer["errors"]] == [(2, field, code)]


def test_items_come_and_go_as_csv(api: Api, catalogue: str) -> None:
    sent = (
        b"sku;location;demand;price_breaks;allow_backorders\r\n"
        b"A;Berlin;12;;true\r\n"
        b'B;;;"[{""min_qty"":1,""unit_cost"":2}]";\r\n'
    )
    headers = {"content-type": "text/csv"}
    assert api.client.patch(f"{catalogue}/items", content=sent, headers=headers).json()["created"] == 2
    back = api.client.get(f"{catalogue}/items.csv")
    again = api.client.patch(f"{catalogue}/items", content=back.content, headers=headers).json()
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2), again
    shown = api.client.get(f"{catalogue}/items", params={"sku": "B"}).json()["items"]
    assert shown[0]["price_breaks"] == [{"min_qty": 1, "unit_cost": 2}]
    pages = [api.client.get(f"{catalogue}/items", params={"limit": 1}).json()]
    pages.append(api.client.get(f"{catalogue}/items", params={"limit": 1, "cursor": pages[0]["next"]}).json())
    assert [page["items"][0]["sku"] for page in pages] == ["A", "B"]
    assert pages[1]["next"] is None
    gone = {"sku": "A", "location": "Berlin"}
    assert api.client.delete(f"{catalogue}/items", params=gone).status_code == 204
    assert api.client.delete(f"{catalogue}/items", params=gone).status_code == 404


def test_a_delivery_is_taken_once_by_its_key(api: Api, catalogue: str) -> None:
    items(api, catalogue, count=1)
    headers = {"Idempotency-Key": str(uuid4())}
    line = {"rows": [{"sku": "S0", "date": "2026-11-01", "quantity": 3}]}
    first, second = (api.client.post(f"{catalogue}/demand", json=line, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    other = api.client.post(f"{catalogue}/demand", json={"rows": []}, headers=headers)
    assert other.status_code == 422
    line["rows"][0]["quantity"] = 4
    other = api.client.post(f"{catalogue}/demand", json=line, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    kinds = [feed["kind"] for feed in api.client.get(f"{catalogue}/feeds").json()["items"]]
    assert kinds == ["demand", "items"]


def test_names_are_unique_and_settings_are_kept(api: Api, catalogue: str) -> None:
    name = api.client.get(catalogue).json()["name"]
    answer = api.client.post("/catalogues", json={"name": name.upper()})
    assert (answer.status_code, answer.json()["code"]) == (409, "catalogue_exists")
    assert api.client.post("/catalogues", json={"name": "a/b"}).status_code == 422
    changed = api.client.patch(catalogue, json={"settings": {"window_months": 12}}).json()["settings"]
    assert (changed["window_months"], changed["method"]) == (12, "auto")
    assert api.client.patch(catalogue, json={"settings": {"window_months": 1}}).status_code == 422
    assert api.client.delete(catalogue).status_code == 204
    assert api.client.get(catalogue).status_code == 404
    assert api.client.post("/catalogues", json={"name": name}).status_code == 201


def uploaded(api: Api, catalogue: str, content: bytes, mode: str, name: str = "s.csv") -> dict[str, Any]:
    intake = {"catalogue_id": catalogue.rsplit("/", 1)[1], "mode": mode}
    answer = api.client.post(
        "/jobs", files={"file": (name, content)}, data={"options": json.dumps({"intake": intake})}
    )
    assert answer.status_code == 202, answer.text
    api.work()
    job: dict[str, Any] = api.client.get(f"/jobs/{answer.json()['id']}").json()
    assert job["state"] in ("succeeded", "partially_succeeded"), job["status_reason"]
    told: dict[str, Any] = job["summary"]["intake"]
    return told


HEAD = b"SKU,Description,Demand,Order cost,Holding cost,Lead time days,On hand,Shelf\n"


def test_a_sheet_becomes_a_catalogue_is_previewed_merged_and_replaced(api: Api, catalogue: str) -> None:
    first = HEAD + b"A,bolt,1200,25,0.9,14,10,x1\nB,nut,600,25,0.9,14,10,x2\nC,pin,60,25,0.9,14,10,\n"
    second = (
        HEAD + b"A,bolt,1300,25,0.9,14,10,x1\nC,pin,60,25,0.9,14,10,\nD,cap,12,25,0.9,14,10,y\nE,,,25,,,,\n"
    )
    told = uploaded(api, catalogue, first, "merge")
    assert {name: told[name] for name in ("new", "changed", "gone", "in_error")} == {
        "new": 3,
        "changed": 0,
        "gone": 0,
        "in_error": 0,
    }
    expected = {"new": 1, "changed": 1, "unchanged": 1, "gone": 1, "in_error": 1}
    told = uploaded(api, catalogue, second, "preview")
    assert {name: told[name] for name in expected} == expected
    assert skus(api, catalogue) == {"A": 1200, "B": 600, "C": 60}
    assert uploaded(api, catalogue, second, "merge") | {"mode": ""} == told | {"mode": ""}
    assert skus(api, catalogue) == {"A": 1300, "B": 600, "C": 60, "D": 12}
    told = uploaded(api, catalogue, second, "replace")
    assert (told["new"], told["changed"], told["gone"]) == (0, 0, 1)
    assert skus(api, catalogue) == {"A": 1300, "C": 60, "D": 12}
    job = run(api, catalogue)
    lines = api.client.get(f"/jobs/{job['id']}/decisions.csv").text.splitlines()
    assert lines[0].startswith("sku,location,description,demand,period,")
    assert "Shelf" in lines[0]
    assert [line.split(",")[0] for line in lines[1:]] == ["A", "C", "D"]
    feeds = [one["kind"] for one in api.client.get(f"{catalogue}/feeds").json()["items"]]
    assert feeds == ["upload", "upload", "upload"]


def skus(api: Api, catalogue: str) -> dict[str, float]:
    return {item["sku"]: item["demand"] for item in api.client.get(f"{catalogue}/items").json()["items"]}


def test_what_a_sheet_has_no_column_of_stays(api: Api, catalogue: str) -> None:
    uploaded(api, catalogue, HEAD + b"A,bolt,1200,25,0.9,14,10,x1\n", "merge")
    api.client.post(f"{catalogue}/stock", json={"rows": [{"sku": "A", "on_hand": 77, "on_order": 5}]})
    uploaded(api, catalogue, b"SKU,Demand,Order cost,Holding cost\nA,1000,25,0.9\n", "replace")
    (item,) = api.client.get(f"{catalogue}/items").json()["items"]
    assert (item["demand"], item["on_hand"], item["on_order"], item["lead_time_days"]) == (1000, 77, 5, 14)
    assert item["distribution"] is None
    assert item["other"] == {"Shelf": "x1"}


def test_months_of_a_sheet_go_on_with_the_lines_posted_since(api: Api, catalogue: str) -> None:
    months = [f"2026-{at:02}" for at in range(1, 10)]
    sheet = ",".join(["SKU", *months, "Order cost", "Holding cost"]) + "\nA," + "10," * 9 + "25,0.9\n"
    uploaded(api, catalogue, sheet.encode(), "merge")
    assert api.client.get(catalogue).json()["demand_until"] == "2026-09-30"
    rows = [
        {"sku": "A", "date": "2026-09-15", "quantity": 100},  # the sheet tells of September already
        {"sku": "A", "date": "2026-10-15", "quantity": 23},
        {"sku": "A", "date": "2026-10-20", "quantity": -3},
    ]
    assert api.client.post(f"{catalogue}/demand", json={"rows": rows}).json()["taken"] == 3
    answer = api.client.post(f"{catalogue}/runs", json={"as_of": "2026-11-10"})
    api.work()
    (row,) = api.client.get(f"/jobs/{answer.json()['id']}/decisions").json()["items"]
    assert (row["demand"], row["period"]) == (11.0, "month")  # nine of 10, one of 20
    job = api.client.get(f"/jobs/{answer.json()['id']}").json()
    assert "Demand of 1 of 1 items is from the months 2024-11 to 2026-10" in job["report"]


def test_an_upload_into_no_catalogue_is_refused_at_once(api: Api) -> None:
    options = json.dumps({"intake": {"catalogue_id": str(uuid4()), "mode": "merge"}})
    answer = api.client.post("/jobs", files={"file": ("a.csv", b"SKU\n")}, data={"options": options})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    assert answer.json()["errors"][0]["code"] == "catalogue_not_found"


def test_the_inbox_is_named_once_and_told_what_to_do_with_sheets(api: Api, catalogue: str) -> None:
    before = api.client.get(catalogue).json()
    assert before["inbox"].endswith(f"-{before['id'][:8]}")
    sent = {"name": f"r {uuid4()}", "settings": {"inbox_mode": "replace"}}
    after = api.client.patch(catalogue, json=sent).json()
    assert (after["inbox"], after["settings"]["inbox_mode"]) == (before["inbox"], "replace")
