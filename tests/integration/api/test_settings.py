"""What the company assumes is used by every sheet that says nothing, and said in each decision."""

import json

from tests.integration.api.conftest import Api

SHEET = b"SKU,Annual demand,Unit price\nA,1200,4\nB,300,9\n"


def test_the_companys_defaults_fill_what_a_sheet_lacks_and_are_named(api: Api) -> None:
    assert api.client.get("/settings").json()["defaults"]["order_cost"] is None
    given = {"defaults": {"order_cost": 45.0, "holding_rate": 0.2}}
    assert api.client.put("/settings", json=given).status_code == 200
    job_id = api.job_id(SHEET)
    api.work()
    assert api.client.get(f"/jobs/{job_id}").json()["state"] == "succeeded"
    rows = api.client.get(f"/jobs/{job_id}/decisions").json()["items"]
    assert {"order_cost", "holding_rate"} <= set(rows[0]["assumed"].split(", "))


def test_what_is_sent_with_a_sheet_goes_before_the_companys(api: Api) -> None:
    api.client.put("/settings", json={"defaults": {"order_cost": 45.0, "holding_rate": 0.2}})
    made = api.upload(SHEET, data={"options": json.dumps({"defaults": {"order_cost": 7.0}})}).json()
    assert made["options"]["defaults"]["order_cost"] == 7
    assert made["options"]["defaults"]["holding_rate"] == 0.2


def test_a_default_is_taken_back_by_setting_the_others(api: Api) -> None:
    api.client.put("/settings", json={"defaults": {"order_cost": 45.0}})
    api.client.put("/settings", json={"defaults": {"lead_time_days": 7.0}})
    kept = api.client.get("/settings").json()["defaults"]
    assert (kept["order_cost"], kept["lead_time_days"]) == (None, 7)


def test_a_default_out_of_range_is_refused_by_name(api: Api) -> None:
    answer = api.client.put("/settings", json={"defaults": {"service_level": 95}})
    assert answer.status_code == 422
    assert "service_level" in answer.json()["errors"][0]["pointer"]
