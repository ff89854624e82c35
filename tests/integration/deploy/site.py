"""A host to deploy to: the real program, a `docker` that only notes, and a web server that says what runs."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ops.root import ROOT

OLD, NEW, NEWER = (f"sha256:{letter * 64}" for letter in "abc")
IMAGE = "ghcr.io/example/lotwise"
PATIENCE_SECONDS = 10.0


class Site:
    """One host; `behave` says what images do, `mute` are those whose API answers 503."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.home = folder, folder / "home"
        self.mute: set[str] = set()
        self.requests: list[str] = []
        self.configuration = folder / "deploy.conf"
        (folder / "images").mkdir()
        self.home.mkdir()
        (self.home / ".env").write_text("SECRET=1\nIMAGE=lotwise:local\n")
        self.configuration.write_text(
            f"IMAGE={IMAGE}\nHOME={self.home}\nHOST_NAME=lotwise.example\n"
            f"SMOKE=http://127.0.0.1:{port}/api/ready\n"
        )

    def behave(self, digest: str, word: str = "well") -> None:
        (self.folder / "images" / digest).write_text(word)

    def environment(self) -> dict[str, str]:
        path = f"{Path(__file__).with_name('bin')}:{Path(sys.executable).parent}:/usr/bin:/bin"
        return {"PATH": path, "PYTHONPATH": str(ROOT), "STUB_DOCKER": str(self.folder)}

    def command(self) -> list[str]:
        return [sys.executable, "-P", "-m", "ops.deploy", "--conf", str(self.configuration)]

    def begin(self, *arguments: str) -> "subprocess.Popen[str]":
        # A connection that breaks is a SIGHUP, which is ignored below a `nohup ./lotwise test`.
        return subprocess.Popen(
            ["env", "--default-signal=HUP", *self.command(), *arguments],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def deploy(self, *arguments: str) -> tuple[int, str]:
        """Exit status, and all that was said."""
        process = self.begin(*arguments)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def _read(self, path: Path) -> str:
        return path.read_text().strip() if path.exists() else ""

    @property
    def running(self) -> str:
        return self._read(self.folder / "running")

    @property
    def released(self) -> str:
        return self._read(self.home / "released")

    @property
    def calls(self) -> str:
        return self._read(self.folder / "calls")

    def is_settled(self, digest: str) -> bool:
        """What runs, what is on record, what a restart takes and where an operator looks are one."""
        return (
            self.running == self.released == digest
            and not (self.home / "attempt").exists()
            and (self.home / "current").resolve().name == digest.removeprefix("sha256:")
            and (self.home / ".env").read_text() == f"SECRET=1\nIMAGE={IMAGE}@{digest}\n"
        )


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.requests.append(f"{self.headers['Host']}{self.path}")
            self.send_response(503 if here.running in here.mute else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    here = Site(folder, server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def until(is_so: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
