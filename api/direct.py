"""Routes that count microseconds: found at once, without what FastAPI does for parameters they do not have.

FastAPI documents them as any other, and what it stands for elsewhere is done here or by the endpoint itself:
who calls is the endpoint's first question (so that a refusal of a known caller can be put on record), its
errors are answered as problems. Every middleware of ours (`api.context`) stays around it; FastAPI's and
Starlette's own are passed by.
"""

import time
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from prometheus_fastapi_instrumentator.middleware import PrometheusInstrumentatorMiddleware
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.context import context
from api.errors import on_error
from api.metrics import Metrics
from core.errors import LotwiseError

# What a share of errors is made of is there from the start.
_EXPECTED: Final = (200, 500, 503)
_TOLD: Final = (LotwiseError, RequestValidationError, HTTPException)


class DirectRoute(APIRoute):
    """Its endpoint takes the request, signs the caller in, and gives the response."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer where the way led through FastAPI's routers; other methods than its own are theirs."""
        if scope["method"] in (self.methods or ()):
            await self.answer(scope, receive, send)
        else:
            await super().handle(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the endpoint."""
        scope["route"] = self
        request = Request(scope, receive, send)
        try:
            response = await self.endpoint(request)
        except _TOLD as error:
            response = await on_error(request, error)
        await response(scope, receive, send)


class DirectApp(FastAPI):
    """FastAPI, but for its direct routes only our own middleware stands before the endpoint."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:  # noqa: ANN401 - FastAPI's own
        super().__init__(**options)
        self._metrics = metrics
        self._direct: dict[tuple[str, str], DirectRoute] = {}
        self._front: ASGIApp = self._answer

    def add_direct(self, router: APIRouter) -> None:
        """Answer the router's direct routes so; they are included as any others beside."""
        found = {
            (method, route.path): route
            for route in router.routes
            if isinstance(route, DirectRoute)
            for method in route.methods or ()
        }
        self._direct |= found
        for method, path in found:
            self._metrics.expect(path, method, _EXPECTED)

    def build_middleware_stack(self) -> ASGIApp:
        """The usual one, and the one before the direct routes."""
        front: ASGIApp = self._answer
        for layer, arguments, options in reversed(self.user_middleware):
            if layer is PrometheusInstrumentatorMiddleware:
                continue  # direct routes are counted here
            front = layer(front, *arguments, **options)
        self._front = front
        return super().build_middleware_stack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) not in self._direct:
            await super().__call__(scope, receive, send)
            return
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        begun = time.perf_counter()
        try:
            await self._front(scope, receive, send)
        finally:
            status = context(scope).status
            seconds = time.perf_counter() - begun
            self._metrics.answered(scope["path"], scope["method"], status, seconds)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._direct[scope["method"], scope["path"]].answer(scope, receive, send)
