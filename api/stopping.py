"""Whether the process has been asked to stop, so that long polls end at once instead of holding it up."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, Self

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


class Stopping:
    """Set once the first stop signal has come in."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def __bool__(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask whoever waits to come to an end."""
        self._asked.set()

    @classmethod
    @contextmanager
    def watched(cls) -> Iterator[Self]:
        """Listen to the stop signals before the server does, then hand them on to it."""
        stopping = cls()
        if threading.current_thread() is not threading.main_thread():
            yield stopping
            return
        before = {number: signal.getsignal(number) for number in _SIGNALS}

        def hand_on(number: int, frame: FrameType | None) -> None:
            stopping.ask()
            handler = before[signal.Signals(number)]
            if callable(handler):
                handler(number, frame)

        for number, handler in before.items():
            # Only in front of a handler written in Python, as the server's is: a default action stays one.
            if callable(handler):
                signal.signal(number, hand_on)
        try:
            yield stopping
        finally:
            for number, handler in before.items():
                if callable(handler):
                    signal.signal(number, handler)
