"""Routes that count microseconds: found at once, without what FastAPI does for parameters they do not have.

FastAPI documents them as any other, and what it stands for elsewhere is done here or by the endpoint itself:
who calls is the endpoint's first question (so that a refusal of a known caller can be put on record), its
errors are answered as problems. Everything around a request (`api.context`) stays around it.
"""

from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import on_error
from core.errors import LotwiseError

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


class Direct:
    """Middleware: what is addressed to a direct route goes there, everything else its usual way."""

    def __init__(self, app: ASGIApp, *, routers: Iterable[APIRouter]) -> None:
        self.app = app
        self._routes = {
            (method, route.path): route
            for router in routers
            for route in router.routes
            if isinstance(route, DirectRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        route = None
        if scope["type"] == "http":
            route = self._routes.get((scope["method"], scope["path"]))
        if route is None:
            await self.app(scope, receive, send)
        else:
            await route.answer(scope, receive, send)
