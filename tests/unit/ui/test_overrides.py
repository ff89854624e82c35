"""Overrides in the desk: listed with their state, set by a form, ended after a question."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import FakeApi
from tests.unit.ui.test_catalogues import CATALOGUE, CATALOGUE_ID
from ui.asking.client import Json

AT = f"/catalogues/{CATALOGUE_ID}/overrides"
OVERRIDE: Json = {
    "sku": "007",
    "location": "Berlin",
    "order_quantity": None,
    "reorder_point": 60.0,
    "service_level": 0.99,
    "demand_factor": 1.2,
    "do_not_order": None,
    "lifecycle": "phase_out",
    "replaced_by": "008",
    "expires_on": "2026-11-25",
    "reason": "promotion [x](http://evil)",
    "set_by": "anna@x",
    "set_at": "2026-11-20T06:00:00+00:00",
    "state": "active",
    "ends_soon": True,
    "is_in_catalogue": True,
}
EXPIRED = OVERRIDE | {"sku": "006", "state": "expired", "ends_soon": False, "is_in_catalogue": False}
TAKEN: Json = {"created": 1, "changed": 0, "unchanged": 0, "ended": 0, "unknown_total": 0, "errors": []}


@pytest.fixture
def kept(api: FakeApi) -> FakeApi:
    """The API with a catalogue in it that has overrides."""
    api.doors |= {
        f"GET /catalogues/{CATALOGUE_ID}": dict(CATALOGUE),
        f"GET {AT}?limit=100&state=active": {"items": [OVERRIDE], "next": None},
        f"GET {AT}?limit=100&state=expired": {"items": [EXPIRED], "next": None},
        f"PATCH {AT}": dict(TAKEN),
    }
    return api


def section(desk: Open) -> AppTest:
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID)
    shown: AppTest = at.button_group(key="catalogue_section").set_value("Overrides").run()
    assert not shown.exception
    return shown


def press(at: AppTest, label: str) -> AppTest:
    done: AppTest = next(one for one in at.button if one.label == label).click().run()
    assert not done.exception
    return done


def test_overrides_are_listed_with_what_they_set_and_until_when(desk: Open, kept: FakeApi) -> None:
    row = section(desk).dataframe[0].value.iloc[0]
    assert (row["SKU"], row["Location"], row["By"]) == ("007", "Berlin", "anna@x")
    assert row["Set"].replace("\N{NO-BREAK SPACE}", " ") == (
        "reorder point 60, service level 99 %, demand at 120 %, being phased out, replaced by 008"
    )
    assert row["Until"].startswith("soon: 25")


def test_expired_ones_are_shown_as_expired(desk: Open, kept: FakeApi) -> None:
    at = section(desk)
    at = at.button_group(key="overrides_state").set_value("Expired").run()
    row = at.dataframe[0].value.iloc[0]
    assert row["Until"].startswith("expired: 25")
    assert row["Item"] == "not in the catalogue now"


def test_one_is_set(desk: Open, kept: FakeApi) -> None:
    at = section(desk)
    at.text_input(key="override_sku").set_value("007")
    at.number_input(key="override_level").set_value(60.0)
    at.number_input(key="override_service").set_value(99.0)
    at.number_input(key="override_factor").set_value(120.0)
    at.text_input(key="override_reason").set_value("promotion")
    press(at, "Set the override")
    assert kept.done == [
        (
            "PATCH",
            AT,
            {
                "rows": [
                    {
                        "sku": "007",
                        "location": None,
                        "order_quantity": None,
                        "reorder_point": 60.0,
                        "service_level": 0.99,
                        "demand_factor": 1.2,
                        "lifecycle": None,
                        "do_not_order": None,
                        "replaced_by": None,
                        "expires_on": None,
                        "reason": "promotion",
                    }
                ]
            },
        )
    ]


def test_nothing_set_is_not_sent(desk: Open, kept: FakeApi) -> None:
    at = section(desk)
    at.text_input(key="override_sku").set_value("007")
    assert "at least one thing" in text(press(at, "Set the override"))
    assert kept.done == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"unknown_total": 1}, "no item 007"),
        ({"errors": [{"message": "replaced_by leads back", "remedy": "End one."}]}, "leads back"),
    ],
)
def test_what_is_refused_is_said(desk: Open, kept: FakeApi, answer: Json, said: str) -> None:
    kept.doors[f"PATCH {AT}"] = TAKEN | {"created": 0} | answer
    at = section(desk)
    at.text_input(key="override_sku").set_value("007")
    at.checkbox(key="override_stop").check()
    assert said in text(press(at, "Set the override")).replace("\\", "")


def test_one_is_ended_after_a_question(desk: Open, kept: FakeApi) -> None:
    at = press(press(section(desk), "End it"), "Yes, end it")
    assert not at.exception
    assert kept.done == [("DELETE", f"{AT}?sku=007&location=Berlin", None)]


def test_whoever_may_only_look_is_offered_no_form(desk: Open, kept: FakeApi) -> None:
    kept.scopes = ["jobs:read"]
    at = section(desk)
    assert [one.label for one in at.button if not one.disabled] == ["Sign out"]


def test_a_catalogue_without_any_says_so(desk: Open, kept: FakeApi) -> None:
    kept.doors[f"GET {AT}?limit=100&state=active"] = {"items": [], "next": None}
    assert "as they are calculated" in text(section(desk))
