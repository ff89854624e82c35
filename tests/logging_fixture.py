"""Puts logging back as it was: tests that configure it must not change it for others."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from core import logs


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    foreign = {name: logging.getLogger(name) for name in ("uvicorn", "uvicorn.access", "celery")}
    propagates = {name: one.propagate for name, one in foreign.items()}
    for handler in handlers:
        root.removeHandler(handler)
    yield
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)
    for name, one in foreign.items():
        one.propagate = propagates[name]
    while logs._sinks:
        logs._sinks.pop().close()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
