"""Load on an HTTP server from a process of its own: `python -m ops.bench.http_load`; JSON comes out.

Raw sockets kept alive, one request under way on each: an HTTP client library would be slower than the server.
"""

import argparse
import asyncio
import json
import re
import time
from dataclasses import asdict, dataclass, field
from typing import cast
from urllib.parse import urlsplit

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
# A server that does not answer for so long ends the measuring instead of holding it up.
_PATIENCE_SECONDS = 30.0
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(slots=True, kw_only=True)
class Figures:
    """What was measured of one server."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    statuses: dict[str, int] = field(default_factory=dict)


class _Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, and asks again until the time is over."""

    def __init__(
        self, request: bytes, until: float, done: "asyncio.Future[None]", every: float = 0.0
    ) -> None:
        """With `every`, so many seconds lie between two requests at least, as between those of people."""
        self._every = every
        self._request = request
        self._until = until
        self._done = done
        self._received = b""
        self._sent = 0.0
        self.seconds: list[float] = []
        self.statuses: dict[str, int] = {}
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        # uvloop makes transports of a class of its own.
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        if self._transport is not None:
            self._sent = time.perf_counter()
            self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Take in the answer; the answers measured all say their length."""
        self._received += data
        head = self._received.find(_END_OF_HEAD)
        if head < 0:
            return
        length = _LENGTH.search(self._received, 0, head)
        if length is None or len(self._received) < head + 4 + int(length[1]):
            return
        now = time.perf_counter()
        self.seconds.append(now - self._sent)
        status = self._received[9:12].decode("ascii")
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self._received = b""
        if now < self._until:
            pause = self._every - (now - self._sent)
            if pause > 0.0:
                asyncio.get_running_loop().call_later(pause, self._ask)
            else:
                self._ask()
        elif self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Say that it is through."""
        if not self._done.done():
            self._done.set_result(None)


async def load(
    url: str,
    body: bytes,
    headers: dict[str, str],
    seconds: float,
    connections: int,
    every: float = 0.0,
) -> Figures:
    """POST the body over so many connections for so long, on each at most once in `every` seconds."""
    parts = urlsplit(url)
    lines = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers,
    }
    head = f"POST {parts.path} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in lines.items()
    )
    request = head.encode() + b"\r\n" + body
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    made: list[_Connection] = []
    ends: list[asyncio.Future[None]] = []
    for _ in range(connections):
        end: asyncio.Future[None] = loop.create_future()
        connection = _Connection(request, begun + seconds, end, every)
        await loop.create_connection(lambda one=connection: one, str(parts.hostname), int(parts.port or 80))  # type: ignore[misc]
        made.append(connection)
        ends.append(end)
    await asyncio.wait_for(asyncio.gather(*ends), seconds + _PATIENCE_SECONDS)
    took = time.perf_counter() - begun
    ordered = sorted(one for connection in made for one in connection.seconds)
    statuses: dict[str, int] = {}
    for connection in made:
        for status, count in connection.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Figures(
        requests_per_second=len(ordered) / took,
        p50_ms=_percentile(ordered, 0.5),
        p99_ms=_percentile(ordered, 0.99),
        statuses=statuses,
    )


def _percentile(ordered: list[float], share: float) -> float:
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("body")
    parser.add_argument("--key", default="")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--every", type=float, default=0.0)
    given = parser.parse_args()
    headers = {"x-api-key": given.key} if given.key else {}
    loaded = load(given.url, given.body.encode(), headers, given.seconds, given.connections, given.every)
    figures = uvloop.run(loaded)
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main()
