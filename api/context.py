"""Around every request: its id, its line in the log, the limit of its body, and the unforeseen."""

import re
import time
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from api import problems
from core.logs import logger

log = logger("api.request")

_CONTEXT: Final = "lotwise.context"
# A thousand items of /eoq/batch with every field are about 2 MiB. Uploads raise their own limit.
JSON_BODY_BYTES: Final = 4 * 2**20
# Asked every few seconds by whoever watches over the process; one line each would drown the rest.
_QUIET_PATHS: Final = frozenset({"/ping", "/ready"})
_ACCEPTED_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class BodyTooLarge(HTTPException):
    """Raised while the body is read, so that nothing past the limit is ever held."""

    def __init__(self) -> None:
        super().__init__(status_code=413)


class RequestContext:
    """What is known of a request from its first byte on."""

    __slots__ = ("body_limit", "body_seen", "caller", "id", "started", "status")

    def __init__(self, given_id: str | None) -> None:
        self.id = given_id if given_id and _ACCEPTED_ID.fullmatch(given_id) else uuid4().hex
        self.started = time.perf_counter()
        self.body_limit = JSON_BODY_BYTES
        self.body_seen = 0
        self.status = 0
        self.caller = ""

    @property
    def milliseconds(self) -> float:
        """Since the request came in."""
        return round((time.perf_counter() - self.started) * 1000, 3)


def context(scope: Scope) -> RequestContext:
    """The context of the request."""
    found = scope[_CONTEXT]
    assert isinstance(found, RequestContext)  # noqa: S101 - tells mypy what the middleware put there
    return found


def request_id(scope: Scope) -> str:
    """The request's id, as in the answer's X-Request-Id and in the logs."""
    return context(scope).id


class RequestContextMiddleware:
    """Outermost of ours: nothing a request does happens outside of its context."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        this = RequestContext(headers.get("x-request-id"))
        scope[_CONTEXT] = this
        clear_contextvars()
        bind_contextvars(request_id=this.id)
        announced = headers.get("content-length", "")
        length = int(announced) if re.fullmatch(r"[0-9]{1,18}", announced) else 0

        async def limited_receive() -> Message:
            if length > this.body_limit:
                raise BodyTooLarge
            message = await receive()
            this.body_seen += len(message.get("body", b""))
            if this.body_seen > this.body_limit:
                raise BodyTooLarge
            return message

        async def marked_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                this.status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = this.id
            await send(message)

        try:
            await self.app(scope, limited_receive, marked_send)
        except ClientDisconnect:
            log.info("client_went_away", method=scope["method"], path=scope["path"])
        except Exception:
            log.exception("unforeseen_error", method=scope["method"], path=scope["path"])
            if this.status:
                # Half an answer is out already; only breaking the connection tells the client so.
                raise
            await _sorry(this)(scope, receive, marked_send)
        finally:
            _write_line(scope, this)


def _sorry(this: RequestContext) -> problems.ProblemResponse:
    return problems.ProblemResponse(
        problems.body(
            500,
            "internal_error",
            "Something went wrong inside Lotwise; it has been logged.",
            request_id=this.id,
            remedy="Try again; if it stays, give the request_id to whoever runs this system.",
        ),
        status_code=500,
    )


def _write_line(scope: Scope, this: RequestContext) -> None:
    line = log.debug if scope["path"] in _QUIET_PATHS and this.status < 500 else log.info
    line(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=this.status,
        duration_ms=this.milliseconds,
        caller=this.caller,
    )
