"""Lotwise's processes start, are seen, and stop by themselves."""

import httpx
import pytest

from tests.acceptance.stack import Stack, wait_for

pytestmark = pytest.mark.slow


def test_the_api_answers_and_its_servers_are_well(stack: Stack) -> None:
    assert stack.client.get("/ping").json() == {"status": "ok"}
    assert stack.client.get("/ready").json()["status"] == "ok"


def test_the_worker_shows_itself(stack: Stack) -> None:
    worker = wait_for(lambda: stack.client.get("/workers").json()["items"], "a worker")[0]
    assert worker["is_alive"]
    assert worker["processes"] == 2


def test_a_worker_told_to_stop_stops_by_itself(stack: Stack) -> None:
    assert stack.stop("worker-1")
    stack.restart("worker-1")


def test_an_api_told_to_stop_stops_by_itself_and_starts_on_the_same_port(stack: Stack) -> None:
    assert stack.stop("api")
    with pytest.raises(httpx.ConnectError):
        stack.client.get("/ping")
    stack.restart("api")
    assert stack.client.get("/ping").status_code == httpx.codes.OK
