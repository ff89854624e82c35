"""The application without PostgreSQL, for what happens before the database is asked."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.deps import signed_in
from api.keyring import Keyring
from api.recorder import Recorder
from api.services import Services
from api.stopping import Stopping
from core.db.connect import connect
from core.db.keys import Caller
from core.ids import WorkspaceId
from core.settings import Settings

CALLER = Caller(key_id="0123456789ab", workspace_id=WorkspaceId(uuid4()), name="test", scopes=("*",))
# Nothing listens on port 1: whoever asks the database by mistake is told so at once.
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def make_app(data_dir: Path, *, is_signed_in: bool = True, max_upload_bytes: int = 2**20) -> FastAPI:
    """The application as if its lifespan had begun."""
    settings = Settings(database_url=NOWHERE, data_dir=data_dir, max_upload_bytes=max_upload_bytes)
    app = create_app(settings)
    engine = connect(NOWHERE)
    app.state.services = Services(
        settings=settings,
        engine=engine,
        keyring=Keyring(engine, "pepper"),
        stopping=Stopping(),
        recorder=Recorder(engine),
    )
    if is_signed_in:
        app.dependency_overrides[signed_in] = lambda: CALLER
    return app


class Client:
    """Asks the application without a network. (Starlette's own client warns of httpx.)"""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """One request, one answer; an error of the application is an answer too."""

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
