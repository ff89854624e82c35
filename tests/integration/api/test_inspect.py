"""A file is understood before a job is made of it; the job then needs no second upload."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx

from core.db.access.keys import create_key
from core.db.access.workspaces import create as create_workspace
from core.db.connect import transaction
from core.db.protocol.retention import drop_file
from tests.integration.api.conftest import PEPPER, Api

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


def look_again(api: Api, file_id: str, **options: object) -> httpx.Response:
    parts = {"file_id": (None, file_id), "options": (None, json.dumps(options))}
    return api.client.post("/sheets/inspect", files=parts)


def test_a_kept_file_is_looked_at_again_with_other_options(api: Api) -> None:
    told = inspect(api, ASKING)
    again = look_again(api, told["file_id"], mapping={"new": "demand"})
    assert again.status_code == 200, again.text
    body = again.json()
    assert (body["file_id"], body["file"]) == (told["file_id"], told["file"])
    assert body["options"] == {"mapping": {"new": "demand"}}
    assert body["understanding"]["questions"] == []
    assert [row["values"]["demand"] for row in body["preview"]] == [3.0, 6.0]
    plain = look_again(api, told["file_id"]).json()
    assert plain["options"] == told["options"]  # looking decides nothing for the next time


def test_looking_again_refuses_options_and_ids_as_a_job_does(api: Api) -> None:
    told = inspect(api, PLAIN)
    twice = look_again(api, told["file_id"], mapping={"Order cost": "demand", "Holding cost": "demand"})
    assert (twice.status_code, twice.json()["code"]) == (422, "invalid_option")
    absent = look_again(api, str(uuid4()))
    assert (absent.status_code, absent.json()["code"]) == (404, "file_not_found")
    for address in ("/jobs", "/sheets/inspect"):
        wrong = api.client.post(address, files={"file_id": (None, "7")})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "file_id")
        blank = api.client.post(address, files={"file_id": (None, " ")})
        assert (blank.status_code, blank.json()["code"]) == (422, "no_file")
        both = {"file": ("stock.csv", PLAIN), "file_id": (None, told["file_id"])}
        assert api.client.post(address, files=both).json()["code"] == "invalid_option"
    mending = {"file_id": (None, told["file_id"]), "amends": (None, str(uuid4()))}
    assert api.client.post("/jobs", files=mending).json()["code"] == "invalid_option"


def test_a_file_of_another_workspace_is_not_there(api: Api) -> None:
    told = inspect(api, PLAIN)
    with transaction(api.engine) as connection:
        other = create_workspace(connection, f"other {uuid4()}")
        key = create_key(connection, other.id, "stranger", PEPPER).text
    parts = {"file_id": (None, told["file_id"])}
    for address in ("/jobs", "/sheets/inspect"):
        answer = api.client.post(address, files=parts, headers={"x-api-key": key})
        assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")


def test_a_file_swept_away_meanwhile_is_not_there(api: Api) -> None:
    told = inspect(api, PLAIN)
    with transaction(api.engine) as connection:
        drop_file(connection, UUID(told["file_id"]))
    for address in ("/jobs", "/sheets/inspect"):
        answer = api.client.post(address, files={"file_id": (None, told["file_id"])})
        assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")


def test_the_day_decided_for_is_that_of_the_options(api: Api) -> None:
    sheet = b"sku,2024-01,2024-02,2024-03,order cost,holding cost\nA,1,2,300,25,0.9\n"
    told = inspect(api, sheet)
    before = look_again(api, told["file_id"], as_of="2024-03-10").json()
    assert before["understanding"]["report"] != told["understanding"]["report"]


def test_a_sheet_without_a_demand_is_told_with_its_columns_and_mapped(api: Api) -> None:
    sheet = b"sku,shade,size,order cost,holding cost\nA,red,5,25,0.9\n"
    told = inspect(api, sheet)
    assert told["problem"]["code"] == "header_missing"
    assert told["preview"][0]["texts"]["size"] == "5"
    failed = ended(api, make_job(api, file_id=told["file_id"]))
    assert (failed["state"], failed["error"]["code"]) == ("failed", "header_missing")
    assert failed["error"]["message"] == told["problem"]["detail"]
    mapping = {"size": "demand"}
    again = look_again(api, told["file_id"], mapping=mapping).json()
    assert again["problem"] is None
    options = json.dumps({**again["options"], "remember": True})
    done = ended(api, make_job(api, file_id=told["file_id"], options=options))
    assert (done["state"], done["options"]["mapping"]) == ("succeeded", mapping)
    # The next sheet like it is read as this one was, and says with which options.
    later = inspect(api, sheet.replace(b"A,", b"B,"))
    assert (later["problem"], later["is_remembered"]) == (None, True)
    assert later["options"] == {"mapping": mapping}


def test_what_no_row_has_is_told_until_the_options_or_the_company_give_it(api: Api) -> None:
    sheet = b"sku,demand,unit cost\nA,1200,5\n"
    told = inspect(api, sheet)
    assert [one["field"] for one in told["lacking"]] == ["order_cost", "holding_cost"]
    again = look_again(api, told["file_id"], defaults={"order_cost": 40.0}).json()
    assert [one["field"] for one in again["lacking"]] == ["holding_cost"]
    api.client.put("/settings", json={"defaults": {"order_cost": 40.0, "holding_rate": 0.25}})
    assert look_again(api, told["file_id"]).json()["lacking"] == []
    assert ended(api, make_job(api, file_id=told["file_id"]))["state"] == "succeeded"
