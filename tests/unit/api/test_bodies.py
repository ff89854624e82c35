"""No body of a stranger's is read, none beyond its limit, and none that comes in too slowly."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from core.settings import Settings
from tests.unit.api.support import WELL_FORMED_KEY, make_app

Receive = Callable[[], Awaitable[Message]]

UUID = "44444444-0000-4000-8000-000000000000"
WITH_BODY = ["/eoq", "/eoq/batch", "/eoq/curve", "/jobs", f"/jobs/{UUID}/answers", f"/jobs/{UUID}/retry"]


class Wire:
    """A client that sends pieces of a body, and what it saw."""

    def __init__(self, folder: Path, *, body_seconds: float = 5.0, signed_in: bool = True) -> None:
        self.app = make_app(folder, is_signed_in=signed_in, body_seconds=body_seconds)
        self.read_before_answer = 0
        self.read = 0
        self.status = 0
        self.headers: dict[bytes, bytes] = {}

    def post(self, path: str, receive: Receive, headers: dict[str, str]) -> int:
        """The status of the answer to a POST."""

        async def counted() -> Message:
            message = await receive()
            self.read += len(message.get("body", b""))
            return message

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.read_before_answer = self.read
                self.status = message["status"]
                self.headers = dict(message["headers"])

        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "server": ("api.test", 80),
            "client": ("127.0.0.1", 5),
        }
        asyncio.run(self.app(scope, counted, send))
        return self.status


def pieces(size: int, count: int) -> Receive:
    """So many pieces of a body, the last one last."""
    left = iter(range(count - 1, -1, -1))

    async def receive() -> Message:
        after = next(left)
        return {"type": "http.request", "body": b" " * size, "more_body": after > 0}

    return receive


def endless(seconds: float) -> Receive:
    """A byte now and then."""
    numbers = itertools.count()

    async def receive() -> Message:
        await asyncio.sleep(seconds)
        return {"type": "http.request", "body": b" " if next(numbers) else b"{", "more_body": True}

    return receive


JSON = {"content-type": "application/json"}
KNOWN = JSON | {"x-api-key": WELL_FORMED_KEY}


@pytest.mark.parametrize("path", WITH_BODY)
@pytest.mark.parametrize(
    "key", [None, "", "lw_live_0123456789ab_", WELL_FORMED_KEY[:-1] + "0", WELL_FORMED_KEY + "é"]
)
def test_not_a_byte_is_read_without_a_key_that_can_be_one(tmp_path: Path, path: str, key: str | None) -> None:
    wire = Wire(tmp_path, signed_in=False)
    headers = JSON | ({} if key is None else {"x-api-key": key})
    headers |= {"content-length": str(2**20)}
    assert wire.post(path, pieces(2**18, 4), headers) == 401
    assert wire.read_before_answer == 0
    assert wire.headers[b"connection"] == b"close"


@pytest.mark.parametrize(
    ("path", "limit"), [("/eoq", 64 * 2**10), ("/eoq/curve", 64 * 2**10), ("/eoq/batch", 4 * 2**20)]
)
@pytest.mark.parametrize("is_announced", [True, False])
def test_a_body_over_its_limit_is_refused_when_it_is_announced_or_reached(
    tmp_path: Path, path: str, limit: int, is_announced: bool
) -> None:
    wire = Wire(tmp_path)
    sent = KNOWN | ({"content-length": str(2 * limit)} if is_announced else {"transfer-encoding": "chunked"})
    assert wire.post(path, pieces(2**14, 2 * limit // 2**14), sent) == 413
    assert wire.read_before_answer <= (0 if is_announced else limit + 2**14)


def test_a_body_of_its_limit_is_taken(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    assert wire.post("/eoq/curve", pieces(2**12, 16), KNOWN | {"content-length": str(2**16)}) == 422


def test_a_byte_now_and_then_ends_with_408(tmp_path: Path) -> None:
    wire = Wire(tmp_path, body_seconds=0.3)
    for path in ("/eoq/curve", f"/jobs/{UUID}/retry"):
        assert wire.post(path, endless(0.02), KNOWN | {"content-length": "4000"}) == 408
        assert wire.headers[b"connection"] == b"close"


def test_silence_ends_with_408_in_an_upload_too(tmp_path: Path) -> None:
    wire = Wire(tmp_path, body_seconds=0.2)
    upload = KNOWN | {"content-type": "multipart/form-data; boundary=X", "transfer-encoding": "chunked"}
    assert wire.post("/jobs", endless(60), upload) == 408


def test_a_large_body_may_take_its_time(tmp_path: Path) -> None:
    wire = Wire(tmp_path, body_seconds=0.05)
    left = iter(range(31, -1, -1))

    async def receive() -> Message:
        await asyncio.sleep(0.01)  # 32 KiB in 10 ms: fast enough for the 0.3 s it takes
        return {"type": "http.request", "body": b" " * 2**15, "more_body": next(left) > 0}

    assert wire.post(f"/jobs/{UUID}/retry", receive, KNOWN | {"content-length": str(2**20)}) == 422


def test_what_is_still_sent_after_a_refusal_is_dropped_so_that_the_answer_is_read(tmp_path: Path) -> None:
    wire = Wire(tmp_path, signed_in=False)
    assert wire.post("/eoq", pieces(2**18, 8), JSON | {"content-length": str(2**21)}) == 401
    assert (wire.read_before_answer, wire.read) == (0, 2**21)


def test_ten_thousand_unknown_fields_are_one_error(tmp_path: Path) -> None:
    body = b'{"' + b'":1,"'.join(b"f%d" % number for number in range(5_000)) + b'":1}'
    assert len(body) < 2**16
    wire = Wire(tmp_path)

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    assert wire.post("/eoq/curve", receive, KNOWN | {"content-length": str(len(body))}) == 422


def test_the_patience_is_a_setting() -> None:
    assert Settings(body_seconds=1.5).body_seconds == 1.5
