"""Sign-in, refresh, the end of both; keys made, rotated and ended over the API."""

import pytest

from core.db.access import users
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.roles import Role
from tests.integration.api.conftest import Api
from tests.integration.api.people import PASSWORD, bearer, key, person


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {"LOTWISE_LIMIT_SIGN_IN": "1000/minute"}


@pytest.fixture(autouse=True)
def _remember_for_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.remembering._MOST_REMEMBERED", 0)


def refresh(api: Api, token: str) -> tuple[int, str]:
    answer = api.client.post("/token/refresh", json={"refresh_token": token})
    return answer.status_code, answer.json().get("refresh_token", "")


def me(api: Api, headers: dict[str, str]) -> int:
    return api.client.get("/me", headers=headers).status_code


def test_a_person_signs_in_and_may_what_their_role_may(api: Api) -> None:
    viewer = person(api, Role.VIEWER)
    headers = viewer.headers(api)
    said = api.client.get("/me", headers=headers).json()
    assert said == {
        "caller": f"user:{viewer.user.id}",
        "name": viewer.user.name,
        "scopes": ["decide", "jobs:read"],
    }
    assert api.client.get("/jobs", headers=headers).status_code == 200
    sheet = {"file": ("a.csv", b"SKU\nA\n")}
    assert api.client.post("/jobs", headers=headers, files=sheet).status_code == 403


def test_wrong_password_unknown_and_disabled_people_are_refused_in_the_same_words(api: Api) -> None:
    known, gone = person(api, Role.VIEWER), person(api, Role.VIEWER)
    with transaction(api.engine) as connection:
        users.disable(connection, gone.user)
    said = set()
    pairs = (
        (known.user.email, "wrong password"),
        ("nobody@example.com", PASSWORD),
        (gone.user.email, PASSWORD),
    )
    for email, password in pairs:
        answer = api.client.post("/token", json={"email": email, "password": password})
        assert answer.status_code == 401
        said.add((answer.json()["code"], answer.json()["detail"], answer.json()["remedy"]))
        assert password not in answer.text
    assert len(said) == 1


def test_a_refresh_token_is_good_once_and_its_second_use_ends_the_whole_sign_in(api: Api) -> None:
    tokens = person(api, Role.PLANNER).sign_in(api)
    status, second = refresh(api, tokens["refresh_token"])
    assert status == 200
    assert me(api, bearer(tokens["access_token"])) == 200
    assert refresh(api, tokens["refresh_token"])[0] == 401
    assert refresh(api, second)[0] == 401
    assert me(api, bearer(tokens["access_token"])) == 401


@pytest.mark.parametrize("token", ["", "x", "lw_refresh_", "lw_refresh_" + "0" * 32 + "_" + "a" * 43])
def test_what_is_no_refresh_token_gives_nothing(api: Api, token: str) -> None:
    assert refresh(api, token)[0] == 401


def test_signing_out_ends_the_tokens(api: Api) -> None:
    tokens = person(api, Role.PLANNER).sign_in(api)
    headers = bearer(tokens["access_token"])
    said = {"refresh_token": tokens["refresh_token"]}
    assert api.client.post("/token/revoke", json=said, headers=headers).status_code == 204
    assert me(api, headers) == 401
    assert refresh(api, tokens["refresh_token"])[0] == 401


def test_a_changed_password_ends_every_sign_in(api: Api) -> None:
    someone = person(api, Role.PLANNER)
    tokens = someone.sign_in(api)
    headers = bearer(tokens["access_token"])
    wrong = {"current": "not the password", "new": "another long password"}
    assert api.client.put("/me/password", json=wrong, headers=headers).status_code == 403
    right = {"current": PASSWORD, "new": "another long password"}
    assert api.client.put("/me/password", json=right, headers=headers).status_code == 204
    assert me(api, headers) == 401
    assert refresh(api, tokens["refresh_token"])[0] == 401


def test_an_administrator_lets_people_in_and_out(api: Api) -> None:
    admin = person(api, Role.ADMIN).headers(api)
    made = api.client.post("/users", json={"email": "New@Example.com", "role": "planner"}, headers=admin)
    assert made.status_code == 201
    said = {"email": "new@example.com", "password": made.json()["password"]}
    theirs = bearer(api.client.post("/token", json=said).json()["access_token"])
    address = f"/users/{made.json()['id']}"
    assert api.client.patch(address, json={"role": "viewer"}, headers=admin).json()["role"] == "viewer"
    assert "jobs:write" not in api.client.get("/me", headers=theirs).json()["scopes"]
    reset = api.client.post(f"{address}/password", headers=admin).json()["password"]
    assert me(api, theirs) == 401
    theirs = bearer(api.client.post("/token", json={**said, "password": reset}).json()["access_token"])
    assert api.client.patch(address, json={"is_disabled": True}, headers=admin).json()["disabled_at"]
    assert me(api, theirs) == 401
    again = api.client.post("/users", json={"email": "new@example.com"}, headers=admin)
    assert (again.status_code, again.json()["code"]) == (409, "user_exists")
    done = api.client.get("/admin-actions", params={"target": f"user:{made.json()['id']}"}, headers=admin)
    actions = [one["action"] for one in done.json()["items"]]
    assert {"user_created", "user_changed", "user_disabled", "password_set", "signed_in"} == set(actions)
    assert made.json()["password"] not in done.text


def test_the_last_administrator_stays(api: Api) -> None:
    with transaction(api.engine) as connection:
        for one in users.every(connection, DEFAULT_WORKSPACE):
            if one.role is Role.ADMIN and one.disabled_at is None:
                connection.exec_driver_sql("DELETE FROM account WHERE id = %s", (str(one.id),))
    last = person(api, Role.ADMIN)
    headers = last.headers(api)
    for change in ({"is_disabled": True}, {"role": "viewer"}):
        answer = api.client.patch(f"/users/{last.user.id}", json=change, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


def test_a_key_is_made_used_rotated_and_ended(api: Api) -> None:
    admin = key(api, "admin")
    made = api.client.post("/keys", json={"name": "erp", "scopes": ["jobs:read"]}, headers=admin).json()
    first = {"x-api-key": made["key"]}
    assert api.client.get("/jobs", headers=first).status_code == 200
    assert api.client.get("/calculations", headers=first).status_code == 403
    turned = api.client.post(f"/keys/{made['id']}/rotate", json={"overlap_hours": 1}, headers=admin).json()
    second = {"x-api-key": turned["key"]}
    assert (me(api, first), me(api, second)) == (200, 200)
    assert turned["scopes"] == ["jobs:read"]
    listed = {one["id"]: one for one in api.client.get("/keys", headers=admin).json()["items"]}
    assert listed[made["id"]]["expires_at"]
    assert listed[made["id"]]["last_used_at"]
    assert made["key"] not in str(listed)
    assert api.client.delete(f"/keys/{turned['id']}", headers=admin).status_code == 204
    assert (me(api, first), me(api, second)) == (200, 401)
    ended = api.client.post(f"/keys/{turned['id']}/rotate", headers=admin)
    assert (ended.status_code, ended.json()["code"]) == (409, "key_ended")


def test_a_rotated_key_without_overlap_and_an_expired_key_are_refused(api: Api) -> None:
    admin = key(api, "admin")
    made = api.client.post("/keys", json={"name": "short"}, headers=admin).json()
    api.client.post(f"/keys/{made['id']}/rotate", json={"overlap_hours": 0}, headers=admin)
    assert me(api, {"x-api-key": made["key"]}) == 401


def test_a_key_with_a_scope_there_is_none_of_is_not_made(api: Api) -> None:
    answer = api.client.post("/keys", json={"name": "x", "scopes": ["root"]}, headers=key(api, "admin"))
    assert answer.status_code == 422


def test_everything_a_key_may_do_is_not_to_make_keys(api: Api) -> None:
    assert api.client.post("/keys", json={"name": "x"}, headers=key(api, "*")).status_code == 403
