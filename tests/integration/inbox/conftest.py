"""No messages here: what there is to do is claimed by hand."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from core import queue
from core.settings import settings
from tests.integration.inbox.dropped import Dropping


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setattr(queue, "_send", lambda *_: None)
    monkeypatch.setenv("LOTWISE_DATABASE_URL", database_url)
    settings.cache_clear()


@pytest.fixture
def inbox(engine: Engine, tmp_path: Path) -> Dropping:
    return Dropping(engine, tmp_path / "inbox")
