"""TLS as nginx speaks it: which versions and names, and which certificate."""

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ops.debian import find
from ops.embedded.ports import LOOPBACK
from tests.acceptance.front import NAME, Nginx, client_of, running, trusting
from tests.acceptance.stack import Stack, wait_for

pytestmark = pytest.mark.skipif(find("nginx") is None, reason="no nginx: sudo apt-get install nginx-light")


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    return {"LOTWISE_ROOT_PATH": "/api"}


@pytest.fixture(scope="module")
def nginx(empty_stack: Stack, server_folder: Path) -> Iterator[Nginx]:
    empty_stack.start_api()
    with running(empty_stack, server_folder / "tls") as started:
        yield started


@pytest.fixture(scope="module")
def front(nginx: Nginx, empty_stack: Stack) -> Iterator[httpx.Client]:
    with client_of(nginx, empty_stack) as client:
        yield client


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
        trusting().wrap_socket(plain, server_hostname="elsewhere.example")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_tls_is_refused(nginx: Nginx, version: ssl.TLSVersion) -> None:
    context = trusting()
    context.set_ciphers("ALL:@SECLEVEL=0")  # so that it is the server who refuses
    with pytest.warns(DeprecationWarning, match="deprecated"):
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


def test_a_desk_that_is_away_is_a_problem_like_any_other(front: httpx.Client) -> None:
    answer = front.get("/")
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
