"""Every error is a problem (RFC 9457), whoever raises it."""

import json
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.bodies import OPEN_ROUTES
from core.errors import DatabaseUnavailable, InvalidItem
from tests.unit.api.support import WELL_FORMED_KEY, Client, make_app

# Whoever watches over the process has no key, and whoever signs in not yet.
OPEN = {"/ping", "/ready", *OPEN_ROUTES}
_MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}


def _problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body.keys() >= _MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


def test_an_unknown_address_is_a_problem(client: Client) -> None:
    _problem(client.get("/nowhere"), 404, "route_not_found")


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: Client) -> None:
    answer = client.get("/eoq")
    _problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_an_unknown_field_is_named(client: Client) -> None:
    body = _problem(client.post("/eoq", json={"demnd": 5}), 422, "validation_failed")
    assert body["errors"] == [
        {
            "pointer": "/demnd",
            "field": "demnd",
            "value": "5",
            "code": "unknown_field",
            "message": "demnd: is not a field Lotwise knows",
            "remedy": "Check the spelling, or leave it out.",
        }
    ]


def test_each_refused_value_of_an_item_is_named(client: Client) -> None:
    answer = client.post("/eoq", json={"demand": True, "order_cost": "abc", "sku": 5, "as_of": "soon"})
    errors = _problem(answer, 422, "validation_failed")["errors"]
    assert isinstance(errors, list)
    assert [(entry["field"], entry["value"]) for entry in errors] == [
        ("sku", "5"),
        ("demand", "true"),
        ("order_cost", "abc"),
        ("as_of", "soon"),
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused_with_field_and_value(client: Client, number: str) -> None:
    answer = client.post(
        "/eoq", content=f'{{"demand": {number}}}', headers={"content-type": "application/json"}
    )
    errors = _problem(answer, 422, "validation_failed")["errors"]
    assert isinstance(errors, list)
    assert errors[0]["field"] == "demand"
    assert errors[0]["code"] == "not_finite"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 422, "validation_failed"),
        (b"", 422, "validation_failed"),
        (b"[1, 2]", 422, "validation_failed"),
        (b'{"sku": "\xff"}', 400, "bad_request"),
        (b"[" * 60_000, 400, "bad_request"),
        (b'{"demand": ' + b"9" * 5_000 + b"}", 400, "bad_request"),
        (b'{"sku": "\\ud800"}', 422, "validation_failed"),
        (b'{"\\ud800": 1}', 422, "validation_failed"),
    ],
)
def test_a_broken_body_is_a_problem(client: Client, content: bytes, status: int, code: str) -> None:
    answer = client.post("/eoq", content=content, headers={"content-type": "application/json"})
    _problem(answer, status, code)


def test_a_body_without_its_kind_is_refused_with_the_remedy(client: Client) -> None:
    body = _problem(client.post("/eoq", content=b'{"demand": 1}'), 422, "validation_failed")
    assert "Content-Type: application/json" in json.dumps(body["remedy"])


def test_without_a_key_the_answer_says_which_header_is_needed(stranger: Client) -> None:
    answer = stranger.get("/jobs")
    assert "x-api-key" in str(_problem(answer, 401, "not_signed_in")["remedy"])
    assert "ApiKey" in answer.headers["www-authenticate"]


def test_no_address_is_open_but_those_listed(stranger: Client) -> None:
    document = stranger.get("/openapi.json").json()
    walked = [(path, method) for path, methods in document["paths"].items() for method in methods]
    assert len(walked) > 10
    for path, method in walked:
        answer = stranger.request(
            method.upper(), path.replace("{job_id}", "4" * 8 + "-0000-4000-8000-" + "0" * 12)
        )
        assert (answer.status_code == 401) != (path in OPEN), path


def test_the_document_says_which_addresses_need_a_key(stranger: Client) -> None:
    document = stranger.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert ("security" in operation) != (path in OPEN), path
            assert operation["summary"]
            assert operation["tags"]


def test_the_document_refers_to_nothing_it_does_not_hold(stranger: Client) -> None:
    text = stranger.get("/openapi.json").text
    held = json.loads(text)["components"]["schemas"]
    for name in (part.split('"')[0] for part in text.split("#/components/schemas/")[1:]):
        assert name in held


def _with_failing_route(app: FastAPI, error: Exception) -> Client:
    @app.get("/fails")
    async def fails() -> None:
        raise error

    return Client(app)


def test_what_nobody_foresaw_is_told_without_its_inside(tmp_path: Path) -> None:
    client = _with_failing_route(make_app(tmp_path), ValueError("the secret inside"))
    answer = client.get("/fails")
    body = _problem(answer, 500, "internal_error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert str(body["request_id"]) in str(body)


def test_postgresql_away_is_a_503_that_says_when_to_come_back(tmp_path: Path) -> None:
    answer = _with_failing_route(make_app(tmp_path), DatabaseUnavailable()).get("/fails")
    _problem(answer, 503, "database_unavailable")
    assert answer.headers["retry-after"] == "2"


def test_an_error_without_a_message_says_its_default(tmp_path: Path) -> None:
    answer = _with_failing_route(make_app(tmp_path), InvalidItem()).get("/fails")
    assert _problem(answer, 422, "invalid_item")["detail"] == "One or more fields of the item are refused."


def test_a_key_is_not_looked_for_while_postgresql_is_away(stranger: Client) -> None:
    answer = stranger.get("/jobs", headers={"x-api-key": WELL_FORMED_KEY})
    _problem(answer, 503, "database_unavailable")


def test_ready_says_what_is_missing(stranger: Client) -> None:
    answer = stranger.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["postgresql"] == "away"
    assert answer.headers["retry-after"] == "2"


def test_ping_needs_nothing(stranger: Client) -> None:
    assert stranger.get("/ping").json() == {"status": "ok"}


@pytest.mark.parametrize("given", ["abc-123", "A.b_c:d", "x" * 64])
def test_a_request_id_is_taken_over(stranger: Client, given: str) -> None:
    assert stranger.get("/ping", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, 'a"b', "a\tb", "<script>"])
def test_a_request_id_that_could_forge_a_line_is_replaced(stranger: Client, given: str) -> None:
    made = stranger.get("/ping", headers={"x-request-id": given}).headers["x-request-id"]
    assert made != given
    assert len(made) == 32
