"""Waiting for conditions, never for time to pass."""

import time
from collections.abc import Callable
from typing import TypeVar

POLL_SECONDS = 0.05
T = TypeVar("T")


class NotMet(AssertionError):
    """Something that had to come did not: a promise is broken, or the fault did not land."""


def wait_for(condition: Callable[[], T | None], what: str, *, seconds: float = 60.0) -> T:
    """Wait until `condition()` is true and return it; raises `NotMet` naming `what` it waited for."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotMet(f"waited {seconds:.0f} s in vain for: {what}")
        time.sleep(POLL_SECONDS)


def require(condition: object, what: str) -> None:
    """Raise `NotMet` saying `what` was expected, unless it is so."""
    if not condition:
        raise NotMet(what)
