"""The application: routes, errors, what surrounds every request."""

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

from api import errors, measuring, openapi
from api.context import RequestContextMiddleware
from api.deps import signed_in
from api.direct import DirectApp
from api.metrics import Metrics
from api.recorded import download as recorded_download
from api.routes import (
    admin_actions,
    answers,
    batch,
    calculations,
    catalogue_feeds,
    catalogue_items,
    catalogues,
    changes,
    company,
    curve,
    data_files,
    decisions,
    deliveries,
    downloads,
    eoq,
    files,
    jobs,
    keys,
    metrics,
    order_lists,
    orders,
    overrides,
    ping,
    retry,
    row_curve,
    row_errors,
    scenarios,
    schedules,
    sheets,
    template,
    token,
    uploads,
    users,
    webhooks,
    workers,
)
from api.services import lifespan
from core.settings import Settings

_DESCRIPTION = """Turns SKUs into reorder decisions: what to order today, how much, why, and what it saves.

One item over `POST /eoq` is answered at once. A sheet over `POST /jobs` becomes a job that workers compute.
Programs send the header `x-api-key`, people `Authorization: Bearer` with a token of `POST /token`; `x-scope`
at each address is what the caller must be allowed to do. Errors are `application/problem+json` (RFC 9457)
with a stable `code`; quote the `request_id` when you ask for help.
"""

_TAGS = [
    {"name": "single items", "description": "One decision per call, each on record."},
    {"name": "jobs", "description": "A sheet on its way to decisions."},
    {"name": "sheets", "description": "What the importer makes of a file, and what it remembers."},
    {"name": "decisions", "description": "What came out: pages and downloads."},
    {"name": "catalogues", "description": "Named sets of items, computed again and again."},
    {"name": "settings", "description": "What holds for the whole workspace."},
    {"name": "webhooks", "description": "What tells programs that something happened."},
    {"name": "people", "description": "Who may enter: sign-in, people, keys."},
    {"name": "operation", "description": "Who works."},
    {"name": "health", "description": "For whoever watches over the process; no key needed."},
]


# Routers whose every route takes a job's rows or its file away.
_DOWNLOADS = (downloads, data_files, order_lists, files)


def create_app(settings: Settings) -> FastAPI:
    """The API over these settings; it connects when it starts."""
    has_documents = settings.docs == "always" or (
        settings.docs == "development" and settings.environment == "development"
    )
    counted = Metrics()
    app = DirectApp(
        counted,
        title="Lotwise",
        version="0.1.0",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url="/docs" if has_documents else None,
        redoc_url=None,
        openapi_url="/openapi.json" if has_documents else None,
        # Nobody collects OpenTelemetry here, and to find that out anew costs each request microseconds.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.metrics = counted
    app.add_direct(eoq.router)
    app.add_direct(batch.router)
    origins = [origin.strip() for origin in settings.allowed_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["authorization", "content-type", "idempotency-key", "x-api-key", "x-request-id"],
            expose_headers=["location", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
        )
    app.add_middleware(
        RequestContextMiddleware, body_seconds=settings.body_seconds, root_path=settings.root_path
    )
    errors.install(app)
    app.include_router(ping.router)
    app.include_router(metrics.router)
    app.include_router(token.open_router)
    nouns = (
        eoq,
        batch,
        curve,
        calculations,
        admin_actions,
        uploads,
        jobs,
        answers,
        sheets,
        company,
        retry,
        decisions,
        row_curve,
        row_errors,
        downloads,
        data_files,
        order_lists,
        files,
        workers,
        template,
        catalogues,
        catalogue_feeds,
        catalogue_items,
        overrides,
        changes,
        orders,
        scenarios,
        schedules,
        token,
        keys,
        users,
        webhooks,
        deliveries,
    )
    for noun in nouns:
        recorded = [Depends(recorded_download)] if noun in _DOWNLOADS else []
        app.include_router(noun.router, dependencies=[Depends(signed_in), *recorded])
    routers = [noun.router for noun in nouns]
    measuring.install(
        app,
        counted,
        untimed=measuring.streams(routers, [noun.router for noun in _DOWNLOADS]),
        may_wait=measuring.waiting(routers),
        root_path=settings.root_path,
    )
    openapi.install(app)
    return app
