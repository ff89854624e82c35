"""A receiver of webhooks on this machine: answers as it is told, and remembers what came."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Came:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


def is_genuine(came: Came, secret: str, now: float | None = None) -> bool:
    """The check of a receiver, written from the specification and from nothing of ours."""
    sent_at = int(came.headers["webhook-timestamp"])
    if abs((now or time.time()) - sent_at) > TOLERANCE_SECONDS:
        return False
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret[len("whsec_") :], validate=True)
    assert 24 <= len(key) <= 64
    signed = came.id.encode() + b"." + str(sent_at).encode() + b"." + came.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    for one in came.headers["webhook-signature"].split(" "):
        version, _, found = one.partition(",")
        if version == "v1" and hmac.compare_digest(found, expected):
            return True
    return False


@dataclass
class Receiver:
    """A running receiver. `answers` are given in turn, the last one again and again."""

    port: int
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(204, {}, b"")])
    came: list[Came] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=lotwise"

    def answer_with(
        self, *statuses: int, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        self.answers = [(status, dict(headers or {}), body) for status in statuses]

    def take(self, came: Came) -> tuple[int, dict[str, str], bytes]:
        with self.lock:
            self.came.append(came)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, extra, answer = receiver.take(Came(self.path, headers, body))
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="receiver")
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Rude:
    """A server that speaks as it is told, a piece at a time, until the other side has had enough."""

    port: int
    heard: bytes = b""
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def rude(piece: bytes = b"", *, every_seconds: float = 0.02, greeting: bytes = b"") -> Iterator[Rude]:
    """Say `greeting`, then `piece` for ever; with neither, say nothing and never hang up."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.02)
    server, stopped = Rude(port=listener.getsockname()[1]), threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(1)
            try:
                server.heard += connection.recv(65_536)
                connection.sendall(greeting)
                while not stopped.wait(every_seconds):
                    connection.sendall(piece)
            except OSError:
                return

    def accept() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            server.connections += 1
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    threads = [threading.Thread(target=accept)]
    threads[0].start()
    try:
        yield server
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
        listener.close()
