"""What an answer tells browsers, what the settings refuse, and what names from outside cannot do."""

import json
import logging
from pathlib import Path

import httpx
import pytest
import structlog
from pydantic import BaseModel, ValidationError

from api.names import attachment, clean_file_name
from core import logs
from core.settings import DEVELOPMENT_PEPPER, Settings
from tests.unit.api.support import WELL_FORMED_KEY, Client, make_app

EVERY_KIND = [("GET", "/ping"), ("GET", "/nowhere"), ("GET", "/eoq"), ("POST", "/jobs"), ("GET", "/jobs")]


@pytest.mark.parametrize(("method", "path"), EVERY_KIND)
def test_every_answer_forbids_what_browsers_may_otherwise_do(
    stranger: Client, method: str, path: str
) -> None:
    headers = stranger.request(method, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in headers or "uvicorn" not in headers["server"]


def test_an_unforeseen_error_carries_them_too(tmp_path: Path) -> None:
    app = make_app(tmp_path)

    @app.get("/fails")
    async def fails() -> None:
        raise RuntimeError("a detail of ours")

    answer = Client(app).get("/fails")
    assert (answer.status_code, answer.headers["x-frame-options"]) == (500, "DENY")
    assert "detail of ours" not in answer.text


def _asked_by_a_page(client: Client) -> tuple[httpx.Response, httpx.Response]:
    asking = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    return client.request("OPTIONS", "/eoq", headers=asking), client.get("/ping", headers=asking)


def test_no_page_of_another_origin_may_call_unless_a_setting_names_it(tmp_path: Path) -> None:
    for answer in _asked_by_a_page(Client(make_app(tmp_path))):
        assert not [name for name in answer.headers if name.startswith("access-control")]
    other = Client(make_app(tmp_path, allowed_origins="https://desk.example"))
    for answer in _asked_by_a_page(other):
        assert "access-control-allow-origin" not in answer.headers
    named = Client(make_app(tmp_path, allowed_origins="https://desk.example, https://evil.example"))
    for answer in _asked_by_a_page(named):
        assert answer.headers["access-control-allow-origin"] == "https://evil.example"


@pytest.mark.parametrize(
    ("docs", "environment", "status"),
    [
        ("development", "development", 200),
        ("development", "production", 404),
        ("always", "production", 200),
        ("never", "development", 404),
    ],
)
def test_the_documentation_is_shown_where_the_setting_says(
    tmp_path: Path, docs: str, environment: str, status: int
) -> None:
    client = Client(make_app(tmp_path, docs=docs, environment=environment, key_pepper="x" * 32))
    for path in ("/docs", "/openapi.json"):
        assert client.get(path).status_code == status


@pytest.mark.parametrize("pepper", [DEVELOPMENT_PEPPER, "short", ""])
def test_production_refuses_a_secret_everybody_knows_or_guesses(pepper: str) -> None:
    with pytest.raises(ValidationError, match="LOTWISE_KEY_PEPPER"):
        Settings(environment="production", key_pepper=pepper)  # type: ignore[arg-type]
    assert Settings(environment="development").key_pepper.get_secret_value() == DEVELOPMENT_PEPPER


def test_every_body_refuses_fields_it_does_not_know(tmp_path: Path) -> None:
    document = make_app(tmp_path).openapi()
    bodies = [
        content["schema"]["$ref"].rsplit("/", 1)[-1]
        for methods in document["paths"].values()
        for operation in methods.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    ]
    assert {"ItemAsOf", "BatchIn", "AnswersIn"} <= set(bodies)
    for name in bodies:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


_NAMES = [
    'a"; filename="b.exe',
    "a\r\nSet-Cookie: x=1",
    "a\nb",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "\u202excod.exe",
    "a%0d%0ab",
    "ä" * 300,
    "\ud800.csv",
    "x;y=z",
]


@pytest.mark.parametrize("given", _NAMES)
def test_a_file_name_cannot_leave_its_header_or_its_folder(given: str) -> None:
    name = clean_file_name(given)
    assert "/" not in name
    assert "\\" not in name
    assert name.isprintable()
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.count(";") == 2 + name.count(";")
    httpx.Headers({"content-disposition": header})


_REQUEST_IDS = [
    "a\r\nset-cookie: x=1",
    'a"b',
    "a b",
    "é",
    "x" * 65,
    "\x00",
    "a\tb",
    '{"event":"forged"}',
]


@pytest.mark.parametrize("given", _REQUEST_IDS)
def test_a_request_id_cannot_leave_its_header(stranger: Client, given: str) -> None:
    made = stranger.get("/ping", headers=[(b"x-request-id", given.encode())]).headers["x-request-id"]
    assert (len(made), made.isalnum()) == (32, True)


_TRACE = "0af7651916cd43dd8448eb211c80319c"
_PARENT = {"traceparent": f"00-{_TRACE}-b7ad6b7169203331-01"}


@pytest.mark.parametrize(
    ("headers", "request_id"), [(_PARENT, _TRACE), (_PARENT | {"x-request-id": "mine"}, "mine")]
)
def test_the_trace_of_the_caller_is_taken_up(
    stranger: Client, headers: dict[str, str], request_id: str
) -> None:
    assert stranger.get("/ping", headers=headers).headers["x-request-id"] == request_id


@pytest.mark.parametrize(
    "given",
    [
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7-b7ad-01",
    ],
)
def test_a_trace_that_is_none_is_not_taken_up(stranger: Client, given: str) -> None:
    assert stranger.get("/ping", headers={"traceparent": given}).headers["x-request-id"] not in given


class _Secretive(BaseModel):
    password: str


@pytest.mark.usefixtures("logging_as_before")
def test_no_secret_of_a_request_reaches_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = logs.configure("app", data_dir=tmp_path, level="DEBUG")
    password, token = "hunter2-hunter2", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1In0.c2lnbmF0dXJl"
    app = make_app(tmp_path)

    @app.post("/sign-in-for-the-test")
    async def sign_in(given: _Secretive) -> None:
        structlog.get_logger("test").info("sign_in", password=given.password)
        logging.getLogger("sqlalchemy").warning("cannot reach postgresql://lotwise:%s@db/x", given.password)
        raise RuntimeError(f"postgresql://lotwise:{given.password}@db/x Bearer {token} {WELL_FORMED_KEY}")

    client = Client(app)
    secrets = {"x-api-key": WELL_FORMED_KEY, "authorization": f"Bearer {token}"}
    asked = {"cursor": WELL_FORMED_KEY, "token": token}
    broken = {"content": f'{{"sku": "{token}', "headers": {"content-type": "application/json"}}
    statuses = [
        client.post("/sign-in-for-the-test", json={"password": password}, headers=secrets).status_code,
        client.post("/eoq", json={"password": password, "x-api-key": WELL_FORMED_KEY}).status_code,
        client.get("/jobs", params=asked, headers=secrets).status_code,
        client.get(f"/{WELL_FORMED_KEY}/{token}", headers=secrets).status_code,
        client.post("/eoq", **broken).status_code,
    ]
    assert statuses == [500, 422, 503, 404, 422]
    written = path.read_text("utf-8")
    assert len(written.splitlines()) >= 7
    for line in written.splitlines():
        json.loads(line)
    for secret in (password, token.split(".")[1], WELL_FORMED_KEY[21:40]):
        assert secret not in written
