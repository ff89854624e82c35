"""Logs: JSON lines in a file per process name, a readable console on stderr, one way for both.

Everything goes through it, also what uvicorn, Celery and other libraries log. What is bound with
`structlog.contextvars` (request id, job id) appears on every line written in that context.

A process may leave rendering and writing to a thread: then a request costs no I/O and no formatting, and a
process that is killed outright loses what it said in its last moment. What must not be lost is in PostgreSQL.
"""

import atexit
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog
from structlog.typing import EventDict

from core.log_files import AppendingFile
from core.log_lines import Colourful, as_json, as_text

# Libraries that install handlers of their own; theirs are taken away so that each line appears once.
_FOREIGN_LOGGERS: Final = (
    "uvicorn",
    "uvicorn.error",
    "uvicorn.access",
    "celery",
    "celery.task",
    "celery.redirected",
)

# Told twice otherwise: the API writes its own line per request, with the request id.
_SILENCED: Final = ("uvicorn.access",)

_MOST_AT_ONCE: Final = 1_000
_FLUSH_SECONDS: Final = 5.0
_GATHER_SECONDS: Final = 0.02


class Sink:
    """Where lines end: a file and a console, written here and now or by a thread."""

    def __init__(self, file: AppendingFile, console: Any, *, in_background: bool) -> None:  # noqa: ANN401
        self._file = file
        self._console = console
        self._as_console: Callable[[dict[str, Any]], str] = Colourful() if console.isatty() else as_text
        self._in_background = in_background
        self._lock = threading.Lock()
        self._start_anew()
        os.register_at_fork(after_in_child=self._start_anew)

    def _start_anew(self) -> None:
        """Threads do not survive a fork; what waits is the parent's to write."""
        self._waiting: queue.SimpleQueue[dict[str, Any] | threading.Event] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def put(self, event: dict[str, Any]) -> None:
        """Take a line."""
        if not self._in_background:
            with self._lock:
                self._write([event])
            return
        self._waiting.put(event)
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="log", daemon=True)
                self._thread.start()

    def _listen(self) -> None:
        while True:
            taken = [self._waiting.get()]
            with suppress(queue.Empty):
                while len(taken) < _MOST_AT_ONCE:
                    taken.append(self._waiting.get_nowait())
            self._write([one for one in taken if isinstance(one, dict)])
            for one in taken:
                if isinstance(one, threading.Event):
                    one.set()
            # Woken for each line it would take the interpreter from requests as often.
            time.sleep(_GATHER_SECONDS)

    def _write(self, events: list[dict[str, Any]]) -> None:
        try:
            self._file.append(b"".join(as_json(event) for event in events))
        except Exception as error:  # noqa: BLE001 - logging must never break the work it tells about
            self._complain(error)
        try:
            # One write for all: each gives the interpreter away and has to wait for it again.
            self._console.write("".join(f"{self._as_console(event)}\n" for event in events))
            self._console.flush()
        except (OSError, ValueError):
            return  # the console is gone; the file has the lines

    def _complain(self, error: Exception) -> None:
        with suppress(OSError, ValueError):
            self._console.write(f"the log file cannot be written: {type(error).__name__}: {error}\n")

    def flush(self) -> None:
        """Return once everything put so far is written, or writing it takes too long."""
        if self._thread is not None and self._thread.is_alive():
            written = threading.Event()
            self._waiting.put(written)
            written.wait(_FLUSH_SECONDS)

    def close(self) -> None:
        """Write what waits and let the file go."""
        self.flush()
        self._file.close()


_sinks: list[Sink] = []


def flush() -> None:
    """Have every line written that was said so far."""
    for sink in _sinks:
        sink.flush()


atexit.register(flush)


class _Line:
    """What structlog calls at the end of its chain; there is one for each logger's name."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def msg(self, event: dict[str, Any]) -> None:
        """Pass a line on; before logging is configured it goes to stderr."""
        if _sinks:
            _sinks[-1].put(event)
        else:
            print(as_text(event), file=sys.stderr)

    debug = info = warning = error = critical = exception = log = msg


def _named(logger: Any, _: str, event: EventDict) -> EventDict:  # noqa: ANN401 - structlog's logger
    event["logger"] = logger.name
    return event


def _handed_on(_: Any, __: str, event: EventDict) -> tuple[tuple[EventDict], dict[str, Any]]:  # noqa: ANN401
    return (event,), {}


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
_extra = structlog.stdlib.ExtraAdder()


class _FromLibraries(logging.Handler):
    """What is said through `logging` goes the same way."""

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record."""
        try:
            event: EventDict = {"_record": record}
            _extra(logging.getLogger(record.name), "", event)
            del event["_record"]
            event = structlog.contextvars.merge_contextvars(None, "", event)
            event.update(event=record.getMessage(), logger=record.name, level=record.levelname.lower())
            if record.exc_info:
                event["exc_info"] = record.exc_info
                event = structlog.processors.format_exc_info(None, "", event)
            _Line().msg(dict(_stamp(None, "", event)))
        except Exception:  # noqa: BLE001 - logging must never break the work it tells about
            self.handleError(record)


def configure(
    process: str,
    *,
    data_dir: Path,
    level: str = "INFO",
    most_bytes: int = 0,
    keep: int = 10,
    in_background: bool = False,
) -> Path:
    """Send every log line of this process to `<data_dir>/logs/<process>.log` and to stderr.

    Call it once, at the start of a process (again after a fork is harmless). Returns the file's path.
    """
    path = data_dir / "logs" / f"{process}.log"
    while _sinks:
        _sinks.pop().close()
    _sinks.append(
        Sink(AppendingFile(path, most_bytes=most_bytes, keep=keep), sys.stderr, in_background=in_background)
    )
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    root.addHandler(_FromLibraries())
    for name in _FOREIGN_LOGGERS:
        foreign = logging.getLogger(name)
        foreign.handlers.clear()
        foreign.propagate = name not in _SILENCED
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _named,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _stamp,
            _handed_on,
        ],
        logger_factory=_Line,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    return path


def logger(name: str) -> Any:  # noqa: ANN401 - structlog's own type for a lazily bound logger
    """A module's logger, used as in `log.info("event", key=value)`."""
    return structlog.get_logger(name)
