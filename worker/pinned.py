"""Connections to exactly the addresses that were checked, and not a moment longer than allowed.

A name is looked up once, what comes out is checked, and it is connected to that: a name server that answers
otherwise the next time (DNS rebinding) gains nothing. TLS and the Host header go by the name all the same.
"""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

import httpcore

from core.webhooks.addresses import looked_up
from core.webhooks.networks import Network

_CONNECT_SECONDS: Final = 5.0


class Deadline:
    """When an attempt has to be over, whatever its receiver does: trickle a byte a second, for example."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def capped(self, timeout: float | None, late: type[Exception]) -> float:
        """The time that may be waited now; raises `late` where there is none left."""
        left = self._at - time.monotonic()
        if left <= 0.0:
            raise late("the receiver took too long altogether")
        return left if timeout is None else min(timeout, left)


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to addresses outside only, or in the networks that are allowed."""

    def __init__(self, allowed: Sequence[Network], deadline: Deadline) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that answers; raises `InvalidWebhook`."""
        failed: Exception | None = None
        for address in looked_up(host, port, self._allowed):
            patience = self._deadline.capped(timeout or _CONNECT_SECONDS, httpcore.ConnectTimeout)
            try:
                stream = self._system.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Timed(stream, self._deadline)
        raise failed or httpcore.ConnectError("the host has no address")


class _Timed(httpcore.NetworkStream):
    """A stream of which every step ends with the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.capped(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.capped(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        patience = self._deadline.capped(timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, patience), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's
        return self._stream.get_extra_info(info)
