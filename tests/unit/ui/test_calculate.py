"""Calculate one SKU: the curve, the kind of service, the command to paste."""

import json
import shlex

import pytest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import FakeApi
from tests.unit.ui.test_views import click
from tests.unit.ui.test_wording import ENGLISH
from ui.asking.problems import ApiError, FieldProblem
from ui.item import item_form
from ui.item.as_curl import command
from ui.surroundings import outer_api_url


def test_the_answer_has_its_cost_curve_and_its_command(desk: Open, api: FakeApi) -> None:
    api.decision |= {"quantity_low": 150.0, "quantity_high": 280.0}
    at = click(desk("views/calculate.py"), "Calculate")
    assert not at.exception
    assert at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")
    assert "from 150 to 280 units cost at most 5 % more" in text(at)
    assert '"demand": 1200' in at.code[0].value
    assert "lw_live" not in at.code[0].value


def test_without_a_curve_the_answer_still_stands(desk: Open, api: FakeApi) -> None:
    del api.decision["order_quantity"]
    at = click(desk("views/calculate.py"), "Calculate")
    assert not [*at.get("arrow_vega_lite_chart"), *at.get("vega_lite_chart")]
    assert "Order 208 now" in text(at)


def test_service_is_sent_as_the_share_that_was_chosen(desk: Open, api: FakeApi) -> None:
    at = desk("views/calculate.py")
    click(at, "Calculate")
    assert api.items[-1]["service_level"] == pytest.approx(0.95)
    at.button_group(key="item_service_kind").set_value("of units")
    click(at, "Calculate")
    assert api.items[-1]["fill_rate"] == pytest.approx(0.95)
    assert "service_level" not in api.items[-1]


def test_a_refused_service_is_marked_beside_its_input(desk: Open, api: FakeApi) -> None:
    problem = FieldProblem(field="fill_rate", value="2", message="Must be below 1.", remedy="Enter 95.")
    api.refusal = ApiError("One value is refused.", fields=[problem])
    at = click(desk("views/calculate.py"), "Calculate")
    assert "Must be below 1" in "".join(one.value for one in at.markdown)
    assert "Must be below 1" not in at.error[0].value


def test_the_command_is_what_a_shell_takes_whatever_was_typed() -> None:
    item = {"sku": "O'Neil $HOME `x`", "demand": 5.0}
    words = shlex.split(command(item, "https://lotwise.example/api").replace("\\\n", " "))
    assert words[0] == "curl"
    assert "https://lotwise.example/api/eoq" in words
    assert json.loads(words[words.index("-d") + 1]) == item


def test_the_command_names_the_address_people_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTWISE_API_URL", "http://api:8000/")
    assert outer_api_url("https://lotwise.example/calculate") == "http://api:8000"
    monkeypatch.setenv("LOTWISE_ROOT_PATH", "/api")
    assert outer_api_url("https://lotwise.example:8443/calculate") == "https://lotwise.example:8443/api"
    assert outer_api_url(None) == "http://api:8000"


def test_breaks_on_the_units_beyond_them_are_sent_as_incremental(desk: Open, api: FakeApi) -> None:
    at = desk("views/calculate.py")
    click(at, "Calculate")
    assert "discount" not in api.items[-1]
    at.button_group(key="item_discount").set_value("the units beyond it")
    click(at, "Calculate")
    assert "discount" not in api.items[-1]  # nothing without a break
    tiers = {"edited_rows": {0: {"min_qty": 500.0, "unit_cost": 11.5}}}
    values = {"item_price_breaks": tiers, "item_discount": "the units beyond it"}
    assert item_form.item(values)["discount"] == "incremental"


def test_the_answer_says_which_breaks_it_is_of(desk: Open) -> None:
    assert "Computed without price breaks" in text(click(desk("views/calculate.py"), "Calculate"))
    tiers = {
        "edited_rows": {0: {"min_qty": 500.0, "unit_cost": 11.5}},
        "added_rows": [{"min_qty": 900.0}],
    }
    sent = item_form.item({"item_price_breaks": tiers, "item_currency": "EUR"})
    said = item_form.breaks_in_words(sent, ENGLISH)
    assert said == "Computed with prices of the whole order: from 500 units 11.50\xa0EUR."
