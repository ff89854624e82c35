"""Webhooks over HTTP; how they are delivered is tested in `webhooks`."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from core.roles import Role
from tests.integration.api import people
from tests.integration.api.conftest import Api
from tests.integration.webhooks.receiver import Receiver, is_genuine, receiving
from worker.delivering import deliver_one

Admin = dict[str, str]


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {"LOTWISE_WEBHOOK_NETWORKS": "127.0.0.1", "LOTWISE_LIMIT_SIGN_IN": "1000/minute"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def admin(api: Api) -> Admin:
    """An administrator of a workspace of their own."""
    return people.person(api, Role.ADMIN, people.workspace(api)).headers(api)


@pytest.fixture
def hook(api: Api, admin: Admin, receiver: Receiver) -> dict[str, Any]:
    answer = api.client.post("/webhooks", json={"url": receiver.url}, headers=admin)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/webhooks/{made['id']}"
    assert answer.headers["Cache-Control"] == "no-store"
    return made


def test_a_webhook_is_made_shown_without_its_secret_changed_and_deleted(
    api: Api, admin: Admin, hook: dict[str, Any], receiver: Receiver
) -> None:
    here = f"/webhooks/{hook['id']}"
    secret = hook.pop("secret")
    assert secret.startswith("whsec_")
    assert hook["events"] == ["job.finished", "run.changed"]
    shown = api.client.get(here, headers=admin)
    assert shown.json() == hook
    assert api.client.get("/webhooks", headers=admin).json() == {"items": [hook]}
    changed = api.client.patch(here, json={"events": ["run.changed"], "disabled": True}, headers=admin).json()
    assert (changed["events"], changed["url"]) == (["run.changed"], receiver.url)
    assert changed["disabled_reason"].startswith("by user:")
    enabled = api.client.patch(here, json={"disabled": False}, headers=admin).json()
    assert (enabled["disabled_at"], enabled["disabled_reason"]) == (None, None)
    rotated = api.client.post(f"{here}/rotate", headers=admin)
    assert rotated.status_code == 201
    assert rotated.headers["Cache-Control"] == "no-store"
    assert rotated.json()["secret"] not in (secret, "")
    assert rotated.json()["old_until"] is not None
    assert api.client.delete(here, headers=admin).status_code == 204
    assert api.client.get(here, headers=admin).status_code == 404
    actions = api.client.get("/admin-actions", params={"target": f"webhook:{hook['id']}"}, headers=admin)
    assert [one["action"] for one in actions.json()["items"]] == [
        "webhook_deleted",
        "webhook_rotated",
        "webhook_changed",
        "webhook_changed",
        "webhook_created",
    ]
    assert secret not in actions.text


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706434:8000/",
        "http://0x7f.0.0.2/",
        "http://[::ffff:127.0.0.2]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://user:word@hooks.example.com/",
        "ftp://hooks.example.com/",
        "http://no-such-host.invalid/",
    ],
)
def test_an_address_inside_or_none_at_all_is_refused_by_field(
    api: Api, admin: Admin, hook: dict[str, Any], url: str
) -> None:
    refused = [
        api.client.post("/webhooks", json={"url": url}, headers=admin),
        api.client.patch(f"/webhooks/{hook['id']}", json={"url": url}, headers=admin),
    ]
    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_webhook"), answer.text
        (error,) = answer.json()["errors"]
        assert error["pointer"] == "/url"
        assert error["remedy"]
        assert "word" not in answer.text.replace("password", "")


def test_events_there_are_none_of_are_refused(api: Api, admin: Admin, receiver: Receiver) -> None:
    for events in (["job.started"], ["webhook.test"], []):
        body = {"url": receiver.url, "events": events}
        answer = api.client.post("/webhooks", json=body, headers=admin)
        assert answer.status_code == 422, events


def test_a_test_tells_what_came_of_it(
    api: Api, admin: Admin, hook: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answer_with(418, body=b"a teapot")
    here = f"/webhooks/{hook['id']}"
    waiting = api.client.post(f"{here}/test", params={"wait": 0}, headers=admin)
    assert (waiting.status_code, waiting.json()["state"]) == (202, "pending")
    assert deliver_one(api.engine)
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.02):
            deliver_one(api.engine)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work)
        try:
            answer = api.client.post(f"{here}/test", headers=admin)
        finally:
            stop.set()
    assert answer.status_code == 200
    told = answer.json()
    assert (told["event"], told["state"], told["attempts"]) == ("webhook.test", "given_up", 1)
    assert (told["last_status"], told["last_response"]) == (418, "a teapot")
    assert is_genuine(receiver.came[-1], hook["secret"])
    assert receiver.came[-1].said == told["payload"]


def test_deliveries_are_listed_in_pages_and_sent_again(
    api: Api, admin: Admin, hook: dict[str, Any], receiver: Receiver
) -> None:
    here = f"/webhooks/{hook['id']}"
    for _ in range(3):
        api.client.post(f"{here}/test", params={"wait": 0}, headers=admin)
        assert deliver_one(api.engine)
    first = api.client.get(f"{here}/deliveries", params={"limit": 2}, headers=admin).json()
    rest = api.client.get(
        f"{here}/deliveries", params={"limit": 2, "cursor": first["next"]}, headers=admin
    ).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    ids = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert ids == [came.id for came in receiver.came[::-1]]
    pending = api.client.get(f"{here}/deliveries", params={"state": "pending"}, headers=admin).json()
    assert pending == {"items": [], "next": None}
    again = api.client.post(f"{here}/deliveries/{ids[-1]}/resend", headers=admin)
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (202, "pending", 0)
    assert deliver_one(api.engine)
    assert receiver.came[-1].id == ids[-1]
    assert api.client.get(f"{here}/deliveries", params={"cursor": "x"}, headers=admin).status_code == 422
    missing = api.client.post(f"{here}/deliveries/{uuid4()}/resend", headers=admin)
    assert (missing.status_code, missing.json()["code"]) == (404, "delivery_not_found")
    api.client.patch(here, json={"disabled": True}, headers=admin)
    for path in (f"{here}/test", f"{here}/deliveries/{ids[0]}/resend"):
        answer = api.client.post(path, headers=admin)
        assert (answer.status_code, answer.json()["code"]) == (409, "webhook_disabled")


def test_a_cancelled_job_is_told_to_its_workspace_alone(api: Api, receiver: Receiver) -> None:
    here, there = people.workspace(api), people.workspace(api)
    planner = people.person(api, Role.ADMIN, here).headers(api)
    other = people.person(api, Role.ADMIN, there).headers(api)
    for who in (planner, other):
        assert api.client.post("/webhooks", json={"url": receiver.url}, headers=who).status_code == 201
    job = api.client.post("/jobs", files={"file": ("a.csv", b"sku,demand\na,1\n")}, headers=planner).json()
    assert api.client.post(f"/jobs/{job['id']}/cancel", headers=planner).json()["state"] == "cancelled"
    while deliver_one(api.engine):
        pass
    (came,) = receiver.came
    assert (came.said["data"]["job_id"], came.said["data"]["state"]) == (job["id"], "cancelled")


def test_another_workspace_sees_nothing_of_it(api: Api, admin: Admin, hook: dict[str, Any]) -> None:
    stranger = people.person(api, Role.ADMIN, people.workspace(api)).headers(api)
    here = f"/webhooks/{hook['id']}"
    api.client.post(f"{here}/test", params={"wait": 0}, headers=admin)
    assert deliver_one(api.engine)
    (made,) = api.client.get(f"{here}/deliveries", headers=admin).json()["items"]
    assert api.client.get("/webhooks", headers=stranger).json() == {"items": []}
    for method, path in (
        ("GET", here),
        ("PATCH", here),
        ("DELETE", here),
        ("POST", f"{here}/test"),
        ("POST", f"{here}/rotate"),
        ("GET", f"{here}/deliveries"),
        ("POST", f"{here}/deliveries/{made['id']}/resend"),
    ):
        body: dict[str, str] | None = {} if method == "PATCH" else None
        answer = api.client.request(method, path, headers=stranger, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "webhook_not_found"), (method, path)


def test_only_administrators_have_webhooks(api: Api, receiver: Receiver) -> None:
    everything = api.client.post("/webhooks", json={"url": receiver.url})
    planner = people.person(api, Role.PLANNER).headers(api)
    for answer in (everything, api.client.get("/webhooks", headers=planner)):
        assert answer.status_code == httpx.codes.FORBIDDEN


def test_a_workspace_has_so_many_webhooks_and_no_more(api: Api, admin: Admin, receiver: Receiver) -> None:
    made = [api.client.post("/webhooks", json={"url": receiver.url}, headers=admin) for _ in range(21)]
    assert [one.status_code for one in made] == [201] * 20 + [409]
    assert made[-1].json()["code"] == "too_many_webhooks"
