"""The application without PostgreSQL, for what happens before the database is asked."""

import asyncio
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine

from api.app import create_app
from api.deciding import Decider
from api.keyring import Keyring
from api.limiters import Limiters
from api.operation import Operation
from api.recorder import Recorder
from api.services import Services
from api.stopping import Stopping
from api.visitors import Visitors
from core.callers import Caller
from core.db.connect import connect
from core.db.record.audit import Calculation
from core.ids import WorkspaceId
from core.roles import SCOPES, Role
from core.settings import Settings
from core.tokens import Tokens

CALLER = Caller(
    label="key:0123456789ab",
    workspace_id=WorkspaceId(uuid4()),
    name="test",
    scopes=SCOPES[Role.PLANNER],
)
_BODY = "lw_live_0123456789ab_" + "a" * 43
WELL_FORMED_KEY = f"{_BODY}{zlib.crc32(_BODY.encode()):08x}"
# Nothing listens on port 1: whoever asks the database by mistake is told so at once.
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


class MemoryRecorder(Recorder):
    """Keeps what is to be on record in a list."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.kept: list[Calculation] = []

    async def keep(self, workspace_id: WorkspaceId, made: Sequence[Calculation]) -> None:  # noqa: ARG002
        """Keep them."""
        self.kept += made


class KnowingKeyring(Keyring):
    """Takes every key for the caller's."""

    async def caller(self, text: str) -> Caller | None:  # noqa: ARG002
        """Who it is."""
        return CALLER


def make_app(data_dir: Path, *, is_signed_in: bool = True, **changes: Any) -> FastAPI:  # noqa: ANN401
    """The application as if its lifespan had begun."""
    chosen: dict[str, Any] = {"database_url": NOWHERE, "data_dir": data_dir, "max_upload_bytes": 2**20}
    settings = Settings(**chosen | changes)
    app = create_app(settings)
    engine = connect(NOWHERE)
    keyring = KnowingKeyring if is_signed_in else Keyring
    tokens = Tokens("", "pepper")
    app.state.services = Services(
        settings=settings,
        engine=engine,
        keyring=keyring(engine, "pepper"),
        visitors=Visitors(engine, tokens),
        tokens=tokens,
        stopping=Stopping(),
        recorder=MemoryRecorder(engine),
        decider=Decider(),
        limiters=Limiters.of(settings),
        metrics=app.state.metrics,
        operation=Operation(engine),
    )
    return app


class Client:
    """Asks the application without a network. (Starlette's own client warns of httpx.)"""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """One request, one answer; an error of the application is an answer too."""
        if isinstance(self.app.state.services.keyring, KnowingKeyring):
            # No body is read from a request without a key that can be one.
            options["headers"] = {"x-api-key": WELL_FORMED_KEY, **options.get("headers", {})}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """POST."""
        return self.request("POST", path, **options)
