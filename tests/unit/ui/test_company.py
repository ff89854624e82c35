"""What the company assumes is shown in the planner's units and kept in the API's."""

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import FakeApi
from ui.asking.problems import ApiError


def test_what_is_kept_is_shown_and_what_is_set_is_sent(desk: Open, api: FakeApi) -> None:
    at = desk("views/company.py")
    shown = {one.label: one for one in at.number_input}
    assert shown["Holding (% a year)"].value == 20
    shown["Service (%)"].set_value(95)
    next(button for button in at.button if button.label == "Save").click().run()
    assert api.company == {"defaults": {"order_cost": 45, "holding_rate": 0.2, "service_level": 0.95}}
    assert "Saved" in at.success[0].value


def test_a_refusal_is_said(desk: Open, api: FakeApi) -> None:
    at = desk("views/company.py")
    api.refusal = ApiError("service_level is 95.", remedy="Give a share below 1.")
    next(button for button in at.button if button.label == "Save").click().run()
    assert not at.exception
    assert at.warning or at.error


def test_who_may_not_change_them_reads_them_and_sees_no_button(desk: Open, api: FakeApi) -> None:
    api.scopes = ["decide", "jobs:read"]
    at = desk("views/company.py")
    assert "Holding (% a year): **20**" in text(at)
    assert "Save" not in [button.label for button in at.button]
    assert not at.number_input
