"""What the routes stand on: made when the application starts, let go when it ends."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.deciding import Decider
from api.keyring import Keyring
from api.limiters import Limiters
from api.metrics import Metrics
from api.operation import Operation
from api.recorder import Recorder
from api.stopping import Stopping
from api.visitors import Visitors
from core.db.connect import acts_as, connect, transaction
from core.db.schema.rights import API_ROLE
from core.errors import DatabaseUnavailable
from core.logs import flush, logger
from core.settings import Settings
from core.tokens import Tokens

log = logger(__name__)

# Each thread holds at most one connection, so neither threads nor connections ever wait for the other.
THREADS: Final = 16
READERS: Final = 2
# How long a thread that writes or reads PostgreSQL waits for the interpreter while the event loop works; at
# Python's own five milliseconds, a commit would take as many times that as it has steps.
SWITCH_SECONDS: Final = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a route may need."""

    settings: Settings
    engine: Engine
    keyring: Keyring
    visitors: Visitors
    tokens: Tokens
    stopping: Stopping
    recorder: Recorder
    decider: Decider
    limiters: Limiters
    metrics: Metrics
    operation: Operation
    # Sheets read for an answer while somebody waits; each takes a core and up to two gigabytes.
    readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(READERS))
    # Passwords checked at once; each takes a core and 64 MiB.
    doorkeepers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(READERS))


def _say_what_it_acts_as(engine: Engine) -> None:
    try:
        with transaction(engine) as connection:
            role = acts_as(connection)
    except DatabaseUnavailable:
        return  # /ready says so
    if not role:
        log.warning("row_level_security_off", remedy=f"GRANT {API_ROLE} to the user the API signs in as")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The application's life. PostgreSQL need not be there yet: /ready says when it is."""
    settings: Settings = app.state.settings
    sys.setswitchinterval(SWITCH_SECONDS)
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    engine = connect(settings.database_url, pool_size=THREADS, application_name="lotwise-api", role=API_ROLE)
    metrics: Metrics = app.state.metrics
    # A connection of its own: a look at the installation neither waits for requests nor holds one up.
    watching = connect(settings.database_url, pool_size=1, application_name="lotwise-metrics", role=API_ROLE)
    operation = Operation(watching)
    recorder = Recorder(engine, metrics)
    limiters = Limiters.of(settings)
    pepper = settings.key_pepper.get_secret_value()
    tokens = Tokens(settings.token_secrets.get_secret_value(), pepper)
    with Stopping.watched() as stopping:
        app.state.services = Services(
            settings=settings,
            engine=engine,
            keyring=Keyring(engine, pepper, metrics=metrics),
            visitors=Visitors(engine, tokens),
            tokens=tokens,
            stopping=stopping,
            recorder=recorder,
            decider=Decider(),
            limiters=limiters,
            metrics=metrics,
            operation=operation,
        )
        # What is there now stays: looked through again and again it would hold requests up for tenths of
        # seconds, a million objects of libraries as it is.
        gc.collect()
        gc.freeze()
        log.info("api_started", environment=settings.environment, root_path=settings.root_path)
        await run_in_threadpool(_say_what_it_acts_as, engine)
        try:
            yield
        finally:
            await recorder.close()
            await limiters.close()
            await operation.close()
            await run_in_threadpool(engine.dispose)
            await run_in_threadpool(watching.dispose)
            log.info("api_stopped")
            # uvicorn ends the process by the signal it got, so nothing that is left to its exit happens.
            await run_in_threadpool(flush)
