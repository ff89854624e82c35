"""Administrators manage people and keys from the desk; everybody sees who they are."""

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.passwords import LEAST_CHARACTERS, MOST_CHARACTERS
from core.roles import EVERYTHING, Role, Scope
from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import FakeApi
from ui import rights
from ui.asking.problems import ApiError, NotSignedIn
from ui.views import keys as keys_view

BORN = "2026-11-22T08:12:44+00:00"
ANN: dict[str, Any] = {
    "id": "u-ann",
    "email": "ann@example.com",
    "name": "Ann",
    "role": "admin",
    "created_at": BORN,
    "password_changed_at": BORN,
    "signed_in_at": BORN,
    "disabled_at": None,
}
BOB = ANN | {"id": "u-bob", "email": "bob@example.com", "name": "Bob", "role": "viewer", "signed_in_at": None}
KEY: dict[str, Any] = {
    "id": "0123456789ab",
    "name": "ERP",
    "scopes": ["decide"],
    "created_at": BORN,
    "expires_at": None,
    "last_used_at": None,
    "revoked_at": None,
}
SECRET = "lw_live_0123456789ab_shown-this-once"


@pytest.fixture
def admin(api: FakeApi) -> FakeApi:
    api.scopes = [*api.scopes, "admin"]
    api.doors = {
        "GET /users": {"items": [ANN, BOB]},
        "POST /users": ANN | {"email": "new@example.com", "password": SECRET},
        "POST /users/u-bob/password": {"password": SECRET},
        "GET /keys": {"items": [KEY]},
        "POST /keys": KEY | {"key": SECRET},
        f"POST /keys/{KEY['id']}/rotate": KEY | {"key": SECRET},
    }
    return api


def click(at: AppTest, label: str, key: str = "") -> AppTest:
    return next(one for one in at.button if one.label == label and key in (one.key or "")).click().run()


def labels(at: AppTest) -> list[str]:
    return [one.label for one in at.button]


def shown(at: AppTest) -> list[str]:
    return [one.value for one in at.code]


def test_the_desks_words_are_the_roles_and_scopes_there_are() -> None:
    assert set(rights.ROLES) == set(Role)
    assert set(rights.SCOPES) == {EVERYTHING, *Scope}


def test_what_administrators_do_is_not_offered_to_others(desk: Open, api: FakeApi) -> None:
    at = desk("views/account.py")
    assert "admin" not in api.scopes
    with pytest.raises(ValueError, match=re.escape("views/people.py")):
        at.switch_page("views/people.py").run()


def test_somebody_is_let_in_and_the_password_is_shown_once(desk: Open, admin: FakeApi) -> None:
    at = desk("views/people.py")
    next(one for one in at.text_input if one.label == "E-mail address").input("new@example.com")
    click(at, "Let in")
    assert admin.done == [("POST", "/users", {"email": "new@example.com", "name": "", "role": "viewer"})]
    assert shown(at) == [SECRET]
    click(at, "I have it")
    assert shown(at) == []


def test_a_secret_is_gone_when_its_page_is_left(desk: Open, admin: FakeApi) -> None:
    at = desk("views/people.py")
    click(at, "Let in")
    assert shown(at) == [SECRET]
    at.switch_page("views/keys.py").run()
    assert shown(at) == []
    at.switch_page("views/people.py").run()
    assert shown(at) == []
    assert SECRET not in str(at.session_state)


def test_a_role_is_changed(desk: Open, admin: FakeApi) -> None:
    at = desk("views/people.py")
    next(one for one in at.selectbox if one.key == "role_u-bob").select("planner").run()
    click(at, "Save the role")
    assert admin.done == [("PATCH", "/users/u-bob", {"role": "planner"})]


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Shut out", ("PATCH", "/users/u-bob", {"is_disabled": True})),
        ("New password", ("POST", "/users/u-bob/password", None)),
    ],
)
def test_what_cannot_be_taken_back_is_asked_once_more(
    desk: Open, admin: FakeApi, label: str, asked: tuple[str, str, Any]
) -> None:
    at = click(desk("views/people.py"), label, "u-bob")
    assert admin.done == []
    click(at, "No")
    assert label in labels(at)
    click(click(at, label, "u-bob"), f"Yes, {label[0].lower()}{label[1:]}")
    assert admin.done == [asked]
    assert label in labels(at)


def test_who_was_shut_out_is_let_in_again(desk: Open, admin: FakeApi) -> None:
    admin.doors["GET /users"] = {"items": [ANN, BOB | {"disabled_at": BORN}]}
    click(desk("views/people.py"), "Let in again")
    assert admin.done == [("PATCH", "/users/u-bob", {"is_disabled": False})]


def test_a_refusal_is_said_and_the_list_stays(
    desk: Open, admin: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ApiError("A workspace keeps an administrator.", remedy="Make somebody else one first.")

    monkeypatch.setattr("ui.asking.administration.set_disabled", refuse)
    at = click(desk("views/people.py"), "Shut out", "u-ann")
    click(at, "Yes, shut out")
    assert "keeps an administrator" in at.error[0].value
    assert "bob@example.com" in " ".join(one.label for one in at.expander).replace("\\", "")


def test_a_key_is_made_shown_once_and_ended(desk: Open, admin: FakeApi) -> None:
    at = desk("views/keys.py")
    next(one for one in at.text_input if one.label == "What it is for").input("ERP")
    next(one for one in at.checkbox if "jobs:read" in one.label).check()
    next(one for one in at.selectbox if one.label == "Good").select("90 days")
    click(at, "Make the key")
    said = {"name": "ERP", "scopes": ["decide", "jobs:read"], "expires_in_days": 90.0}
    assert admin.done == [("POST", "/keys", said)]
    assert shown(at) == [SECRET]
    click(at, "I have it")
    assert shown(at) == []
    click(click(at, "Revoke"), "Yes, revoke")
    assert admin.done[1:] == [("DELETE", "/keys/0123456789ab", None)]


def test_a_key_is_replaced_by_one_that_is_shown(desk: Open, admin: FakeApi) -> None:
    at = click(desk("views/keys.py"), "Replace")
    assert admin.done == [("POST", "/keys/0123456789ab/rotate", {"overlap_hours": 24.0})]
    assert shown(at) == [SECRET]


def test_a_key_for_nothing_or_without_a_name_is_not_asked_for(desk: Open, admin: FakeApi) -> None:
    at = click(desk("views/keys.py"), "Make the key")
    assert "Say what the key is for" in at.error[0].value
    assert admin.done == []


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "In use"),
        ({"expires_at": "2999-01-01T00:00:00+00:00"}, "In use"),
        ({"expires_at": BORN.replace("2026", "2020")}, "Expired"),
        ({"revoked_at": BORN}, "Revoked"),
    ],
)
def test_a_key_says_whether_it_still_opens(changes: dict[str, str], label: str) -> None:
    assert keys_view.state(KEY | changes).label == label


def test_a_key_that_has_ended_is_neither_replaced_nor_revoked(desk: Open, admin: FakeApi) -> None:
    admin.doors["GET /keys"] = {"items": [KEY | {"revoked_at": BORN}]}
    assert not {"Replace", "Revoke"} & set(labels(desk("views/keys.py")))


def test_names_of_others_are_shown_as_they_are_and_never_as_formatting(desk: Open, admin: FakeApi) -> None:
    admin.doors["GET /keys"] = {"items": [KEY | {"name": "[x](http://evil) **b**"}]}
    assert "[x](http" not in " ".join(one.label for one in desk("views/keys.py").expander)


def test_everybody_sees_who_they_are(desk: Open, api: FakeApi) -> None:
    at = desk("views/account.py")
    assert "**Ann**" in text(at)
    assert "see jobs, decisions and files" in text(at)
    api.caller = "key:1"
    at.run()
    assert "an API key" in text(at)
    assert not at.text_input  # a key has no password


@pytest.fixture(autouse=True)
def _seen_from(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where an AppTest is asked from, Streamlit answers with a mock.
    monkeypatch.setattr("ui.access.seen_from", lambda: "192.0.2.7")


def type_passwords(at: AppTest, *values: str) -> AppTest:
    for one, value in zip(at.text_input, values, strict=True):
        one.input(value)
    return click(at, "Change password")


def test_a_new_password_is_sent_and_signs_out(desk: Open, api: FakeApi) -> None:
    at = type_passwords(desk("views/account.py"), "old", "a new long password", "a new long password")
    said = {"current": "old", "new": "a new long password"}
    assert api.done == [("PUT", "/me/password", said)]
    assert "Your password is changed" in text(at)
    assert "Sign in" in labels(at)


@pytest.mark.parametrize("values", [("old", "one", "another"), ("", "one", "one"), ("old", "", "")])
def test_passwords_that_cannot_be_meant_are_not_sent(
    desk: Open, api: FakeApi, values: tuple[str, str, str]
) -> None:
    at = type_passwords(desk("views/account.py"), *values)
    assert at.error
    assert api.done == []


def test_a_sign_in_that_has_ended_leads_back_to_the_door(
    desk: Open, admin: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotSignedIn("This key is not accepted.")

    monkeypatch.setattr("ui.asking.administration.revoke_key", refuse)
    at = click(desk("views/keys.py"), "Revoke")
    click(at, "Yes, revoke")
    assert "Sign in" in labels(at)


def test_the_length_of_a_password_is_said_as_it_is() -> None:
    source = Path("ui/views/account.py").read_text("utf-8")
    assert f"{LEAST_CHARACTERS} to {MOST_CHARACTERS} characters" in source
