"""A file is understood before a job is made of it; the job then needs no second upload."""

import json
from typing import Any
from uuid import uuid4

from tests.integration.api.conftest import Api

PLAIN = b"Item No,Annual demand,Order cost,Holding cost\nA-1,1200,25,0.9\nA-2,abc,25,0.9\n"
ASKING = b"sku,on hand,old,new,order cost,holding cost\nA,1,2,3,25,0.9\nB,4,5,6,25,0.9\n"
OTHER = b"sku,on hand,old,new,order cost,holding cost\nC,7,8,9,25,0.9\n"


def inspect(api: Api, content: bytes, **options: object) -> dict[str, Any]:
    data = {"options": json.dumps(options)} if options else {}
    answer = api.client.post("/sheets/inspect", files={"file": ("stock.csv", content)}, data=data)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def make_job(api: Api, **parts: str) -> dict[str, Any]:
    answer = api.client.post("/jobs", files={name: (None, text) for name, text in parts.items()})
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


def ended(api: Api, job: dict[str, Any]) -> dict[str, Any]:
    api.work()
    body: dict[str, Any] = api.client.get(f"/jobs/{job['id']}").json()
    return body


def test_what_is_understood_is_told_with_bad_cells_and_a_preview(api: Api) -> None:
    told = inspect(api, PLAIN)
    assert told["understanding"]["questions"] == []
    assert [error["cell"] for error in told["errors"]] == ["B3"]
    assert told["preview"][0]["values"]["demand"] == 1200


def test_a_job_is_made_of_the_kept_file_once_for_a_key(api: Api) -> None:
    told = inspect(api, PLAIN)
    parts = {"file_id": (None, str(told["file_id"]))}
    headers = {"Idempotency-Key": str(uuid4())}
    first = api.client.post("/jobs", files=parts, headers=headers)
    second = api.client.post("/jobs", files=parts, headers=headers)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]
    assert ended(api, first.json())["progress"]["rows_ok"] == 1


def test_a_file_nobody_kept_a_wrong_id_and_two_sources_are_refused(api: Api) -> None:
    told = inspect(api, PLAIN)
    absent = api.client.post("/jobs", files={"file_id": (None, str(uuid4()))})
    assert (absent.status_code, absent.json()["code"]) == (404, "file_not_found")
    wrong = api.client.post("/jobs", files={"file_id": (None, "7")})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "file_id")
    both = api.upload(PLAIN, data={"file_id": str(told["file_id"])})
    assert both.status_code == 422


def test_a_file_that_cannot_be_read_is_refused_and_not_kept(api: Api) -> None:
    answer = api.client.post("/sheets/inspect", files={"file": ("a.xlsx", b"%PDF-1.7")})
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_file")
    assert answer.json()["remedy"]


def test_a_question_is_answered_once_and_the_next_sheet_like_it_is_not_asked_about(api: Api) -> None:
    made = make_job(api, file_id=str(inspect(api, ASKING)["file_id"]))
    waiting = ended(api, made)
    assert waiting["state"] == "needs_answer"
    question = waiting["understanding"]["questions"][0]
    choice = next(one for one in question["choices"] if one["options"] == {"mapping": {"old": "demand"}})
    answer = api.client.post(
        f"/jobs/{made['id']}/answers", json={"answers": {question["id"]: choice["value"]}}
    )
    assert answer.status_code == 202, answer.text
    done = ended(api, made)
    assert done["state"] == "succeeded"
    rows = api.client.get(f"/jobs/{made['id']}/decisions").json()["items"]
    assert {row["sku"]: row["demand"] for row in rows} == {"A": 2.0, "B": 5.0}

    told = inspect(api, OTHER)
    assert told["is_remembered"] is True
    assert told["understanding"]["questions"] == []
    again = ended(api, make_job(api, file_id=str(told["file_id"])))
    assert again["state"] == "succeeded"

    kept = api.client.get("/mappings").json()["items"]
    assert kept[0]["options"]["mapping"] == {"old": "demand"}
    assert api.client.delete(f"/mappings/{kept[0]['signature']}").status_code == 204
    assert inspect(api, OTHER)["understanding"]["questions"]


def test_a_decision_given_with_the_upload_wins_over_a_remembered_one(api: Api) -> None:
    options = json.dumps({"mapping": {"old": "demand"}, "remember": True})
    make_job(api, file_id=str(inspect(api, ASKING)["file_id"]), options=options)
    api.work()
    told = inspect(api, ASKING, mapping={"new": "demand", "old": ""})
    assert [row["values"]["demand"] for row in told["preview"]] == [3.0, 6.0]


def test_a_sheet_that_lacks_a_cost_says_which_and_is_computed_again_with_a_default(api: Api) -> None:
    made = api.upload(b"SKU,Annual demand,Unit price\nA,1200,4\nB,300,9\n").json()
    failed = ended(api, made)
    assert failed["state"] == "failed"
    assert "order_cost is missing" in failed["status_reason"]
    assert "default" in failed["error"]["remedy"]
    defaults = {"order_cost": 50, "holding_rate": 0.25}
    again = api.client.post(f"/jobs/{made['id']}/retry", json={"defaults": defaults})
    assert again.status_code == 202, again.text
    assert ended(api, again.json())["state"] == "succeeded"
