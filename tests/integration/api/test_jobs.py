"""A sheet becomes a job that is kept before it is answered."""

import hashlib
import json
import threading
import time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core import queue
from core.db.connect import transaction
from core.db.schema.tables import file, file_part, job
from core.errors import QueueUnavailable
from tests.integration.api.conftest import Api

SHEET = b"SKU,Demand,Order cost,Holding cost\nA-1,1200,25,0.9\nA-2,abc,25,0.9\nA-3,300,25,0.9\n"


def _count(api: Api, table: Any = job) -> int:  # noqa: ANN401
    with transaction(api.engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_an_upload_is_accepted_with_the_way_to_its_job(api: Api) -> None:
    answer = api.upload(SHEET)
    assert answer.status_code == 202
    made = answer.json()
    assert answer.headers["location"] == made["links"]["self"] == f"/jobs/{made['id']}"
    assert answer.headers["retry-after"] == "1"
    assert (made["state"], made["kind"]) == ("queued", "upload")
    assert made["status_reason"]
    assert made["file"] == {
        "id": made["file"]["id"],
        "name": "stock.csv",
        "size": len(SHEET),
        "sha256": hashlib.sha256(SHEET).hexdigest(),
    }
    assert made["progress"]["rows_total"] is None
    assert made["created_by"] == f"key:{api.key_id}"


def test_options_are_frozen_in_the_job_in_the_shape_they_were_sent(api: Api) -> None:
    options = {
        "header_row": 1,
        "decimal": ".",
        "mapping": {"Demand": "demand"},
        "defaults": {"lead_time_days": 7},
        "as_of": "2026-03-31",
    }
    made = api.upload(SHEET, data={"options": json.dumps(options)}).json()
    assert made["as_of"] == "2026-03-31"
    assert made["options"].items() >= (options | {"defaults": made["options"]["defaults"]}).items()
    assert made["options"]["defaults"]["lead_time_days"] == 7


def test_a_refused_option_makes_no_job(api: Api) -> None:
    before = _count(api)
    answer = api.upload(SHEET, data={"options": '{"mapping": {"Demand": "demnd"}}'})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    assert "demnd" in answer.json()["detail"]
    assert _count(api) == before


def test_a_file_of_many_parts_comes_back_byte_for_byte(api: Api) -> None:
    content = b"SKU,Demand\n" + b"".join(b"%d,%d\n" % (n, n) for n in range(300_000))
    made = api.upload(content, "many parts \u00e4.csv").json()
    answer = api.client.get(made["links"]["file"])
    assert answer.content == content
    assert answer.headers["content-length"] == str(len(content))
    assert "filename*=UTF-8''many%20parts%20%C3%A4.csv" in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "application/octet-stream"


def test_a_key_sent_twice_makes_one_job_and_stores_one_file(api: Api) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first = api.upload(SHEET, headers=headers)
    jobs, files, parts = _count(api), _count(api, file), _count(api, file_part)
    again = api.upload(SHEET, headers=headers)
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert (_count(api), _count(api, file), _count(api, file_part)) == (jobs, files, parts)


@pytest.mark.parametrize("is_other", ["file", "options"])
def test_a_key_with_other_content_is_refused(api: Api, is_other: str) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    api.upload(SHEET, headers=headers)
    if is_other == "file":
        answer = api.upload(SHEET + b"A-4,1,1,1\n", headers=headers)
    else:
        answer = api.upload(SHEET, headers=headers, data={"options": '{"header_row": 1}'})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")


def test_a_key_sent_by_many_at_once_makes_one_job(api: Api) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    answers: list[tuple[int, str]] = []

    def send() -> None:
        answer = api.upload(SHEET, headers=headers)
        answers.append((answer.status_code, answer.json()["id"]))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200] * 5 + [202]
    assert len({made for _, made in answers}) == 1


def test_redis_away_refuses_no_job(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(count: int = 1) -> None:
        raise QueueUnavailable

    monkeypatch.setattr(queue, "wake_up", away)
    answer = api.upload(SHEET)
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")


def test_a_path_in_a_file_name_is_dropped(api: Api) -> None:
    assert api.upload(SHEET, "../../etc/pass wd.csv").json()["file"]["name"] == "pass wd.csv"


def test_jobs_are_listed_page_by_page_the_newest_first(api: Api) -> None:
    made = [api.job_id(SHEET) for _ in range(3)]
    first = api.client.get("/jobs", params={"limit": 2}).json()
    rest = api.client.get("/jobs", params={"limit": 2, "cursor": first["next"]}).json()
    listed = [entry["id"] for entry in first["items"] + rest["items"]]
    assert listed[:3] == made[::-1]


def test_jobs_are_listed_by_state(api: Api) -> None:
    cancelled = api.job_id(SHEET)
    api.client.post(f"/jobs/{cancelled}/cancel")
    listed = api.client.get("/jobs", params={"state": "cancelled"}).json()["items"]
    assert cancelled in [entry["id"] for entry in listed]
    assert {entry["state"] for entry in listed} == {"cancelled"}
    assert api.client.get("/jobs", params={"state": "no such state"}).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/summary",
        "/decisions",
        "/decisions.csv",
        "/decisions.xlsx",
        "/errors.csv",
        "/errors.xlsx",
        "/file",
    ],
)
def test_a_job_that_is_not_there_is_a_404(api: Api, path: str) -> None:
    answer = api.client.get(f"/jobs/{uuid4()}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")


def test_an_id_that_is_none_is_named(api: Api) -> None:
    answer = api.client.get("/jobs/17")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "job_id"


def test_a_cancelled_job_is_cancelled_once_and_for_all(api: Api) -> None:
    job_id = api.job_id(SHEET)
    for _ in range(2):
        answer = api.client.post(f"/jobs/{job_id}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")


def test_a_long_poll_of_an_unchanged_job_answers_when_its_time_is_over(api: Api) -> None:
    job_id = api.job_id(SHEET)
    begun = time.monotonic()
    answer = api.client.get(f"/jobs/{job_id}", params={"wait": 1})
    assert answer.json()["state"] == "queued"
    assert answer.headers["retry-after"] == "1"
    assert 1 <= time.monotonic() - begun < 5


def test_a_long_poll_answers_as_soon_as_the_job_changes(api: Api) -> None:
    job_id = api.job_id(SHEET)
    timer = threading.Timer(0.3, lambda: api.client.post(f"/jobs/{job_id}/cancel"))
    timer.start()
    begun = time.monotonic()
    answer = api.client.get(f"/jobs/{job_id}", params={"wait": 20})
    timer.join()
    assert answer.json()["state"] == "cancelled"
    assert time.monotonic() - begun < 5


def test_an_ended_job_is_answered_at_once(api: Api) -> None:
    job_id = api.job_id(SHEET)
    api.client.post(f"/jobs/{job_id}/cancel")
    begun = time.monotonic()
    api.client.get(f"/jobs/{job_id}", params={"wait": 20})
    assert time.monotonic() - begun < 2


def test_waiting_holds_no_connection(api: Api) -> None:
    job_id = api.job_id(SHEET)
    waiting = [
        threading.Thread(target=lambda: api.client.get(f"/jobs/{job_id}", params={"wait": 3}))
        for _ in range(40)
    ]
    for thread in waiting:
        thread.start()
    begun = time.monotonic()
    assert api.client.post("/eoq", json={"demand": 1, "order_cost": 1, "holding_cost": 1}).status_code == 200
    assert time.monotonic() - begun < 2
    for thread in waiting:
        thread.join()


@pytest.mark.parametrize("wait", ["-1", "21", "soon", "nan"])
def test_the_wait_is_bounded(api: Api, wait: str) -> None:
    answer = api.client.get(f"/jobs/{uuid4()}", params={"wait": wait})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "wait"
