"""Who may enter, what is told of a request, and what /ready says."""

import json
from typing import Any

import pytest

from core.db.access.keys import create_key, revoke_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.logs import configure
from tests.integration.api.conftest import PEPPER, Api

PLAIN = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}


@pytest.mark.parametrize("key", ["", "x", "lw_live_0123456789ab_", "\u00e9" * 20, "lw_live_" + "0" * 10_000])
def test_what_is_no_key_opens_nothing(api: Api, key: str) -> None:
    answer = api.client.get("/jobs", headers={b"x-api-key": key.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"]
    assert answer.json()["code"] == "not_signed_in"


def test_a_mistyped_key_is_refused(api: Api) -> None:
    key = str(api.client.headers["x-api-key"])
    wrong = key[:-12] + ("A" if key[-12] != "A" else "B") + key[-11:]
    assert api.client.get("/jobs", headers={"x-api-key": wrong}).status_code == 401


def test_a_new_key_opens_and_a_key_revoked_before_its_first_use_does_not(api: Api) -> None:
    with transaction(api.engine) as connection:
        used, unused = (create_key(connection, DEFAULT_WORKSPACE, "short", PEPPER) for _ in range(2))
        revoke_key(connection, DEFAULT_WORKSPACE, unused.id)
    assert api.client.get("/jobs", headers={"x-api-key": used.text}).status_code == 200
    assert api.client.get("/jobs", headers={"x-api-key": unused.text}).status_code == 401


def test_a_call_is_a_line_of_the_log_with_its_numbers(api: Api, logging_as_before: None) -> None:
    path = configure("app", data_dir=api.data_dir)
    answer = api.client.post("/eoq", json=PLAIN, headers={"x-request-id": "logged"})
    lines: list[dict[str, Any]] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    calculated = next(line for line in lines if line["event"] == "calculation")
    assert calculated["request_id"] == "logged"
    assert calculated["calculation_id"] == answer.json()["calculation_id"]
    assert (calculated["order_cost"], calculated["demand"], calculated["holding_cost"]) == (25, 1200, 0.9)
    assert calculated["eoq"] == answer.json()["eoq"]
    assert str(api.client.headers["x-api-key"]) not in path.read_text("utf-8")


def test_the_api_is_ready_with_postgresql_and_redis(api: Api) -> None:
    answer = api.client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "postgresql": "ok", "redis": "ok"})


def test_without_redis_the_api_is_degraded_and_still_ready(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from core import queue
    from core.errors import QueueUnavailable

    def away() -> None:
        raise QueueUnavailable

    monkeypatch.setattr(queue, "check", away)
    answer = api.client.get("/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


@pytest.mark.parametrize("path", ["/eoq", "/jobs"])
def test_a_body_over_the_limit_gets_its_answer_over_the_network_too(api: Api, path: str) -> None:
    pieces = (b" " * 2**20 for _ in range(8))
    answer = api.client.post(path, content=pieces, headers={"content-type": "application/json"})
    assert answer.status_code == (413 if path == "/eoq" else 415)
    assert answer.json()["remedy"]
