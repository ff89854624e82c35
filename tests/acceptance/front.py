"""nginx as its container's script runs it, before an API of the tests."""

import os
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from ops.embedded.ports import LOOPBACK, free_port
from ops.root import ROOT
from ops.running.processes import answers
from tests.acceptance.stack import Stack, wait_for

# What a browser and Python's TLS alike ask for by name, and find on this machine.
NAME = "localhost"


def trusting() -> ssl.SSLContext:
    """Takes any certificate."""
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
            trusting().wrap_socket(plain, server_hostname=NAME) as wrapped,
        ):
            return wrapped.getpeercert(binary_form=True) or b""


@contextmanager
def running(stack: Stack, folder: Path) -> Iterator[Nginx]:
    """nginx while inside; as root its workers get an account of their own, which must get at the folder."""
    for name in ("run", "spool", "acme"):
        (folder / name).mkdir(parents=True, mode=0o755)
    made = Nginx(folder=folder, http=free_port(), https=free_port())
    environment = {
        "PATH": f"{os.environ['PATH']}:/usr/sbin",
        "DOMAIN": NAME,
        "API_ADDRESS": f"{LOOPBACK}:{stack.api_port}",
        "UI_ADDRESS": f"{LOOPBACK}:{stack.ui_port}",
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


@contextmanager
def client_of(nginx: Nginx, stack: Stack) -> Iterator[httpx.Client]:
    """A client of the API through nginx."""
    with httpx.Client(
        base_url=f"https://{NAME}:{nginx.https}",
        headers={"x-api-key": stack.key},
        timeout=60,
        trust_env=False,
        verify=trusting(),
    ) as client:
        yield client
