"""Jobs done again, limits of a workspace, sheets that mend another's."""

import json
from uuid import uuid4

import pytest

from core.db.connect import transaction
from core.db.schema.tables import file
from tests.integration.api.conftest import Api

SHEET = b"SKU,Demand,Order cost,Holding cost\nA-1,1200,25,0.9\nA-2,300,25,0.9\n"
RUNNING = 3
BYTES = 2_000


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {
        "LOTWISE_MAX_RUNNING_JOBS": str(RUNNING),
        "LOTWISE_MAX_STORED_BYTES": str(BYTES),
        "LOTWISE_MAX_ROWS": "5",
    }


@pytest.fixture(autouse=True)
def _room(api: Api) -> None:
    api.work()
    with transaction(api.engine) as connection:
        connection.execute(file.update().values(size=1))


def test_a_retry_reads_the_same_file_with_what_was_changed(api: Api) -> None:
    options = {"decimal": ".", "defaults": {"lead_time_days": 7}, "as_of": "2026-03-31"}
    first = api.upload(SHEET, data={"options": json.dumps(options)}).json()
    api.work()
    answer = api.client.post(f"/jobs/{first['id']}/retry", json={"defaults": {"lead_time_days": 30}})
    assert answer.status_code == 202
    second = answer.json()
    assert answer.headers["location"] == f"/jobs/{second['id']}"
    assert (second["retry_of"], second["file"]["id"]) == (first["id"], first["file"]["id"])
    assert second["options"]["defaults"]["lead_time_days"] == 30
    assert (second["options"]["decimal"], second["as_of"]) == (".", "2026-03-31")
    api.work()
    lead_times = [
        {row["lead_time_demand"] for row in api.client.get(f"/jobs/{job}/decisions").json()["items"]}
        for job in (first["id"], second["id"])
    ]
    assert lead_times[0] != lead_times[1]


def test_a_retry_without_a_body_is_the_same_once_more(api: Api) -> None:
    first = api.job_id(SHEET)
    api.work()
    again = api.client.post(f"/jobs/{first}/retry").json()
    assert again["options"] == api.client.get(f"/jobs/{first}").json()["options"]


def test_a_retry_sent_twice_with_one_key_makes_one_job(api: Api) -> None:
    first = api.job_id(SHEET)
    api.work()
    headers = {"Idempotency-Key": str(uuid4())}
    made = [api.client.post(f"/jobs/{first}/retry", json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in made] == [202, 200]
    assert made[0].json()["id"] == made[1].json()["id"]
    other = api.client.post(f"/jobs/{first}/retry", json={"decimal": ","}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


def test_a_job_under_way_is_not_done_again(api: Api) -> None:
    answer = api.client.post(f"/jobs/{api.job_id(SHEET)}/retry", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_finished")
    assert "cancel" in answer.json()["remedy"]


def test_a_refused_option_of_a_retry_is_named(api: Api) -> None:
    first = api.job_id(SHEET)
    api.work()
    answer = api.client.post(f"/jobs/{first}/retry", json={"mapping": {"Demand": "nonsense"}})
    assert answer.status_code == 422
    assert "nonsense" in answer.text


def test_too_many_jobs_at_once_are_refused_with_what_to_do(api: Api) -> None:
    for _ in range(RUNNING):
        api.job_id(SHEET)
    headers = {"Idempotency-Key": str(uuid4())}
    answer = api.upload(SHEET, headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (429, "too_many_jobs")
    assert answer.headers["retry-after"]
    assert problem["errors"][0]["field"] == "running_jobs"
    assert problem["errors"][0]["value"] == str(RUNNING)
    assert problem["remedy"]
    api.work()
    assert api.upload(SHEET, headers=headers).status_code == 202, "a refusal does not use the key up"


def test_more_bytes_than_may_be_kept_are_refused_with_what_to_do(api: Api) -> None:
    answer = api.upload(SHEET + b" " * BYTES)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (413, "storage_full")
    assert problem["errors"][0]["field"] == "file"
    assert "DELETE" in problem["remedy"]


def test_more_rows_than_allowed_fail_the_job_with_the_reason(api: Api) -> None:
    job_id = api.job_id(SHEET + b"".join(b"B-%d,1,1,1\n" % row for row in range(4)))
    api.work()
    ended = api.client.get(f"/jobs/{job_id}").json()
    assert (ended["state"], ended["error"]["code"]) == ("failed", "too_many_rows")
    assert "6 rows; 5 are allowed" in ended["error"]["message"]


def test_a_mended_sheet_answers_for_both(api: Api) -> None:
    rows = b"B-1,many,25,0.9\nB-2,300,25,0.9\nB-3,-5,25,0.9\n"
    first = api.job_id(b"SKU,Demand,Order cost,Holding cost\n" + rows)
    api.work()
    errors = api.client.get(f"/jobs/{first}/errors.csv").content
    mended = errors.replace(b"many", b"100")
    assert mended.count(b"\n") == 3
    answer = api.upload(mended, "mended.csv", data={"amends": first})
    assert answer.status_code == 202
    second = answer.json()
    assert second["amends"] == first
    api.work()
    ended = api.client.get(f"/jobs/{second['id']}").json()
    assert (ended["state"], ended["progress"]["percent"]) == ("partially_succeeded", 100.0)
    assert (ended["progress"]["rows_total"], ended["progress"]["rows_failed"]) == (3, 1)
    assert (ended["summary"]["rows"], ended["summary"]["decided"]) == (3, 2)
    found = {row["sku"]: row for row in api.client.get(f"/jobs/{second['id']}/decisions").json()["items"]}
    assert {sku: row["status"] == "error" for sku, row in found.items()} == {
        "B-1": False,
        "B-2": False,
        "B-3": True,
    }
    csv = api.client.get(f"/jobs/{second['id']}/decisions.csv").text
    assert csv.count("\n") == 4
    assert api.client.get(f"/jobs/{first}").json()["progress"]["rows_failed"] == 2, (
        "the first stays as it was"
    )
    once_more = api.client.get(f"/jobs/{second['id']}/errors.csv").content.replace(b"-5", b"5")
    third = api.upload(once_more, "again.csv", data={"amends": second["id"]}).json()["id"]
    api.work()
    ended = api.client.get(f"/jobs/{third}").json()
    assert (ended["state"], ended["progress"]["rows_ok"]) == ("succeeded", 3)


def test_what_is_left_of_the_errors_is_told_with_the_mended_sheet(api: Api) -> None:
    first = api.job_id(SHEET + b"A-3,many,25,0.9\n")
    api.work()
    second = api.upload(b"SKU,Demand,Order cost,Holding cost\nA-1,5,25,0.9\n", data={"amends": first}).json()
    api.work()
    left = api.client.get(f"/jobs/{second['id']}/errors").json()["items"]
    assert [(error["value"], error["code"]) for error in left] == [("many", "not_a_number")]
    page = api.client.get(f"/jobs/{second['id']}/decisions").json()["items"]
    assert {row["sku"]: row["demand"] for row in page} == {"A-1": 5.0, "A-2": 300.0, "A-3": None}


def test_a_job_that_mends_one_deleted_meanwhile_ends_with_that_reason(api: Api) -> None:
    first = api.job_id(SHEET)
    api.work()
    second = api.upload(b"SKU,Demand,Order cost,Holding cost\nA-1,5,25,0.9\n", data={"amends": first}).json()
    assert api.client.delete(f"/jobs/{first}").status_code == 202
    api.work()
    ended = api.client.get(f"/jobs/{second['id']}").json()
    assert (ended["state"], ended["error"]["code"]) == ("failed", "amended_job_gone")
    assert "was deleted" in ended["status_reason"]


@pytest.mark.parametrize("amends", ["no-uuid", "00000000-0000-4000-8000-000000000000"])
def test_what_cannot_be_amended_is_refused(api: Api, amends: str) -> None:
    answer = api.upload(SHEET, data={"amends": amends})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "amends"


def test_a_deleted_job_is_hidden_at_once_and_leaves_a_stub(api: Api) -> None:
    job_id = api.job_id(SHEET)
    assert api.client.delete(f"/jobs/{job_id}").status_code == 409
    api.work()
    for _ in range(2):
        answer = api.client.delete(f"/jobs/{job_id}")
        assert answer.status_code == 202
        assert answer.json()["deleted_at"]
    listed = [job["id"] for job in api.client.get("/jobs").json()["items"]]
    assert job_id not in listed
    stub = api.client.get(f"/jobs/{job_id}").json()
    assert (stub["state"], stub["file"]["name"]) == ("succeeded", "stock.csv")
    for path in (
        *("decisions", "decisions.csv", "decisions.xlsx", "errors", "errors.csv", "errors.xlsx"),
        *("summary", "file"),
    ):
        gone = api.client.get(f"/jobs/{job_id}/{path}")
        assert gone.status_code == 404, path
        assert "deleted" in gone.json()["detail"], path
