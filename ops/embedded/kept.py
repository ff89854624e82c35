"""An embedded server that is started again, on the same port, when it dies while others rely on it."""

import subprocess
import time
from collections.abc import Callable
from typing import Protocol

PAUSE_SECONDS = 1.0  # a server that dies at once must not be started in a tight loop


class Server(Protocol):
    """What both servers offer."""

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """Its process."""
        ...

    def stop(self) -> None:
        """End it properly."""
        ...


class Kept:
    """A server and how to start it."""

    def __init__(self, name: str, start: Callable[[], Server], server: Server) -> None:
        self.name = name
        self._start = start
        self._server = server

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process it is by now."""
        return self._server.process

    def revive(self) -> str | None:
        """Start it again if it has died, and say so; raises `ServerDidNotStart` where it will not."""
        status = self._server.process.poll()
        if status is None:
            return None
        time.sleep(PAUSE_SECONDS)
        self._server = self._start()
        return f"{self.name} had ended (status {status}) and was started again"

    def stop(self) -> None:
        """Stop whichever process it is by now."""
        self._server.stop()
