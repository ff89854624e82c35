"""Scenarios in the desk: asked for, listed with what they assume, and shown beside what is real."""

from copy import deepcopy

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import JOB_ID, PROGRESS, FakeApi, job
from tests.unit.ui.test_catalogues import CATALOGUE_ID, kept
from ui.asking.client import Json
from ui.asking.problems import ApiError

__all__ = ["kept"]

SCENARIO_ID = "3c2c1c2e-8d55-4a06-9a3f-2f3f7e1d0011"
AT = f"/catalogues/{CATALOGUE_ID}/scenarios"


def _total(baseline: float, scenario: float) -> Json:
    percent = (scenario - baseline) / baseline * 100 if baseline else None
    return {"baseline": baseline, "scenario": scenario, "difference": scenario - baseline, "percent": percent}


COMPARISON: Json = {
    "rows": 200,
    "rows_other": 1,
    "only_baseline": 0,
    "only_scenario": 0,
    "order_now": {"baseline": 12, "scenario": 15},
    "changes": {"to_order": 3},
    "untouched": {},
    "totals": {"EUR": {"total_cost": _total(1000.0, 1100.0), "orders_per_year": _total(50.0, 40.0)}},
    "words": ["1 of 200 items decided otherwise.", "3 items newly to order."],
}
SCENARIO: Json = {
    "id": SCENARIO_ID,
    "catalogue_id": CATALOGUE_ID,
    "name": "dear [x](http://evil)",
    "assumptions": {"order_cost_percent": 50.0},
    "in_words": ["the cost of an order +50 %"],
    "as_of": "2026-11-22",
    "state": "succeeded",
    "status_reason": "all 200 rows have a decision",
    "progress": PROGRESS,
    "created_by": "user:1",
    "created_at": "2026-11-22T06:00:00+00:00",
    "finished_at": "2026-11-22T06:00:09+00:00",
    "comparison": None,
}
OUTPUTS = (
    *("suggested_order", "order_quantity", "reorder_point", "order_up_to"),
    *("safety_stock", "average_stock_value", "annual_cost", "total_cost"),
)
ROW: Json = {
    "row_no": 2,
    "sku": "007",
    "location": None,
    "description": "O-ring",
    "supplier": "SKF",
    "currency": "EUR",
    "baseline_status": "ok",
    "scenario_status": "infeasible",
    "baseline_order_now": False,
    "scenario_order_now": False,
    **{f"{side}_{name}": 60.0 for name in OUTPUTS for side in ("baseline", "scenario")},
    "scenario_order_quantity": 73.0,
    "cost_difference": 100.0,
}


@pytest.fixture
def tried(kept: FakeApi) -> FakeApi:
    """The catalogue with a scenario that has ended."""
    kept.doors |= {
        f"GET {AT}?limit=10": {"items": [deepcopy(SCENARIO)], "next": None},
        f"GET /scenarios/{SCENARIO_ID}": SCENARIO | {"comparison": COMPARISON},
        f"GET /scenarios/{SCENARIO_ID}/rows?limit=50": {"items": [ROW], "next": None},
        f"POST {AT}": {"id": SCENARIO_ID},
    }
    return kept


def section(desk: Open, **address: str) -> AppTest:
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID, **address)
    assert not at.exception
    return at.button_group(key="catalogue_section").set_value("Scenarios").run()


def chosen(desk: Open) -> AppTest:
    return section(desk, scenario=SCENARIO_ID)


def test_scenarios_are_listed_with_what_they_assume(desk: Open, tried: FakeApi) -> None:
    at = section(desk)
    assert not at.exception
    assert "the cost of an order \\+50 %" in text(at)
    assert "](http" not in text(at)


def test_a_scenario_is_begun_in_the_units_of_the_planner(desk: Open, tried: FakeApi) -> None:
    at = section(desk)
    next(one for one in at.text_input if one.label == "Name").set_value("dearer")
    next(one for one in at.number_input if one.label == "Demand (± %)").set_value(-10.0)
    next(one for one in at.number_input if one.label == "Service (%)").set_value(98.0)
    next(one for one in at.button if one.label == "Compute the scenario").click().run()
    assert not at.exception
    said = {"name": "dearer", "assumptions": {"demand_percent": -10.0, "service_level": 0.98}}
    assert tried.done == [("POST", AT, said)]
    assert "newly to order" in text(at)


def test_a_scenario_without_a_name_is_called_what_it_assumes(desk: Open, tried: FakeApi) -> None:
    at = section(desk)
    next(one for one in at.number_input if one.label == "Holding (% a year)").set_value(30.0)
    next(one for one in at.button if one.label == "Compute the scenario").click().run()
    assert tried.done == [("POST", AT, {"name": "Holding 30", "assumptions": {"holding_rate": 0.3}})]


def test_the_chosen_one_stands_beside_what_is_real(desk: Open, tried: FakeApi) -> None:
    at = chosen(desk)
    assert not at.exception
    totals = {line[""]: line for line in at.dataframe[0].value.to_dict("records")}
    items, costs = totals["Items to order today"], totals["All costs, a year"]
    assert (items["As it is"], items["As assumed"], items["Difference"], items["By"]) == (
        *("12", "15", "+3", "+25.0 %"),
    )
    assert str(costs["Difference"]).replace("\xa0", " ") == "+100 EUR"
    assert totals["Orders a year"]["By"] == "\N{MINUS SIGN}20.0 %"
    (row,) = at.dataframe[1].value.to_dict("records")
    assert (row["SKU"], row["Usual lot"], row["Status"]) == ("007", "60 → 73", "OK → Not feasible")
    assert "Reorder point" not in row
    files = "".join(element.proto.body for element in at.get("html"))
    assert f"scenarios/{SCENARIO_ID}/rows.xlsx" in files


def test_one_under_way_is_watched_and_may_be_cancelled(desk: Open, tried: FakeApi) -> None:
    running = SCENARIO | {"state": "computing", "status_reason": "computing"}
    tried.doors[f"GET {AT}?limit=10"] = {"items": [running], "next": None}
    tried.doors[f"GET /scenarios/{SCENARIO_ID}"] = running
    at = chosen(desk)
    assert not at.exception
    next(one for one in at.button if one.label == "Cancel").click().run()
    assert tried.cancelled == [SCENARIO_ID]


def test_the_address_of_one_that_is_gone_hides_nothing_else(
    desk: Open, tried: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> Json:
        raise ApiError("There is no such scenario in this workspace.")

    monkeypatch.setattr("ui.asking.catalogues.scenario", gone)
    at = chosen(desk)
    assert not at.exception
    assert "no such scenario" in text(at)
    assert "the cost of an order \\+50 %" in text(at)


def test_the_scenario_of_another_catalogue_is_not_shown_here(desk: Open, tried: FakeApi) -> None:
    other = SCENARIO | {"comparison": COMPARISON, "catalogue_id": "another"}
    tried.doors[f"GET /scenarios/{SCENARIO_ID}"] = other
    at = chosen(desk)
    assert not at.exception
    assert len(at.dataframe) == 0


def test_one_is_deleted(desk: Open, tried: FakeApi) -> None:
    at = section(desk)
    next(one for one in at.button if one.label == "Delete").click().run()
    next(one for one in at.button if one.label == "Yes, delete").click().run()
    assert tried.done == [("DELETE", f"/jobs/{SCENARIO_ID}", None)]


def test_whoever_may_only_look_sees_the_comparison_and_no_form(desk: Open, tried: FakeApi) -> None:
    tried.scopes = ["jobs:read"]
    at = chosen(desk)
    assert not at.exception
    assert {one.label for one in at.button if not one.disabled} == {"Sign out"}
    assert len(at.dataframe) == 2


def test_as_a_job_it_is_told_from_a_run(desk: Open, tried: FakeApi) -> None:
    tried.job_list = [job(file=None, name="Main: dear", kind="scenario", catalogue_id=CATALOGUE_ID)]
    at = desk("views/job.py", job=JOB_ID)
    assert not at.exception
    assert "a scenario of a catalogue" in text(at)
    assert "What changed" not in str(at.button_group(key="section").options)
    at = desk("views/jobs.py")
    assert not at.exception
    assert "A scenario of a catalogue" in text(at)
