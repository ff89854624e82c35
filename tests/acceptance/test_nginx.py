"""Behind a real nginx with TLS: limits on bodies hold before the API sees them, nobody lends an address."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from core.settings import Settings
from ops.embedded.ports import LOOPBACK, free_port
from ops.processes import answers
from ops.root import ROOT
from ops.testing import find_nginx
from tests.acceptance.stack import Stack, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NGINX = find_nginx()
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx: sudo apt-get install nginx-light")

ITEM = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
MIB = 2**20
# What a browser and Python's TLS alike ask for by name, and find on this machine.
NAME = "localhost"


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@dataclass(frozen=True, kw_only=True)
class Nginx:
    """As start.sh runs it."""

    folder: Path
    http: int
    https: int

    @property
    def issued(self) -> Path:
        """Where certbot leaves certificates."""
        return self.folder / "certificates/live" / NAME

    def shown(self) -> bytes:
        """The certificate a client is shown."""
        with (
            socket.create_connection((LOOPBACK, self.https)) as plain,
            _trusting().wrap_socket(plain, server_hostname=NAME) as wrapped,
        ):
            return wrapped.getpeercert(binary_form=True) or b""


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    return {"LOTWISE_ROOT_PATH": "/api"}


@pytest.fixture(scope="module")
def nginx(empty_stack: Stack, server_folder: Path) -> Iterator[Nginx]:
    """nginx before the API; as root its workers get an account of their own, which must get at the folder."""
    empty_stack.start_api()
    folder = server_folder / "nginx"
    for name in ("run", "spool", "acme"):
        (folder / name).mkdir(parents=True, mode=0o755)
    made = Nginx(folder=folder, http=free_port(), https=free_port())
    environment = {
        "PATH": f"{os.environ['PATH']}:/usr/sbin",
        "DOMAIN": NAME,
        "API_ADDRESS": f"{LOOPBACK}:{empty_stack.api_port}",
        "UI_ADDRESS": f"{LOOPBACK}:{empty_stack.ui_port}",
        "SHARED": str(ROOT / "nginx"),
        "RUN": str(folder / "run"),
        "SPOOL": str(folder / "spool"),
        "WEBROOT": str(folder / "acme"),
        "CERTIFICATES": str(folder / "certificates"),
        "LOG": str(folder / "access.log"),
        "HTTP": f"{LOOPBACK}:{made.http}",
        "HTTPS": f"{LOOPBACK}:{made.https}",
        "LOOK_EVERY": "0.2",
    }
    command = ["sh", str(ROOT / "nginx/start.sh")]
    with (
        (folder / "words").open("wb") as words,
        subprocess.Popen(
            command, env=environment, stdout=words, stderr=words, start_new_session=True
        ) as child,
    ):
        try:
            wait_for(lambda: answers(f"http://{LOOPBACK}:{made.http}/nginx-health"), "nginx to answer")
            yield made
        finally:
            os.killpg(child.pid, signal.SIGTERM)


@pytest.fixture(scope="module")
def front(nginx: Nginx, empty_stack: Stack) -> Iterator[httpx.Client]:
    """A client of the API through nginx."""
    with httpx.Client(
        base_url=f"https://{NAME}:{nginx.https}",
        headers={"x-api-key": empty_stack.key},
        timeout=60,
        trust_env=False,
        verify=_trusting(),
    ) as client:
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
    refused = front.post("/api/catalogues/00000000-0000-0000-0000-000000000000/demand", json=lines)
    assert refused.headers["server"] != "nginx" or refused.status_code == 404  # of the API: no such catalogue
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
        str(front.base_url.host), front.base_url.port, timeout=2, context=_trusting()
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


def test_plain_http_is_sent_to_tls_but_for_what_the_certificate_needs(nginx: Nginx) -> None:
    challenge = nginx.folder / "acme/.well-known/acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "token").write_text("proof")
    with httpx.Client(base_url=f"http://{LOOPBACK}:{nginx.http}", trust_env=False) as client:
        assert client.get("/.well-known/acme-challenge/token").text == "proof"
        assert client.get("/.well-known/acme-challenge/other").status_code == 404
        sent = client.get("/api/jobs?limit=1")
    assert (sent.status_code, sent.headers["location"]) == (308, f"https://{NAME}/api/jobs?limit=1")


def test_only_the_name_of_the_certificate_is_answered(nginx: Nginx) -> None:
    with socket.create_connection((LOOPBACK, nginx.https)) as plain, pytest.raises(ssl.SSLError):
        _trusting().wrap_socket(plain, server_hostname="elsewhere.example")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_tls_is_refused(nginx: Nginx, version: ssl.TLSVersion) -> None:
    context = _trusting()
    context.set_ciphers("ALL:@SECLEVEL=0")  # so that it is the server who refuses
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection((LOOPBACK, nginx.https)) as plain,
        pytest.raises(ssl.SSLError, match="ALERT"),
    ):
        context.wrap_socket(plain, server_hostname=NAME)


@pytest.mark.parametrize("path", ["/api/ping", "/ping", "/api/nowhere", "/"])
def test_browsers_are_told_to_come_by_tls_only(front: httpx.Client, path: str) -> None:
    # Of /, where nobody runs the desk, nginx itself answers.
    assert front.get(path).headers["strict-transport-security"] == "max-age=63072000"


def test_a_desk_that_is_away_is_a_problem_like_any_other(front: httpx.Client, empty_stack: Stack) -> None:
    answer = front.get("/nothing-listens-here-yet")
    if answer.status_code == 200:
        pytest.skip("the desk runs already, for another test")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"


def test_a_new_certificate_is_shown_without_a_restart(nginx: Nginx) -> None:
    before = nginx.shown()
    nginx.issued.mkdir(parents=True)
    _issue(nginx.issued)
    wait_for(lambda: nginx.shown() != before, "the issued certificate")
    issued = nginx.shown()
    # Half of a renewal is never shown: a certificate whose key is still the old one.
    key = (nginx.issued / "privkey.pem").read_bytes()
    _issue(nginx.issued)
    (nginx.issued / "privkey.pem").rename(nginx.issued / "new-key.pem")
    (nginx.issued / "privkey.pem").write_bytes(key)
    assert nginx.shown() == issued
    (nginx.issued / "new-key.pem").replace(nginx.issued / "privkey.pem")
    wait_for(lambda: nginx.shown() != issued, "the renewed certificate")


def _issue(folder: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={NAME}", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_every_line_of_the_access_log_is_json_and_keeps_questions_to_itself(
    nginx: Nginx, front: httpx.Client
) -> None:
    front.get('/api/ping?secret="x"', headers={"user-agent": 'a "quoted" \\ one'})
    log = nginx.folder / "access.log"
    wait_for(lambda: "quoted" in log.read_text(), "the line")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    last = next(line for line in reversed(lines) if "quoted" in line["user_agent"])
    assert (last["path"], last["status"], last["protocol"][:4]) == ("/api/ping", 200, "HTTP")
    assert "secret" not in json.dumps(last)
