"""One log of many processes: each line with its process's name before it, in that process's colour."""

import sys
import threading
from typing import IO, TextIO

_COLOURS = (36, 32, 33, 35, 34, 96, 92, 93)  # ANSI foregrounds that read on dark and on light
_WIDTH = 9


class LogLines:
    """Prints whole lines, from several threads."""

    def __init__(self, target: TextIO | None = None) -> None:
        self._target = target or sys.stderr
        self._is_coloured = self._target.isatty()
        self._lock = threading.Lock()
        self._colours: dict[str, int] = {}

    def say(self, name: str, text: str) -> None:
        """Print `text` as `name`'s."""
        with self._lock:
            prefix = f"{name:<{_WIDTH}}|"
            if self._is_coloured:
                colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
                prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
            try:
                self._target.write(f"{prefix} {text}\n")
                self._target.flush()
            except (OSError, ValueError):
                return  # the terminal is gone; the processes' own log files still have the line

    def follow(self, name: str, stream: IO[bytes]) -> threading.Thread:
        """Print each line of `stream` until it ends, in a thread."""

        def copy() -> None:
            with stream:
                for line in stream:
                    self.say(name, line.decode(errors="replace").rstrip())

        thread = threading.Thread(target=copy, name=f"log-{name}", daemon=True)
        thread.start()
        return thread
