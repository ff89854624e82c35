"""Every call of /eoq is on record, refused ones too, and so is what is done to jobs, keys and files."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import select

from core.db.connect import transaction
from core.db.schema.audit_tables import admin_action
from core.db.schema.tables import calculation
from tests.integration.api.conftest import Api
from tests.integration.api.people import key

PLAIN = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
SHEET = b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n"


def _recorded(api: Api, request_id: str) -> list[dict[str, Any]]:
    with transaction(api.engine) as connection:
        rows = connection.execute(select(calculation).where(calculation.c.request_id == request_id))
        return [dict(row) for row in rows.mappings()]


@pytest.mark.parametrize(
    ("request_id", "body", "status", "kept"),
    [
        ("unknown", b'{"demnd": 5, "sku": "X"}', 422, {"demnd": 5, "sku": "X"}),
        ("typed", b'{"demand": "many"}', 422, {"demand": "many"}),
        ("broken", b'{"demand": ', 422, {"as_sent": '{"demand": ', "bytes": 11}),
        ("empty", b"", 422, {"as_sent": "", "bytes": 0}),
        ("no-text", b'{"sku": "\xff"}', 400, {"as_sent": '{"sku": "\ufffd"}', "bytes": 12}),
        ("a-nul", b'{"sku": "a\\u0000"}', 422, {"as_sent": '{"sku": "a\\u0000"}', "bytes": 18}),
        ("surrogate", b'{"sku": "\\ud800"}', 422, {"as_sent": '{"sku": "?"}', "bytes": 12}),
        ("not-finite", b'{"demand": NaN}', 422, {"as_sent": "{'demand': nan}", "bytes": 15}),
        ("a-list", b"[1]", 422, {"as_sent": "[1]", "bytes": 3}),
    ],
)
def test_a_call_that_is_no_item_is_on_record_with_what_was_sent(
    api: Api, request_id: str, body: bytes, status: int, kept: dict[str, Any]
) -> None:
    headers = {"x-request-id": request_id, "content-type": "application/json"}
    answer = api.client.post("/eoq", content=body, headers=headers)
    assert answer.status_code == status
    (row,) = _recorded(api, request_id)
    assert row["input"] == kept
    assert row["result"] == answer.json()
    assert (row["http_status"], row["caller"]) == (status, f"key:{api.key_id}")


@pytest.mark.parametrize("name", ["\x00", "a\ud800~"], ids=["nul", "half-a-surrogate"])
@pytest.mark.parametrize("path", ["/eoq", "/eoq/curve", "/eoq/batch"])
def test_a_field_nobody_can_keep_the_name_of_is_refused_and_on_record(api: Api, path: str, name: str) -> None:
    request_id = f"name-{len(name)}{path.replace('/', '-')}"
    item = PLAIN | {name: 1, "price_breaks": [{"from_quantity": 1, "unit_cost": 2, name: 3}]}
    answer = api.client.post(
        path,
        content=json.dumps({"items": [item]} if path == "/eoq/batch" else item),
        headers={"x-request-id": request_id, "content-type": "application/json"},
    )
    assert answer.status_code == (200 if path == "/eoq/batch" else 422)
    if path != "/eoq/curve":
        assert [row["http_status"] for row in _recorded(api, request_id)] == [422]


def test_of_a_huge_refused_body_only_the_beginning_is_kept(api: Api) -> None:
    body = b'{"sku": "' + b"x" * 60_000 + b'"}'
    headers = {"x-request-id": "huge", "content-type": "application/json"}
    assert api.client.post("/eoq", content=body, headers=headers).status_code == 422
    assert len(_recorded(api, "huge")[0]["input"]["as_sent"]) == 4096


def test_a_body_over_the_limit_is_on_record_without_it(api: Api) -> None:
    headers = {"x-request-id": "over", "content-type": "application/json"}
    assert api.client.post("/eoq", content=b" " * 70_000, headers=headers).status_code == 413
    (row,) = _recorded(api, "over")
    assert (row["http_status"], row["result"]["code"]) == (413, "body_too_large")


def test_a_refused_batch_is_one_record_and_a_refused_item_its_own(api: Api) -> None:
    for request_id, body in (("no-batch", {"items": []}), ("bad-item", {"items": [{"demand": "x"}, PLAIN]})):
        api.client.post("/eoq/batch", json=body, headers={"x-request-id": request_id})
    assert [row["http_status"] for row in _recorded(api, "no-batch")] == [422]
    assert sorted(row["http_status"] for row in _recorded(api, "bad-item")) == [200, 422]


@pytest.mark.parametrize(("path", "body"), [("/eoq", PLAIN), ("/eoq/batch", {"items": [PLAIN]})])
def test_a_call_of_a_key_that_may_not_is_on_record(api: Api, path: str, body: dict[str, Any]) -> None:
    name = f"may-not{path.replace('/', '-')}"
    headers = {**key(api, "jobs:read"), "x-request-id": name}
    assert api.client.post(path, json=body, headers=headers).status_code == 403
    (row,) = _recorded(api, name)
    assert (row["http_status"], row["result"]["code"], row["input"]) == (403, "forbidden", {})


def test_calculations_are_found_by_caller_status_request_text_and_time(api: Api) -> None:
    for number, sku in enumerate(["Find-100%", "find-100x", "other"]):
        api.client.post("/eoq", json=PLAIN | {"sku": sku}, headers={"x-request-id": f"found-{number}"})

    def found(**params: Any) -> list[str]:  # noqa: ANN401
        items = api.client.get("/calculations", params=params | {"limit": 1000}).json()["items"]
        return [item["request_id"] for item in items if item["request_id"].startswith("found-")]

    assert found(sku="FIND-100") == ["found-1", "found-0"]
    assert found(sku="100%") == ["found-0"]
    assert found(request_id="found-2") == ["found-2"]
    assert found(caller=f"key:{api.key_id}", status=200) == ["found-2", "found-1", "found-0"]
    assert found(caller="key:nobody") == found(status=422) == []
    first = api.client.get("/calculations", params={"request_id": "found-0"}).json()["items"][0]
    assert found(until=first["calculated_at"]) == []
    assert found(since=first["calculated_at"]) == ["found-2", "found-1", "found-0"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2026-01-01T00:00:00"},
        {"status": "5"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"sku": "\x00"},
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(api: Api, wrong: dict[str, str]) -> None:
    for path in ("/calculations", "/calculations.csv"):
        assert api.client.get(path, params=wrong).status_code == 422


def test_the_csv_has_a_line_for_each_and_nothing_a_spreadsheet_would_run(api: Api) -> None:
    evil = '=HYPERLINK("http://evil","x")'
    for number in range(3):
        sent = PLAIN | {"sku": evil, "location": "@SUM(1)", "as_of": "2026-03-31"}
        api.client.post("/eoq", json=sent, headers={"x-request-id": f"csv-{number}"})
    api.client.post("/eoq", json={"sku": "+cmd|' /C calc'!A0"}, headers={"x-request-id": "csv-refused"})
    answer = api.client.get("/calculations.csv", params={"sku": "HYPERLINK"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["request_id"] for row in rows] == ["csv-2", "csv-1", "csv-0"]
    assert {row["sku"] for row in rows} == {"'" + evil}
    assert {row["location"] for row in rows} == {"'@SUM(1)"}
    assert {(row["demand"], row["http_status"], row["status"]) for row in rows} == {("1200.0", "200", "ok")}
    (refused,) = csv.DictReader(
        io.StringIO(
            api.client.get("/calculations.csv", params={"request_id": "csv-refused"}).content.decode(
                "utf-8-sig"
            )
        )
    )
    assert refused["sku"].startswith("'+cmd")
    assert (refused["http_status"], refused["code"]) == ("422", "")


def test_a_time_of_a_zone_that_postgresql_does_not_know_is_the_same_moment(api: Api) -> None:
    for zone in ("+23:59", "-23:59"):
        answer = api.client.get("/calculations", params={"since": f"2026-01-01T00:00:00{zone}"})
        assert answer.status_code == 200, zone


def _actions(api: Api, target: str) -> list[tuple[str, dict[str, Any], str]]:
    page = api.client.get("/admin-actions", params={"target": target}).json()
    assert {item["actor"] for item in page["items"]} <= {f"key:{api.key_id}"}
    return [(item["action"], item["detail"], item["request_id"]) for item in page["items"]]


def test_what_is_done_to_a_job_is_on_record(api: Api) -> None:
    job_id = api.job_id(SHEET)
    api.client.post(f"/jobs/{job_id}/cancel", headers={"x-request-id": "r-cancel"})
    api.client.get(f"/jobs/{job_id}/file", params={"a\x00": "\x00b"}, headers={"x-request-id": "r-file"})
    api.client.get(
        f"/jobs/{job_id}/decisions.csv", params={"decimal": ","}, headers={"x-request-id": "r-csv"}
    )
    assert api.client.delete(f"/jobs/{job_id}", headers={"x-request-id": "r-del"}).status_code == 202
    assert _actions(api, f"job:{job_id}") == [
        ("job_deleted", {}, "r-del"),
        ("downloaded", {"what": "decisions.csv", "decimal": ","}, "r-csv"),
        ("downloaded", {"what": "file", "a\ufffd": "\ufffdb"}, "r-file"),
        ("job_cancelled", {}, "r-cancel"),
    ]


def test_what_was_refused_is_no_action(api: Api) -> None:
    job_id = api.job_id(SHEET)
    assert api.client.delete(f"/jobs/{job_id}").status_code == 409
    foreign = "44444444-0000-4000-8000-000000000000"
    assert api.client.get(f"/jobs/{foreign}/file").status_code == 404
    assert _actions(api, f"job:{job_id}") == _actions(api, f"job:{foreign}") == []


def test_actions_are_listed_page_by_page(api: Api) -> None:
    for _ in range(3):
        api.client.get("/calculations.csv")
    first = api.client.get("/admin-actions", params={"limit": 2, "action": "downloaded"}).json()
    then = api.client.get("/admin-actions", params={"limit": 2, "cursor": first["next"]}).json()
    seen = [item["id"] for item in first["items"] + then["items"]]
    assert len(seen) == len(set(seen)) == 4


def test_a_key_made_on_the_command_line_is_on_record(api: Api) -> None:
    from ops import keys

    url = api.engine.url.render_as_string(hide_password=False)
    made = keys.make_key(url, "a pepper", "audited")
    keys.revoke_keys_named(url, "audited")
    with transaction(api.engine) as connection:
        rows = connection.execute(
            select(admin_action.c.action, admin_action.c.actor)
            .where(admin_action.c.target == f"key:{made.id}")
            .order_by(admin_action.c.done_at)
        ).all()
    assert [row.action for row in rows] == ["key_created", "key_revoked"]
    assert all(row.actor.startswith("cli:") for row in rows)
