"""The smoke test asks as a client would: of the proxy, by the name it answers to."""

import http.server
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.deploy.smoke import ask
from ops.deploy.words import Failed

NAME = "lotwise.example"


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.headers["Host"] == NAME else 421)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _refuse_strangers(
    _: ssl.SSLObject | ssl.SSLSocket, name: str | None, __: ssl.SSLContext
) -> ssl.AlertDescription | None:
    """As nginx's `ssl_reject_handshake on`."""
    return None if name == NAME else ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", f"/CN={NAME}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = _refuse_strangers
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    # A handshake that was refused is nothing to print.
    monkeypatch.setattr(server, "handle_error", lambda *_: None)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/api/ready"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_proxy_that_shows_its_certificate_to_its_own_name_only_is_asked_by_it(address: str) -> None:
    ask(address, NAME, seconds=0)


def test_another_name_is_refused_in_words(address: str) -> None:
    with pytest.raises(Failed, match=r"(?i)does not answer: .*unrecognized"):
        ask(address, "elsewhere.example", seconds=0)
