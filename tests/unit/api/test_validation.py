from typing import Annotated

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from api.models.item import Item
from api.validation import reworded
from tests.unit.api.support import Client


def _entry(value: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        Item.model_validate(value)
    error = refused.value.errors(include_url=False)[0]
    return reworded({**error, "loc": ("body", *error["loc"])})


def test_a_text_for_a_number_is_told_as_a_planner_would() -> None:
    assert _entry({"order_cost": "abc"}) == {
        "pointer": "/order_cost",
        "field": "order_cost",
        "value": "abc",
        "code": "not_a_number",
        "message": "order_cost: 'abc' is not a number",
        "remedy": "Write a number such as 25.50.",
    }


def test_a_value_inside_a_list_is_pointed_at() -> None:
    entry = _entry({"price_breaks": [{"min_qty": 1, "unit_cost": 2}, {"min_qty": True, "unit_cost": 2}]})
    assert entry["pointer"] == "/price_breaks/1/min_qty"
    assert entry["message"] == "price_breaks.1.min_qty: true is not a number"


def test_a_pointer_escapes_what_would_break_it() -> None:
    assert _entry({"a/b~c": 1})["pointer"] == "/a~1b~0c"


def test_a_long_or_broken_value_is_quoted_short_and_whole() -> None:
    value = _entry({"demand": "\ud800" + "x" * 10_000})["value"]
    assert len(value) < 250
    value.encode("utf-8")


class _Plain(BaseModel):
    number: int
    share: Annotated[float, Field(ge=0, lt=1)]


@pytest.mark.parametrize(
    "given", [{}, [], {"number": 1.5, "share": 0}, {"number": 1, "share": 1}, {"number": 1, "share": -1}]
)
def test_every_refusal_has_a_message_without_holes(given: object) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(_Plain).validate_python(given)
    for error in refused.value.errors():
        entry = reworded(error)
        assert entry["code"]
        assert entry["remedy"]
        assert "{" not in entry["message"] + entry["remedy"]


def test_of_very_many_errors_only_the_first_are_told(client: Client) -> None:
    answer = client.post("/eoq", json={f"unknown{number}": 1 for number in range(190)})
    assert answer.status_code == 422
    assert "190 values" in answer.json()["detail"]
    assert len(answer.json()["errors"]) == 100


@pytest.mark.parametrize("body", ["[" * 10_000, '{"demand": ' + "9" * 5_000 + "}", b"\xff\xfe{"])
def test_json_no_parser_takes_is_refused_with_what_to_do(client: Client, body: str | bytes) -> None:
    answer = client.post("/eoq", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert "1,000 deep" in answer.json()["remedy"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_near_the_end_of_all_dates_is_refused(client: Client, day: str) -> None:
    item = {"demand": 10, "order_cost": 1, "holding_cost": 1, "on_hand": 1, "as_of": day}
    answer = client.post("/eoq", json=item)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "as_of"
    assert answer.json()["remedy"].startswith("Write ")
