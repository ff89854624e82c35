"""Scenarios over HTTP: begun, listed, compared, downloaded, and what is refused."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import polars as pl
import pytest

from tests.integration.api.conftest import Api
from tests.integration.api.test_catalogues import catalogue, items, run

__all__ = ["catalogue"]


def begun(api: Api, catalogue: str, name: str = "dearer orders", **assumptions: float) -> dict[str, Any]:
    answer = api.client.post(f"{catalogue}/scenarios", json={"name": name, "assumptions": assumptions})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/jobs/{answer.json()['id']}"
    job: dict[str, Any] = answer.json()
    return job


def test_a_scenario_is_compared_with_the_catalogue_as_it_is(api: Api, catalogue: str) -> None:
    items(api, catalogue, on_hand=1000, currency="EUR")
    job = begun(api, catalogue, order_cost_percent=300.0, demand_percent=10.0)
    assert (job["kind"], job["file"], job["compares_with"]) == ("scenario", None, None)
    waiting = api.client.get(f"/scenarios/{job['id']}").json()
    assert (waiting["state"], waiting["comparison"]) == ("queued", None)
    assert api.client.get(f"/scenarios/{job['id']}/rows").status_code == 409
    api.work()
    found = api.client.get(f"/scenarios/{job['id']}").json()
    assert (found["state"], found["name"]) == ("succeeded", "dearer orders")
    assert found["assumptions"] == {"order_cost_percent": 300.0, "demand_percent": 10.0}
    assert found["in_words"] == ["the cost of an order +300 %", "demand +10 %"]
    comparison = found["comparison"]
    assert (comparison["rows"], comparison["rows_other"]) == (10, 10)
    total = comparison["totals"]["EUR"]["total_cost"]
    assert total["difference"] == pytest.approx(total["scenario"] - total["baseline"])
    assert total["difference"] > 0
    rows = api.client.get(f"/scenarios/{job['id']}/rows", params={"limit": 6}).json()
    more = api.client.get(f"/scenarios/{job['id']}/rows", params={"limit": 6, "cursor": rows["next"]}).json()
    assert more["next"] is None
    assert sorted(row["sku"] for row in rows["items"] + more["items"]) == sorted(f"S{at}" for at in range(10))
    # The lot grows with the square root of the cost of an order and of demand; whole units round it.
    row = rows["items"][0]
    assert row["scenario_order_quantity"] == pytest.approx(row["baseline_order_quantity"] * 4.4**0.5, abs=2)
    csv = api.client.get(f"/scenarios/{job['id']}/rows.csv")
    assert "dearer orders" in csv.headers["content-disposition"]
    table = pl.read_csv(csv.content)
    assert table["cost_difference"].to_list() == [
        one["cost_difference"] for one in rows["items"] + more["items"]
    ]
    book = openpyxl.load_workbook(BytesIO(api.client.get(f"/scenarios/{job['id']}/rows.xlsx").content))
    assert book.sheetnames == ["Totals", "Items"]
    assert book["Items"].max_row == 11
    amounts = {
        line[1]: line[2:6] for line in book["Totals"].iter_rows(min_row=2, max_row=10, values_only=True)
    }
    assert amounts["total_cost"][:2] == pytest.approx((total["baseline"], total["scenario"]))
    # It is a job too: its own decisions, and no changes.
    decisions = api.client.get(f"/jobs/{job['id']}/decisions").json()["items"]
    assert {one["order_cost"] for one in decisions} == {100.0}
    assert api.client.get(f"/jobs/{job['id']}/decisions.xlsx").status_code == 200
    refused = api.client.get(f"/jobs/{job['id']}/changes")
    assert (refused.status_code, refused.json()["remedy"]) == (404, f"GET /scenarios/{job['id']}")
    shown = api.client.get(f"/jobs/{job['id']}").json()
    assert shown["options"]["scenario"]["assumptions"]["demand_percent"] == 10.0
    assert "morning" not in shown["summary"]
    assert api.client.post(f"/jobs/{job['id']}/retry", json={}).status_code == 422


def test_a_scenario_beside_runs_leaves_no_trace_in_them(api: Api, catalogue: str) -> None:
    items(api, catalogue)
    first = run(api, catalogue)
    going = api.client.post(f"{catalogue}/runs").json()
    begun(api, catalogue, demand_percent=50.0)
    begun(api, catalogue, demand_percent=-50.0)
    api.work()
    assert api.client.get(f"/jobs/{going['id']}").json()["compares_with"] == first["id"]
    assert api.client.get(catalogue).json()["last_run"] == going["id"]
    last = run(api, catalogue)
    assert last["compares_with"] == going["id"]
    assert last["summary"]["morning"] == ["Nothing changed since the run before."]
    assert api.client.get(f"/scenarios/{last['id']}").json()["code"] == "scenario_not_found"


def test_scenarios_are_listed_and_deleted_as_jobs(api: Api, catalogue: str) -> None:
    items(api, catalogue)
    made = [begun(api, catalogue, name=f"s{at}", order_cost=float(at))["id"] for at in range(3)]
    api.work()
    page = api.client.get(f"{catalogue}/scenarios", params={"limit": 2}).json()
    rest = api.client.get(f"{catalogue}/scenarios", params={"limit": 2, "cursor": page["next"]}).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    assert api.client.delete(f"/jobs/{made[0]}").status_code == 202
    left = api.client.get(f"{catalogue}/scenarios").json()["items"]
    assert [one["id"] for one in left] == [made[2], made[1]]
    assert api.client.get(f"/scenarios/{made[0]}").status_code == 404
    assert api.client.get(f"/catalogues/{uuid4()}/scenarios").json()["code"] == "catalogue_not_found"


def test_the_same_key_makes_one_scenario(api: Api, catalogue: str) -> None:
    items(api, catalogue)
    headers = {"Idempotency-Key": str(uuid4())}
    said = {"name": "x", "assumptions": {"demand_percent": 5.0}}
    made = [api.client.post(f"{catalogue}/scenarios", json=said, headers=headers) for _ in range(2)]
    assert [one.status_code for one in made] == [202, 200]
    assert made[0].json()["id"] == made[1].json()["id"]
    other = {"name": "x", "assumptions": {"demand_percent": 6.0}}
    answer = api.client.post(f"{catalogue}/scenarios", json=other, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    api.work()


def test_a_scenario_of_nothing_is_refused(api: Api, catalogue: str) -> None:
    said = {"name": "x", "assumptions": {"demand_percent": 5.0}}
    answer = api.client.post(f"{catalogue}/scenarios", json=said)
    assert (answer.status_code, answer.json()["code"]) == (409, "catalogue_empty")


@pytest.mark.parametrize(
    ("assumptions", "pointer", "value"),
    [
        ({}, "/assumptions", ""),
        ({"demand_percent": -150}, "/assumptions/demand_percent", "-150"),
        ({"demand_percent": 5_000}, "/assumptions/demand_percent", "5000"),
        ({"service_level": 1.5}, "/assumptions/service_level", "1.5"),
        ({"fill_rate": 0}, "/assumptions/fill_rate", "0"),
        ({"holding_rate": 0}, "/assumptions/holding_rate", "0"),
        ({"order_cost": -1}, "/assumptions/order_cost", "-1"),
        ({"order_cost": "50"}, "/assumptions/order_cost", "50"),
        ({"price_percent": 5}, "/assumptions/price_percent", "5"),
        ({"order_cost": 5, "order_cost_percent": 5}, "/assumptions/order_cost_percent", "5"),
        ({"holding_rate": 0.2, "holding_percent": 5}, "/assumptions/holding_percent", "5"),
    ],
)
def test_nonsense_is_named(
    api: Api, catalogue: str, assumptions: dict[str, Any], pointer: str, value: str
) -> None:
    items(api, catalogue, count=1)
    answer = api.client.post(f"{catalogue}/scenarios", json={"name": "x", "assumptions": assumptions})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["value"]) == (pointer, value)
    assert error["remedy"]
