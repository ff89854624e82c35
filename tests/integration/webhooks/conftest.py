"""A receiver on this machine, which is inside: it is allowed by the setting that operators have for that."""

from collections.abc import Iterator

import pytest

from core import queue
from core.settings import settings
from tests.integration.webhooks.receiver import Receiver, receiving

PEPPER = "pepper-of-the-tests"


@pytest.fixture(autouse=True)
def _set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(queue, "_send", lambda *_: None)
    monkeypatch.setenv("LOTWISE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("LOTWISE_KEY_PEPPER", PEPPER)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Takes everything until told otherwise."""
    with receiving() as running:
        yield running
