"""The API on a real PostgreSQL, served over loopback; no worker runs unless a test works itself."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine

from api.app import create_app
from core import queue
from core.db.access.keys import create_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from core.db.protocol.claims import claim
from core.settings import Settings, settings
from ops.embedded.ports import LOOPBACK, free_port
from tests.logging_fixture import logging_as_before
from worker.tasks import run

__all__ = ["Api", "api", "logging_as_before"]

PEPPER = "pepper-of-the-tests"
_LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A running API and what is behind it."""

    client: httpx.Client
    engine: Engine
    data_dir: Path
    key_id: str

    def upload(self, content: bytes, name: str = "stock.csv", **options: Any) -> httpx.Response:  # noqa: ANN401
        """POST /jobs."""
        return self.client.post("/jobs", files={"file": (name, content)}, **options)

    def job_id(self, content: bytes, name: str = "stock.csv") -> str:
        """The id of a job just made."""
        answer = self.upload(content, name)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        made: str = answer.json()["id"]
        return made

    def work(self) -> None:
        """Do what a worker would, here and now, until nothing is left."""
        while True:
            with transaction(self.engine) as connection:
                held = claim(connection, "test", _LEASE)
            if held is None:
                return
            run(self.engine, held, "test", _LEASE)


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    """`LOTWISE_*` variables a module sets otherwise: override this fixture there."""
    return {}


@pytest.fixture(scope="module")
def api(
    shared_database_url: str,
    shared_redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    api_settings: dict[str, str],
) -> Iterator[Api]:
    """One API per module."""
    data_dir = tmp_path_factory.mktemp("api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOTWISE_DATABASE_URL", shared_database_url)
        patch.setenv("LOTWISE_REDIS_URL", shared_redis_url)
        patch.setenv("LOTWISE_DATA_DIR", str(data_dir))
        patch.setenv("LOTWISE_KEY_PEPPER", PEPPER)
        for name, value in api_settings.items():
            patch.setenv(name, value)
        settings.cache_clear()
        queue.celery_app.cache_clear()
        engine = connect(shared_database_url, pool_size=4)
        with transaction(engine) as connection:
            key = create_key(connection, DEFAULT_WORKSPACE, "integration", PEPPER)
        with (
            _served(Settings()) as url,
            httpx.Client(
                base_url=url, headers={"x-api-key": key.text}, timeout=60, trust_env=False
            ) as client,
        ):
            yield Api(client=client, engine=engine, data_dir=data_dir, key_id=key.id)
        engine.dispose()
    settings.cache_clear()
    queue.celery_app.cache_clear()


class _served:  # noqa: N801 - reads as a phrase: with _served(settings) as url
    def __init__(self, configured: Settings) -> None:
        self._port = free_port()
        config = uvicorn.Config(create_app(configured), host=LOOPBACK, port=self._port, log_config=None)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="api")

    def __enter__(self) -> str:
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive(), "the API ended while it started"
            assert time.monotonic() < until, "the API did not start"
            time.sleep(0.01)
        return f"http://{LOOPBACK}:{self._port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
        assert not self._thread.is_alive(), "the API did not stop"
