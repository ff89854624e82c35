"""One call, one decision, on record before it is answered."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from api.models.batch import BatchOut
from api.models.decision import CalculationOut
from api.models.item import ItemAsOf
from core.db.connect import transaction
from core.db.schema.tables import calculation
from core.inventory.fields import DECISION_FIELDS
from tests.integration.api.conftest import Api

PLAIN = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}


def _recorded(api: Api, request_id: str) -> list[dict[str, Any]]:
    with transaction(api.engine) as connection:
        rows = connection.execute(select(calculation).where(calculation.c.request_id == request_id))
        return [dict(row) for row in rows.mappings()]


def test_the_three_numbers_are_enough(api: Api) -> None:
    answer = api.client.post("/eoq", json=PLAIN)
    assert answer.status_code == 200
    decision = answer.json()
    assert decision["eoq"] == pytest.approx(math.sqrt(2 * 25 * 1200 / 0.9))
    assert decision["status"] in ("ok", "warning")
    assert decision["order_now"] is None
    assert decision["as_of"] == datetime.now(UTC).date().isoformat()


def test_an_answer_has_every_word_of_a_decision_and_fits_its_model(api: Api) -> None:
    decision = api.client.post("/eoq", json=PLAIN).json()
    CalculationOut.model_validate_json(api.client.post("/eoq", json=PLAIN).content, strict=False)
    names = [field.name for field in DECISION_FIELDS]
    assert list(decision) == ["calculation_id", "engine_version", "as_of", *names]


def test_with_stock_and_lead_time_it_says_what_to_order_today(api: Api) -> None:
    item = PLAIN | {
        "lead_time_days": 14,
        "demand_std": 180,
        "service_level": 0.95,
        "on_hand": 10,
        "on_order": 0,
        "order_multiple": 10,
        "as_of": "2026-03-31",
    }
    decision = api.client.post("/eoq", json=item).json()
    assert decision["order_now"] is True
    assert decision["suggested_order"] > 0
    assert decision["suggested_order"] % 10 == 0
    assert decision["as_of"] == "2026-03-31"
    assert decision["stockout_date"].startswith("2026-04")


def test_price_breaks_are_taken(api: Api) -> None:
    item = {
        "demand": 10_000,
        "order_cost": 20,
        "holding_rate": 0.2,
        "price_breaks": [{"min_qty": 1, "unit_cost": 5}, {"min_qty": 1_000, "unit_cost": 4}],
    }
    decision = api.client.post("/eoq", json=item).json()
    assert decision["order_quantity"] >= 1_000
    assert decision["purchase_price"] == 4


def test_a_call_is_on_record_with_all_that_was_given_and_answered(api: Api) -> None:
    answer = api.client.post("/eoq", json=PLAIN | {"sku": "Ä-1"}, headers={"x-request-id": "on-record"})
    (row,) = _recorded(api, "on-record")
    assert str(row["id"]) == answer.json()["calculation_id"]
    assert (row["order_cost"], row["demand"], row["holding_cost"]) == (25, 1200, 0.9)
    assert row["input"]["sku"] == "Ä-1"
    assert row["result"]["eoq"] == answer.json()["eoq"]
    assert (row["caller"], row["http_status"]) == (f"key:{api.key_id}", 200)
    assert row["engine_version"] == answer.json()["engine_version"]
    assert row["duration_ms"] > 0


def test_a_refused_call_names_field_and_value_and_is_on_record_too(api: Api) -> None:
    answer = api.client.post("/eoq", json=PLAIN | {"order_cost": -5}, headers={"x-request-id": "refused"})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "invalid_item"
    assert [(error["field"], error["pointer"]) for error in problem["errors"]] == [
        ("order_cost", "/order_cost")
    ]
    assert "-5" in problem["errors"][0]["value"]
    assert problem["errors"][0]["remedy"]
    (row,) = _recorded(api, "refused")
    assert (row["http_status"], row["result"]["status"]) == (422, "error")


@pytest.mark.parametrize("field", ["demand", "order_cost", "holding_cost"])
def test_what_is_needed_and_missing_is_named(api: Api, field: str) -> None:
    answer = api.client.post("/eoq", json={name: value for name, value in PLAIN.items() if name != field})
    assert answer.status_code == 422
    assert field in " ".join(error["field"] + error["message"] for error in answer.json()["errors"])


NOTHING: list[dict[str, Any]] = [{}, {"as_of": "2026-03-31"}, {"price_breaks": []}]
NOTHING += [{name: None} for name in ItemAsOf.model_fields]


@pytest.mark.parametrize("nothing", NOTHING, ids=str)
def test_nothing_at_all_is_refused_like_anything_missing(api: Api, nothing: dict[str, Any]) -> None:
    for path in ("/eoq", "/eoq/curve"):
        answer = api.client.post(path, json=nothing)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_item")


def test_a_holding_cost_of_zero_is_refused(api: Api) -> None:
    answer = api.client.post("/eoq", json=PLAIN | {"holding_cost": 0})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "holding_cost"


def test_the_same_call_twice_is_two_records(api: Api) -> None:
    for _ in range(2):
        api.client.post("/eoq", json=PLAIN, headers={"x-request-id": "twice"})
    assert len(_recorded(api, "twice")) == 2


def test_in_a_batch_a_bad_item_costs_the_others_nothing(api: Api) -> None:
    items: list[Any] = [PLAIN, {"demand": "x"}, PLAIN | {"order_cost": -1}, 5, PLAIN | {"demand": 0}]
    answer = api.client.post("/eoq/batch", json={"items": items}, headers={"x-request-id": "batch"})
    assert answer.status_code == 200
    BatchOut.model_validate_json(answer.content)
    entries = answer.json()["items"]
    assert [entry["position"] for entry in entries] == [0, 1, 2, 3, 4]
    assert [entry["status"] == "error" for entry in entries] == [False, True, True, True, False]
    assert entries[1]["errors"][0]["pointer"] == "/items/1/demand"
    assert entries[2]["errors"][0]["pointer"] == "/items/2/order_cost"
    assert entries[3]["errors"][0]["code"] == "not_an_object"
    assert entries[4]["status"] == "no_demand"
    assert len(_recorded(api, "batch")) == 5


def test_an_item_of_a_batch_is_decided_as_it_is_alone(api: Api) -> None:
    item = PLAIN | {"lead_time_days": 7, "on_hand": 5, "service_level": 0.9, "demand_std": 100}
    alone = api.client.post("/eoq", json=item).json()
    (entry,) = api.client.post("/eoq/batch", json={"items": [item]}).json()["items"]
    assert entry["decision"] == {name: alone[name] for name in entry["decision"]}


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_batch_has_one_to_a_thousand_items(api: Api, count: int) -> None:
    assert api.client.post("/eoq/batch", json={"items": [PLAIN] * count}).status_code == 422


def test_calculations_are_listed_page_by_page_the_newest_first(api: Api) -> None:
    for number in range(5):
        api.client.post("/eoq", json=PLAIN, headers={"x-request-id": f"listed-{number}"})
    seen: list[str] = []
    cursor = None
    while len(seen) < 5:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = api.client.get("/calculations", params=params).json()
        seen += [row["request_id"] for row in page["items"]]
        cursor = page["next"]
    assert seen[:5] == [f"listed-{number}" for number in reversed(range(5))]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "bnVsbA"])
def test_a_cursor_that_was_not_given_out_is_refused(api: Api, cursor: str) -> None:
    for path in ("/calculations", "/jobs"):
        answer = api.client.get(path, params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")


def test_the_curve_is_lowest_at_the_eoq_and_keeps_no_record(api: Api) -> None:
    answer = api.client.post("/eoq/curve", json=PLAIN, headers={"x-request-id": "curve"})
    curve = answer.json()
    lowest = min(curve["points"], key=lambda point: float(point["total"]))
    assert lowest["quantity"] == pytest.approx(curve["eoq"], rel=0.05)
    assert lowest["ordering"] == pytest.approx(lowest["holding"], rel=0.1)
    assert {point["purchase"] for point in curve["points"]} == {None}
    assert _recorded(api, "curve") == []


@pytest.mark.parametrize("wrong", [{"order_cost": -1}, {"demand": 0}])
def test_a_curve_that_cannot_be_drawn_says_why(api: Api, wrong: dict[str, float]) -> None:
    answer = api.client.post("/eoq/curve", json=PLAIN | wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_item")
    assert answer.json()["detail"]
