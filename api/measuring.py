"""Requests counted and timed, by prometheus-fastapi-instrumentator where the way leads through FastAPI.

Direct routes (`api.direct`) count themselves, since finding a route's template anew costs as much as they do.
"""

from collections.abc import Collection
from typing import Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from prometheus_fastapi_instrumentator import Instrumentator
from prometheus_fastapi_instrumentator.metrics import Info
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from api.context import context
from api.metrics import Metrics

# Who watches over the process is no user of it, and would make the share of errors look small.
UNCOUNTED: Final = ("^/ping$", "^/ready$", "^/metrics$")
_WAIT: Final = "wait"


def streams(routers: Collection[APIRouter], downloads: Collection[APIRouter]) -> frozenset[str]:
    """Templates of the routes whose answer takes as long as its client takes to read it."""
    named = {
        route.path
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        and isinstance(route.response_class, type)
        and issubclass(route.response_class, StreamingResponse)
    }
    named |= {route.path for router in downloads for route in router.routes if isinstance(route, APIRoute)}
    return frozenset(named)


def waiting(routers: Collection[APIRouter]) -> frozenset[str]:
    """Templates of the routes that may wait with their answer when they are asked to."""
    return frozenset(
        route.path
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and any(one.name == _WAIT for one in route.dependant.query_params)
    )


class _Prefixed:
    """Says which prefix a proxy may have left on the path, before anybody looks for the route."""

    def __init__(self, app: ASGIApp, *, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["root_path"] = self._root_path
        await self._app(scope, receive, send)


def install(
    app: Starlette, metrics: Metrics, *, untimed: frozenset[str], may_wait: frozenset[str], root_path: str
) -> None:
    """Count and time the requests of the application; call it after every other middleware was added."""

    def count(info: Info) -> None:
        # Not the status the instrumentator assumes where no answer was sent: 500 for clients that went away.
        status = context(info.request.scope).status
        is_timed = info.modified_handler not in untimed and not (
            info.modified_handler in may_wait and _has_waited(info.request.query_params, info.method)
        )
        seconds = info.modified_duration if is_timed else None
        metrics.answered(info.modified_handler, info.method, status, seconds)

    Instrumentator(
        should_group_status_codes=False,
        should_ignore_untemplated=True,
        excluded_handlers=list(UNCOUNTED),
        registry=metrics.registry,
    ).add(count).instrument(app)
    if root_path.rstrip("/"):
        app.add_middleware(_Prefixed, root_path=root_path.rstrip("/"))


def _has_waited(asked: QueryParams, method: str) -> bool:
    """Whether it was asked to wait, or waits unless asked not to, as what is done by POST does."""
    return asked.get(_WAIT, "0" if method == "GET" else "1") not in ("", "0")
