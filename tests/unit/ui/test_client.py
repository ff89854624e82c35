"""The client says every failure of the API in the planner's words, and sends what it was given."""

import io
import json
from collections.abc import Callable
from types import SimpleNamespace

import httpx
import pytest
import uvicorn

from ui import access
from ui.asking import client as client_module
from ui.asking.administration import change_password
from ui.asking.client import IDLE_SECONDS, Client
from ui.asking.problems import ApiAway, ApiError, NotSignedIn

PROBLEM = {
    "title": "Unprocessable Content",
    "status": 422,
    "detail": "One or more fields of the item are refused.",
    "code": "invalid_item",
    "request_id": "r-1",
    "remedy": "Mend them.",
    "errors": [
        {
            "pointer": "/demand",
            "field": "demand",
            "value": "x",
            "code": "c",
            "message": "No.",
            "remedy": "Yes.",
        }
    ],
}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client("secret", httpx.Client(base_url="http://api", transport=httpx.MockTransport(answer)))


def test_the_key_travels_in_the_header_only() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["x-api-key"] == "secret"
        assert "secret" not in str(request.url)
        return httpx.Response(200, json={"items": [], "next": None})

    client(answer).me()


def test_a_problem_keeps_its_words_its_remedy_and_its_fields() -> None:
    with pytest.raises(ApiError) as caught:
        client(lambda _: httpx.Response(422, json=PROBLEM)).calculate({"demand": "x"})
    assert caught.value.message == PROBLEM["detail"]
    assert caught.value.remedy == "Mend them."
    assert [problem.field for problem in caught.value.fields] == ["demand"]
    assert caught.value.request_id == "r-1"


def test_401_is_a_refused_key() -> None:
    with pytest.raises(NotSignedIn, match="not accepted"):
        client(lambda _: httpx.Response(401, json={"detail": "x"})).me()


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(502, text="<html>bad gateway</html>"),
        httpx.Response(503, text=""),
        httpx.Response(503, json={"detail": "PostgreSQL does not answer.", "code": "database_unavailable"}),
        httpx.Response(504),
    ],
)
def test_what_cannot_work_now_is_worth_asking_again(response: httpx.Response) -> None:
    with pytest.raises(ApiAway) as caught:
        client(lambda _: response).job("1")
    assert caught.value.remedy


@pytest.mark.parametrize("failure", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_an_api_that_is_down_is_said(failure: type[httpx.TransportError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise failure("gone", request=request)

    asked = client(answer)
    with pytest.raises(ApiAway, match="does not answer"):
        asked.job("1")
    with pytest.raises(ApiAway, match="does not answer"), asked.download("/template.xlsx"):
        pass
    assert not asked.is_up()


def test_an_error_without_a_body_still_gives_a_sentence() -> None:
    with pytest.raises(ApiError, match="error 500"):
        client(lambda _: httpx.Response(500, text="oops")).job("1")


def test_an_upload_in_flight_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_IN_FLIGHT_PAUSE_SECONDS", 0.0)
    bodies: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        assert request.headers["Idempotency-Key"] == "k"
        if len(bodies) == 1:
            return httpx.Response(409, json={"detail": "In flight.", "code": "idempotency_in_flight"})
        return httpx.Response(202, json={"id": "1"})

    job = client(answer).create_job("f-1", {"as_of": "2026-01-01"}, idempotency_key="k")
    assert job == {"id": "1"}
    assert all(b"f-1" in body and b'{"as_of": "2026-01-01"}' in body for body in bodies)


def test_a_sheet_is_sent_to_be_looked_at() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/sheets/inspect"
        sent = request.read()
        assert b'filename="a.csv"' in sent
        assert b'{"decimal": ","}' in sent
        return httpx.Response(200, json={"file_id": "f-1"})

    read = io.BytesIO(b"sku")
    read.read()
    assert client(answer).inspect("a.csv", read, "text/csv", {"decimal": ","}) == {"file_id": "f-1"}


def test_filters_left_empty_are_not_sent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert dict(request.url.params) == {"limit": "100", "order_now": "true"}
        return httpx.Response(200, content=json.dumps({"items": [], "next": None}))

    client(answer).decisions("1", limit=100, cursor=None, wanted={"order_now": "true", "text": ""})


def test_a_refused_download_is_an_error_and_not_a_file() -> None:
    asked = client(lambda _: httpx.Response(409, json={"detail": "The job has not finished yet."}))
    with pytest.raises(ApiError, match="not finished"), asked.download("/jobs/1/decisions.csv"):
        pass


def test_guesses_at_passwords_are_counted_for_the_visitor_and_not_for_the_desk() -> None:
    seen: list[tuple[str, str | None]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, request.headers.get("x-forwarded-for")))
        return httpx.Response(200, json={"access_token": "a", "refresh_token": "r", "expires_in": 900})

    api = httpx.Client(base_url="http://api", transport=httpx.MockTransport(answer))
    tokens = client_module.signed_in("ann@example.com", "secret", api, seen_from="192.0.2.7, 127.0.0.1")
    change_password(Client(tokens, api), "old", "new", seen_from="192.0.2.7")
    assert seen == [("/token", "192.0.2.7, 127.0.0.1"), ("/me/password", "192.0.2.7")]


@pytest.mark.parametrize(
    ("forwarded", "address", "said"),
    [([], None, "127.0.0.1"), (["192.0.2.7"], None, "192.0.2.7, 127.0.0.1"), ([], "192.0.2.7", "192.0.2.7")],
)
def test_where_a_visitor_is_is_what_proxies_wrote_and_who_spoke_last(
    monkeypatch: pytest.MonkeyPatch, forwarded: list[str], address: str | None, said: str
) -> None:
    headers = SimpleNamespace(get_all=lambda name: forwarded if name.lower() == "x-forwarded-for" else [])
    monkeypatch.setattr("streamlit.context", SimpleNamespace(headers=headers, ip_address=address))
    assert access.seen_from() == said


def test_an_idle_connection_is_let_go_before_the_api_closes_it() -> None:
    assert uvicorn.Config("api.main:app").timeout_keep_alive > IDLE_SECONDS
