"""Behind a real nginx with TLS: limits on bodies hold before the API sees them, nobody lends an address."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from core.settings import Settings
from ops.debian import find
from tests.acceptance.front import client_of, running, trusting
from tests.acceptance.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(find("nginx") is None, reason="no nginx: sudo apt-get install nginx-light")

ITEM = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
MIB = 2**20


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    return {"LOTWISE_ROOT_PATH": "/api"}


@pytest.fixture(scope="module")
def front(empty_stack: Stack, server_folder: Path) -> Iterator[httpx.Client]:
    """A client of the API through nginx."""
    empty_stack.start_api()
    with running(empty_stack, server_folder / "nginx") as nginx, client_of(nginx, empty_stack) as client:
        yield client


def refused_by_nginx(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["server"] == "nginx"
    return problem


@pytest.mark.parametrize("path", ["/eoq", "/api/eoq"])
def test_an_item_is_decided_and_one_past_the_limit_never_reaches_the_api(
    front: httpx.Client, empty_stack: Stack, path: str
) -> None:
    assert front.post(path, json=ITEM).status_code == 200
    before = front.get("/api/calculations").json()["items"]
    problem = refused_by_nginx(front.post(path, json=ITEM | {"description": "x" * 65 * 1024}))
    # What the API would have said itself, so that a client needs to know one kind of refusal only.
    own = empty_stack.client.post("/eoq", json=ITEM | {"description": "x" * 65 * 1024}).json()
    assert problem | {"request_id": ""} == own | {"request_id": ""}
    # A body too large for the API is on record there, the one nginx kept away is not.
    after = front.get("/api/calculations").json()["items"]
    assert len(after) == len(before) + 1


def test_an_item_of_unknown_length_is_cut_off_too(front: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"demand": 1, "description": "'
        for _ in range(70):
            yield b"x" * 1024
        yield b'"}'

    answer = front.post("/api/eoq", content=pieces(), headers={"content-type": "application/json"})
    refused_by_nginx(answer)


def test_only_sheets_may_be_large(front: httpx.Client) -> None:
    lines = {"lines": [{"sku": "A", "date": "2026-01-02", "quantity": 1}] * 100_000}
    # Past the 4 MiB of other addresses, so that the API reads it and has something else to say.
    assert front.post("/api/catalogues/no-catalogue/demand", json=lines).status_code == 422
    large = b"SKU,Demand\n" + b"A,1\n" * (5 * MIB // 4)
    refused_by_nginx(front.post("/api/eoq/batch", content=large))
    sent = front.post("/api/jobs", files={"file": ("large.csv", large)})
    assert sent.status_code == 202
    assert sent.headers["location"].startswith("/api/jobs/")
    assert front.get(sent.headers["location"]).json()["file"]["size"] == len(large)


def test_nginx_takes_the_largest_sheet_the_api_does_and_little_more(front: httpx.Client) -> None:
    most = Settings.model_fields["max_upload_bytes"].default
    for size, status in ((most + MIB, 0), (most + 2 * MIB, 413)):
        told = announced(front, size)
        assert told == status, size


def announced(front: httpx.Client, size: int) -> int:
    """The answer to a body of which only the length is sent; 0 if it is waited for."""
    connection = http.client.HTTPSConnection(
        str(front.base_url.host), front.base_url.port, timeout=2, context=trusting()
    )
    connection.putrequest("POST", "/api/jobs")
    connection.putheader("x-api-key", front.headers["x-api-key"])
    connection.putheader("content-type", "multipart/form-data; boundary=b")
    connection.putheader("content-length", str(size))
    connection.endheaders()
    try:
        return connection.getresponse().status
    except TimeoutError:
        return 0
    finally:
        connection.close()


@pytest.mark.browser
def test_the_desk_works_behind_it(front: httpx.Client, empty_stack: Stack, browser: "Browser") -> None:
    from tests.acceptance.browsing import sign_in

    empty_stack.start_ui()
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.set_default_timeout(60_000)
    page.goto(str(front.base_url))
    sign_in(page, empty_stack.key)  # the page talks over a websocket, the cookie comes by a route of the desk


@pytest.mark.parametrize("path", ["/metrics", "/api/metrics", "/metrics/", "/api/metrics?x=1"])
def test_metrics_are_not_for_those_outside(front: httpx.Client, path: str) -> None:
    answer = front.get(path)
    assert (answer.status_code, answer.headers["server"]) == (404, "nginx")


def test_guessing_is_stopped_whatever_address_the_guesser_claims(front: httpx.Client) -> None:
    guess = {"email": "someone@example.com", "password": "a long enough guess"}
    # Guesses of the minute before count on: as many as are allowed fit into one only if it has just begun.
    told = [
        front.post("/api/token", json=guess, headers={"X-Forwarded-For": f"198.51.100.{at}"}).status_code
        for at in range(12)
    ]
    assert set(told) == {401, 429}
    assert told[-1] == 429
    assert told.count(401) <= 10


def test_the_callers_request_id_is_kept_and_a_made_one_given(front: httpx.Client) -> None:
    assert front.get("/ping", headers={"X-Request-Id": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert len({front.get("/api/ping").headers["x-request-id"] for _ in range(3)}) == 3
