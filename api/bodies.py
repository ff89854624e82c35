"""How a request's body comes in: not from strangers, not too much of it, and not too slowly."""

import asyncio
import time
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from api.credentials import can_be_known

# A thousand items of /eoq/batch with every field are about 2 MiB. Uploads raise their own limit.
JSON_BODY_BYTES: Final = 4 * 2**20
# One item with every field and a hundred price breaks is about 10 KiB.
ITEM_BODY_BYTES: Final = 64 * 2**10
# A hundred thousand order lines as JSON are about 12 MiB.
ROWS_BODY_BYTES: Final = 64 * 2**20
# The slowest line a body is waited for; beside it everybody has `seconds` to begin with.
LEAST_BYTES_PER_SECOND: Final = 16 * 2**10

# What is still taken in of a body after its request was refused.
_LINGERING_SECONDS: Final = 2.0
_LINGERING_BYTES: Final = 32 * 2**20

# Addresses whose body is read from anybody, by the path of their route.
OPEN_ROUTES: Final = frozenset({"/token", "/token/refresh"})


class BodyTooLarge(HTTPException):
    """Raised while the body is read, so that nothing past the limit is ever held."""

    def __init__(self) -> None:
        super().__init__(status_code=413)


class BodyTooSlow(HTTPException):
    """Raised when the rest of the body is not worth waiting for."""

    def __init__(self) -> None:
        super().__init__(status_code=408, headers={"Connection": "close"})


class BodyFromStranger(HTTPException):
    """Raised instead of reading a body that nobody has signed for."""

    def __init__(self) -> None:
        super().__init__(status_code=401)


class Body:
    """The receiving half of a request."""

    __slots__ = ("_announced", "_began", "_receive", "_scope", "_seconds", "_seen", "is_awaited", "limit")

    def __init__(self, scope: Scope, receive: Receive, *, seconds: float) -> None:
        self._scope = scope
        self._receive = receive
        self._seconds = seconds
        self._seen = 0
        self._began = 0.0
        self._announced = 0
        self.limit = JSON_BODY_BYTES
        # Whether bytes of it may still come in.
        self.is_awaited = False
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and len(value) < 19:
                self._announced = int(value)
                self.is_awaited = self._announced > 0
            elif name == b"transfer-encoding":
                self.is_awaited = True

    async def receive(self) -> Message:
        """The next message; raises `BodyFromStranger`, `BodyTooLarge`, `BodyTooSlow`."""
        if not self.is_awaited:
            return await self._receive()
        if not self._began:
            self._begin()
        if self._announced > self.limit:
            raise BodyTooLarge
        try:
            async with asyncio.timeout(self._seconds_left()):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow from None
        self._count(message)
        if self._seen > self.limit:
            raise BodyTooLarge
        return message

    async def drop_rest(self) -> None:
        """Take in and forget what is still being sent, for a little while.

        A client that is cut off while it sends never reads its answer.
        """
        until = time.monotonic() + _LINGERING_SECONDS
        seen = self._seen
        try:
            async with asyncio.timeout(_LINGERING_SECONDS):
                while self.is_awaited and self._seen - seen < _LINGERING_BYTES and time.monotonic() < until:
                    self._count(await self._receive())
        except TimeoutError:
            return

    def _begin(self) -> None:
        self._began = time.monotonic()
        route = getattr(self._scope.get("route"), "path", "")
        if route not in OPEN_ROUTES and not can_be_known(self._scope["headers"]):
            raise BodyFromStranger

    def _seconds_left(self) -> float:
        allowed = self._seconds + self._seen / LEAST_BYTES_PER_SECOND
        return self._began + allowed - time.monotonic()

    def _count(self, message: Message) -> None:
        self._seen += len(message.get("body", b""))
        self.is_awaited = bool(message.get("more_body"))
