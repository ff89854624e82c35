"""What the routes stand on: made when the application starts, let go when it ends."""

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
from api.recorder import Recorder
from api.stopping import Stopping
from core.db.connect import connect
from core.logs import logger
from core.settings import Settings

log = logger(__name__)

# Each thread holds at most one connection, so neither threads nor connections ever wait for the other.
THREADS: Final = 16
READERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a route may need."""

    settings: Settings
    engine: Engine
    keyring: Keyring
    stopping: Stopping
    recorder: Recorder
    decider: Decider
    limiters: Limiters
    # Sheets read for an answer while somebody waits; each takes a core and up to two gigabytes.
    readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(READERS))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The application's life. PostgreSQL need not be there yet: /ready says when it is."""
    settings: Settings = app.state.settings
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    engine = connect(settings.database_url, pool_size=THREADS, application_name="lotwise-api")
    recorder = Recorder(engine)
    limiters = Limiters.of(settings)
    with Stopping.watched() as stopping:
        app.state.services = Services(
            settings=settings,
            engine=engine,
            keyring=Keyring(engine, settings.key_pepper.get_secret_value()),
            stopping=stopping,
            recorder=recorder,
            decider=Decider(),
            limiters=limiters,
        )
        log.info("api_started", environment=settings.environment, root_path=settings.root_path)
        try:
            yield
        finally:
            await recorder.close()
            await limiters.close()
            await run_in_threadpool(engine.dispose)
            log.info("api_stopped")
