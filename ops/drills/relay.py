"""Passes TCP connections on to a server that listens on this machine only."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from ops.embedded.ports import LOOPBACK

_BYTES = 1 << 16


class Relay:
    """Whoever connects to `port` of `address` talks to the same port of this machine itself."""

    def __init__(self, address: str, port: int) -> None:
        self._port = port
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server((address, port))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
                server = socket.create_connection((LOOPBACK, self._port))
            except OSError:  # closed, or the server is away just now
                if self._listening.fileno() < 0:
                    return
                continue
            self._open |= {caller, server}
            for source, target in ((caller, server), (server, caller)):
                threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_BYTES):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
