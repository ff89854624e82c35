"""What is refused and what is warned about: engine.md's table, one line here for each of its words."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION_FIELDS, ITEM_FIELDS, Kind
from core.inventory.problems import Problem
from ops.examples.command import compare
from ops.examples.refusals import is_refused
from tests.unit.inventory.rows import AS_OF, Row, decide_one, decide_rows

EXAMPLES = Path(__file__).parents[4] / "shared" / "data" / "worked_examples.json"

GOOD: Row = {
    "sku": "A-1",
    "currency": "EUR",
    "unit": "pcs",
    "demand": 1300.0,
    "demand_std": 200.0,
    "order_cost": 8.0,
    "unit_cost": 0.75,
    "holding_rate": 0.3,
    "lead_time_days": 14.0,
    "service_level": 0.95,
    "on_hand": 100.0,
}
BREAKS = ((0.0, 0.75), (400.0, 0.72), (800.0, 0.68))

REFUSED: list[tuple[str, Row]] = [
    ("demand", {"demand": -1.0}),
    ("demand", {"demand": None}),
    ("demand_std", {"demand_std": -0.1}),
    ("order_cost", {"order_cost": -1.0}),
    ("order_cost", {"order_cost": None}),
    ("unit_cost", {"unit_cost": 0.0}),
    ("unit_cost", {"unit_cost": -2.0}),
    ("holding_rate", {"holding_rate": 0.0}),
    ("holding_rate", {"holding_rate": -0.1}),
    ("holding_rate", {"holding_rate": 5.1}),
    ("holding_cost", {"holding_cost": 0.0}),
    ("holding_cost", {"holding_cost": -1.0}),
    ("lead_time_days", {"lead_time_days": -1.0}),
    ("lead_time_std_days", {"lead_time_std_days": -1.0}),
    ("service_level", {"service_level": 0.0}),
    ("service_level", {"service_level": -0.5}),
    ("service_level", {"service_level": 1.0}),
    ("service_level", {"service_level": 1.65}),
    ("service_level", {"service_level": 95.0}),
    ("fill_rate", {"service_level": None, "fill_rate": 0.0}),
    ("fill_rate", {"service_level": None, "fill_rate": 1.0}),
    ("fill_rate", {"service_level": None, "fill_rate": 98.0}),
    ("fill_rate", {"fill_rate": 0.98}),  # beside a service level
    ("on_order", {"on_order": -1.0}),
    ("backorders", {"backorders": -1.0}),
    ("allocated", {"allocated": -1.0}),
    ("min_order_qty", {"min_order_qty": -1.0}),
    ("order_multiple", {"order_multiple": 0.0}),
    ("order_multiple", {"order_multiple": -12.0}),
    ("max_order_qty", {"max_order_qty": 0.0}),
    ("shelf_life_days", {"shelf_life_days": 0.0}),
    ("max_cover_days", {"max_cover_days": -1.0}),
    ("review_period_days", {"review_period_days": -1.0}),
    ("production_rate", {"production_rate": 1300.0}),
    ("production_rate", {"production_rate": 50.0}),
    ("backorder_cost", {"allow_backorders": True, "backorder_cost": 0.0}),
    ("lost_sale_cost", {"lost_sale_cost": -1.0}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (500.0, 2.0), (500.0, 1.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (500.0, 2.0), (400.0, 1.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (500.0, 0.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (500.0, -1.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (500.0, math.nan))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (math.nan, 2.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (-5.0, 2.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 3.0), (math.inf, 2.0))}),
    ("price_breaks", {"price_breaks": ((0.0, 2.0), (500.0, 3.0)), "discount": "incremental"}),
    ("current_order_qty", {"current_order_qty": 0.0}),
    ("current_order_qty", {"current_order_qty": -5.0}),
    ("unit_volume", {"unit_volume": 0.0}),
    ("currency", {"currency": "EURO"}),
    ("currency", {"currency": "XQX"}),
    ("period", {"period": "fortnight"}),
    ("demand_std_period", {"demand_std_period": "fortnight"}),
    ("policy", {"policy": "guess"}),
    ("distribution", {"distribution": "weibull"}),
    ("discount", {"price_breaks": BREAKS, "discount": "sometimes"}),
    ("demand", {"demand": "1300"}),
    ("demand", {"demand": True}),
    ("on_hand", {"on_hand": "many"}),
]

WARNED: list[tuple[str, Row]] = [
    ("on_hand|demand", {"on_hand": 51.0 * 1300.0}),
    ("demand|order_multiple", {"demand": 11.0, "demand_std": 2.0, "order_multiple": 12.0}),
    ("demand_std", {"demand_std": 3.1 * 1300.0 / 12.0 * math.sqrt(12.0)}),
    ("demand_std", {"demand_std": 0.0}),
    ("order_cost", {"order_cost": 0.0}),
    ("order_cost", {"order_cost": 1300.0 * 0.75 + 1.0}),
    ("holding_rate", {"holding_rate": 0.04}),
    ("holding_rate", {"holding_rate": 0.61}),
    ("holding_rate|holding_cost", {"holding_cost": 0.3 * 0.75 * 1.02}),
    ("holding_cost", {"holding_rate": None, "holding_cost": 0.03}),
    ("holding_cost", {"holding_rate": None, "holding_cost": 0.5}),
    ("lead_time_days", {"lead_time_days": 0.0}),
    ("lead_time_days", {"lead_time_days": 366.0}),
    ("lead_time_std_days", {"lead_time_std_days": 15.0}),
    ("service_level", {"service_level": 0.45}),
    ("service_level", {"service_level": 0.9995}),
    ("fill_rate", {"service_level": None, "fill_rate": 0.45}),
    ("fill_rate", {"service_level": None, "fill_rate": 0.9995}),
    ("on_hand", {"on_hand": -5.0}),
    ("on_hand", {"on_hand": 2.5}),
    ("on_order", {"on_order": 1301.0}),
    ("allocated", {"allocated": 101.0}),
    ("min_order_qty", {"min_order_qty": 1301.0}),
    ("min_order_qty|order_multiple", {"min_order_qty": 50.0, "order_multiple": 12.0}),
    ("order_multiple", {"order_multiple": 1000.0}),
    ("max_order_qty", {"max_order_qty": 40.0}),
    ("shelf_life_days", {"shelf_life_days": 13.0}),
    ("shelf_life_days", {"shelf_life_days": 3651.0}),
    ("review_period_days", {"review_period_days": 93.0}),
    ("production_rate", {"production_rate": 1400.0}),
    ("backorder_cost", {"allow_backorders": True, "backorder_cost": 0.2}),
    ("lost_sale_cost", {"lost_sale_cost": 0.2}),
    ("price_breaks", {"price_breaks": ((0.0, 0.75), (1301.0, 0.74))}),
    ("price_breaks", {"price_breaks": ((0.0, 0.75), (400.0, 0.37))}),
    ("price_breaks", {"price_breaks": ((0.0, 0.75), (400.0, 0.76))}),
    ("current_order_qty", {"current_order_qty": 20.0, "min_order_qty": 50.0}),
    ("current_order_qty", {"current_order_qty": 2601.0}),
]


def _problems(*rows: Row, severity: str) -> list[Problem]:
    return [problem for problem in decide_rows(*rows).problems if problem.severity == severity]


def _names(case: object) -> str | None:
    return " ".join(f"{name}={value}" for name, value in case.items()) if isinstance(case, dict) else None


def test_the_good_item_has_nothing_wrong() -> None:
    """What the cases below change is what they are about."""
    assert decide_rows(GOOD).problems == ()
    assert decide_one(**GOOD)["status"] == "ok"


@pytest.mark.parametrize(("field", "change"), REFUSED, ids=_names)
def test_refused(field: str, change: Row) -> None:
    """The row is refused with field, value and remedy, has no numbers, and its neighbours are decided."""
    decisions = decide_rows(GOOD, GOOD | change, GOOD)
    errors = [problem for problem in decisions.problems if problem.severity == "error"]
    about = [problem for problem in errors if problem.field == field]
    assert about, errors
    assert all(problem.rows.tolist() == [1] for problem in errors), errors
    problem = about[0]
    assert problem.code
    assert problem.messages[0]
    assert decisions.columns["status"].tolist() == ["ok", "error", "ok"]
    assert decisions.columns["reason"][1] in {message for each in errors for message in each.messages}
    for each in DECISION_FIELDS:
        if each.kind is Kind.NUMBER:
            assert math.isnan(decisions.columns[each.name][1]), each.name
    neighbours = decisions.columns["order_quantity"][[0, 2]]
    assert neighbours.tolist() == [decide_one(**GOOD)["order_quantity"]] * 2
    value = change.get(field)
    if isinstance(value, float) and math.isfinite(value):
        # The offending value is named as a person wrote it.
        assert float(problem.values[0]) == value


@pytest.mark.parametrize(("fields", "change"), WARNED, ids=_names)
def test_warned(fields: str, change: Row) -> None:
    """The row is decided, its status says warning, and the warning names the field."""
    warnings = _problems(GOOD | change, severity="warning")
    assert {problem.field for problem in warnings} & set(fields.split("|")), warnings
    row = decide_one(**GOOD | change)
    assert row["status"] == "warning", (row["status"], row["reason"])
    assert row["warnings"]
    assert not math.isnan(row["order_quantity"])


@pytest.mark.parametrize("field", [field.name for field in ITEM_FIELDS if field.kind is Kind.NUMBER])
@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinity_is_refused_in_every_number(field: str, value: float) -> None:
    """No number may be infinite."""
    errors = _problems(GOOD | {field: value}, severity="error")
    assert field in {problem.field for problem in errors}, errors


@pytest.mark.parametrize("field", [field.name for field in ITEM_FIELDS if field.kind is Kind.TEXT])
@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\udfff"], ids=["NUL", "lone high", "lone low"])
def test_text_postgresql_cannot_hold_is_refused(field: str, text: str) -> None:
    """One NUL or lone surrogate would fail the COPY of a whole chunk."""
    decisions = decide_rows(GOOD, GOOD | {field: text})
    assert decisions.columns["status"].tolist() == ["ok", "error"]
    errors = [problem for problem in decisions.problems if problem.severity == "error"]
    assert field in {problem.field for problem in errors}
    told = [
        *decisions.columns["reason"],
        *(text for each in errors for text in (*each.values, *each.messages)),
    ]
    for each in told:
        assert "\x00" not in each
        each.encode("utf-8")  # raises where a lone surrogate leaks out


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("service_level", 95.0, "0.95"),
        ("service_level", 1.65, "factor"),
        ("service_level", 1.0, "1"),
        ("fill_rate", 98.0, "0.98"),
        ("holding_rate", 25.0, "0.25"),
    ],
)
def test_says_what_it_looks_like(field: str, value: float, word: str) -> None:
    """A percentage typed as 95, or a safety factor of 1.65, is recognised and the right writing shown."""
    change: dict[str, Any] = {"service_level": None} | {field: value}
    problem = next(each for each in _problems(GOOD | change, severity="error") if each.field == field)
    assert word in problem.messages[0] + problem.remedy


def test_holding_rate_of_five_is_the_last_allowed() -> None:
    """The limit itself is inside: refused is only above 5."""
    assert decide_one(**GOOD | {"holding_rate": 5.0})["status"] == "warning"


def test_zero_is_no_number_missing() -> None:
    """Demand 0 is a fact (no demand), demand absent is a gap (refused)."""
    assert decide_one(**GOOD | {"demand": 0.0})["status"] == "no_demand"
    assert decide_one(**GOOD | {"demand": None})["status"] == "error"


def test_several_mistakes_are_all_told() -> None:
    """Whoever mends a sheet wants every mistake at once."""
    errors = _problems(GOOD | {"demand": -1.0, "order_cost": -1.0, "fill_rate": 2.0}, severity="error")
    assert {"demand", "order_cost", "fill_rate"} <= {problem.field for problem in errors}


def test_an_empty_sheet_is_no_error() -> None:
    """No rows in, no rows out, every column there."""
    decisions = decide_rows(GOOD)
    empty = {"demand": np.empty(0), "order_cost": np.empty(0), "holding_cost": np.empty(0)}
    found = decide(empty, defaults=Defaults(), as_of=AS_OF)
    assert found.columns.keys() == decisions.columns.keys()
    assert all(len(column) == 0 for column in found.columns.values())
    assert found.problems == ()


@pytest.mark.skipif(not EXAMPLES.exists(), reason="../shared/data is not on this machine")
def test_bad_cases_of_the_worked_examples_are_refused() -> None:
    """Every BAD case of the file is refused at the door."""
    cases = [each for each in json.loads(EXAMPLES.read_text())["cases"] if each["id"].startswith("BAD-")]
    assert len(cases) >= 9
    assert [each["id"] for each in cases if not is_refused(each["model"], each["input"])] == []


@pytest.mark.skipif(not EXAMPLES.exists(), reason="../shared/data is not on this machine")
def test_all_must_cases_of_the_worked_examples_agree() -> None:
    """The published and verified numbers of the tier `must`, within each case's own tolerance."""
    outcome = compare(json.loads(EXAMPLES.read_text())["cases"], "must")
    assert outcome.disagreements == ()
    assert outcome.cases == 65
