"""Around every request: its id, its line in the log, what every answer carries, and the unforeseen."""

import random
import re
import secrets
import time
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from api import problems
from api.bodies import Body
from api.headers import ALWAYS, ON_DOCUMENTS
from core.logs import logger

log = logger("api.request")

_CONTEXT: Final = "lotwise.context"
# Asked every few seconds by whoever watches over the process; one line each would drown the rest.
_QUIET_PATHS: Final = frozenset({"/ping", "/ready", "/metrics"})
_DOCUMENT_PATHS: Final = frozenset({"/docs", "/docs/oauth2-redirect"})
_ACCEPTED_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
# W3C Trace Context: version, trace, parent, flags; a trace of zeros is none.
_TRACE_PARENT: Final = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)


# Unlike a calculation's id a request's need not be unguessable, and asking the kernel costs microseconds.
_fresh: Final = random.Random(secrets.randbits(256))  # noqa: S311


class RequestContext:
    """What is known of a request from its first byte on."""

    __slots__ = (
        "body",
        "caller",
        "extra_headers",
        "id",
        "known",
        "signed_in",
        "started",
        "status",
        "trace_id",
    )

    def __init__(self, scope: Scope, body: Body) -> None:
        self.body = body
        self.started = time.perf_counter()
        self.status = 0
        self.caller = ""
        # Whom `api.deps` found behind the request, and the same once they may do what they ask for; this
        # module knows no callers.
        self.known: object = None
        self.signed_in: object = None
        # Names in lower case, as ASGI wants them.
        self.extra_headers: list[tuple[bytes, bytes]] = []
        given = trace = b""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value
            elif name == b"traceparent":
                trace = value
        traced = _TRACE_PARENT.fullmatch(trace)
        self.trace_id = traced[1].decode() if traced else ""
        self.id = (
            given.decode()
            if _ACCEPTED_ID.fullmatch(given)
            else self.trace_id or f"{_fresh.getrandbits(128):032x}"
        )

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

    def __init__(self, app: ASGIApp, *, body_seconds: float, root_path: str = "") -> None:
        self.app = app
        self.root_path = root_path.rstrip("/")
        self.body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.root_path:
            # What a reverse proxy has stripped; addresses in answers begin with it.
            scope["root_path"] = self.root_path
        body = Body(scope, receive, seconds=self.body_seconds)
        this = RequestContext(scope, body)
        scope[_CONTEXT] = this
        clear_contextvars()
        bind_contextvars(request_id=this.id)
        if this.trace_id and this.trace_id != this.id:
            bind_contextvars(trace_id=this.trace_id)

        async def marked_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                this.status = message["status"]
                message["headers"] = [*message["headers"], *_own_headers(scope, this)]
            elif body.is_awaited and not message.get("more_body"):
                # All of the answer is out; the client gets a moment to stop sending before it is cut off.
                await send({**message, "more_body": True})
                if this.status != 408:
                    await body.drop_rest()
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        try:
            await self.app(scope, body.receive, marked_send)
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


def _own_headers(scope: Scope, this: RequestContext) -> list[tuple[bytes, bytes]]:
    headers = [(b"x-request-id", this.id.encode()), *this.extra_headers]
    headers += ON_DOCUMENTS if scope["path"] in _DOCUMENT_PATHS else ALWAYS
    if this.body.is_awaited:
        headers.append((b"connection", b"close"))
    return headers


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
