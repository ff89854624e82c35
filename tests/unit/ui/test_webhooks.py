"""Administrators add webhooks, try them, and see what was told and what was answered."""

from copy import deepcopy
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.webhooks.words import CHOICES, Event
from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import FakeApi
from ui import delivery_list
from ui.asking.problems import ApiError
from ui.views import webhooks as view

BORN = "2026-11-22T08:12:44+00:00"
ID, DELIVERY_ID = "w-1", "d-1"
SECRET = "whsec_shown-this-once"
HOOK: dict[str, Any] = {
    "id": ID,
    "url": "https://hooks.example.com/lotwise",
    "events": ["job.finished"],
    "created_by": "user:1",
    "created_at": BORN,
    "old_until": None,
    "disabled_at": None,
    "disabled_reason": None,
    "failures": 0,
    "failing_since": None,
    "tried_at": None,
}
DELIVERY: dict[str, Any] = {
    "id": DELIVERY_ID,
    "webhook_id": ID,
    "event": "job.finished",
    "payload": {"type": "job.finished", "timestamp": BORN, "data": {"state": "succeeded"}},
    "state": "pending",
    "attempts": 2,
    "created_at": BORN,
    "next_at": BORN,
    "tried_at": BORN,
    "ended_at": None,
    "last_status": 500,
    "last_error": "answered 500",
    "last_response": "out of order",
}


@pytest.fixture
def admin(api: FakeApi) -> FakeApi:
    api.scopes = [*api.scopes, "admin"]
    api.doors |= {
        "GET /webhooks": {"items": [deepcopy(HOOK)]},
        "POST /webhooks": HOOK | {"secret": SECRET},
        f"POST /webhooks/{ID}/rotate": HOOK | {"secret": SECRET},
        f"POST /webhooks/{ID}/test?wait=10": DELIVERY
        | {"event": "webhook.test", "state": "delivered", "last_status": 204, "last_error": None},
        f"GET /webhooks/{ID}/deliveries?limit=10": {"items": [deepcopy(DELIVERY)], "next": None},
    }
    return api


def click(at: AppTest, label: str) -> AppTest:
    return next(one for one in at.button if one.label == label).click().run()


def test_the_desks_words_are_the_events_there_are() -> None:
    assert set(delivery_list.EVENTS) == set(Event)
    assert view._CHOICES == CHOICES


def test_webhooks_are_not_offered_to_others(desk: Open, api: FakeApi) -> None:
    with pytest.raises(ValueError, match="webhooks"):
        desk("views/account.py").switch_page("views/webhooks.py").run()


def test_a_webhook_is_added_and_its_secret_shown_once(desk: Open, admin: FakeApi) -> None:
    at = desk("views/webhooks.py")
    assert not at.exception
    at.text_input[0].input("https://hooks.example.com/new")
    at.checkbox[1].uncheck()
    click(at, "Add it")
    said = {"url": "https://hooks.example.com/new", "events": ["job.finished"]}
    assert admin.done == [("POST", "/webhooks", said)]
    assert [one.value for one in at.code] == [SECRET]
    click(at, "I have it")
    assert not at.code
    assert SECRET not in str(at.session_state)


def test_an_address_is_needed(desk: Open, admin: FakeApi) -> None:
    at = click(desk("views/webhooks.py"), "Add it")
    assert admin.done == []
    assert "Give the address" in text(at)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"state": "delivered", "last_status": 204, "last_error": None},
            "The test got through: answered 204.",
        ),
        ({"state": "given_up"}, "The test did not get through: answered 500."),
        ({"state": "pending", "last_status": None, "last_error": None}, "Nothing has come of the test yet"),
    ],
)
def test_a_test_says_what_came_of_it(desk: Open, admin: FakeApi, changes: dict[str, Any], words: str) -> None:
    admin.doors[f"POST /webhooks/{ID}/test?wait=10"] = DELIVERY | changes
    at = click(desk("views/webhooks.py"), "Send a test")
    assert not at.exception
    assert words in text(at)
    assert words not in text(at.run())


def test_deliveries_are_shown_when_asked_for_and_sent_again(desk: Open, admin: FakeApi) -> None:
    at = desk("views/webhooks.py")
    assert "out of order" not in str([one.value for one in at.code])
    at.toggle[0].set_value(True).run()
    assert not at.exception
    shown = text(at)
    assert "Tried again later" in shown
    assert "answered 500" in shown
    assert "tried 2 times" in shown
    assert [one.value for one in at.code] == ["out of order"]
    click(at, "Send again")
    assert admin.done == [("POST", f"/webhooks/{ID}/deliveries/{DELIVERY_ID}/resend", None)]


def test_a_disabled_webhook_says_why_and_can_be_enabled(desk: Open, admin: FakeApi) -> None:
    gone = HOOK | {"disabled_at": BORN, "disabled_reason": "its receiver answered 410 Gone", "failures": 3}
    admin.doors["GET /webhooks"] = {"items": [gone]}
    at = desk("views/webhooks.py")
    assert "its receiver answered 410 Gone" in text(at)
    assert "Send a test" not in [one.label for one in at.button]
    click(at, "Enable")
    assert admin.done == [("PATCH", f"/webhooks/{ID}", {"disabled": False})]


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Delete", ("DELETE", f"/webhooks/{ID}", None)),
        ("Replace the secret", ("POST", f"/webhooks/{ID}/rotate", None)),
    ],
)
def test_what_cannot_be_taken_back_is_asked_once_more(
    desk: Open, admin: FakeApi, label: str, asked: tuple[str, str, Any]
) -> None:
    at = click(desk("views/webhooks.py"), label)
    assert admin.done == []
    click(at, f"Yes, {label[0].lower()}{label[1:]}")
    assert admin.done == [asked]


def test_a_refusal_is_said_in_place(desk: Open, admin: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ApiError("url leads inside (127.0.0.1 is loopback).", remedy="Give another one.")

    monkeypatch.setattr("ui.asking.webhooks.make", refuse)
    at = desk("views/webhooks.py")
    at.text_input[0].input("http://127.0.0.1/")
    click(at, "Add it")
    assert "leads inside" in text(at)
