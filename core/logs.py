"""Logs: JSON lines in a file per process name, a readable console on stderr, one chain for both.

Everything goes through it, also what uvicorn, Celery and other libraries log. What is bound with
`structlog.contextvars` (request id, job id) appears on every line written in that context.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any, Final

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

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

_LINE_BREAKING_KEYS: Final = frozenset({"exception", "exc_info", "stack"})


class AppendingFile(logging.Handler):
    """Appends each line by one `write`, so that processes sharing the file never tear each other's lines.

    Follows the name: where the file was moved away or deleted (log rotation), a new one is begun.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._descriptor = -1
        self._identity: tuple[int, int] | None = None

    def _open(self) -> int:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            status = None
        if status is None or (status.st_dev, status.st_ino) != self._identity:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            opened = os.fstat(self._descriptor)
            self._identity = (opened.st_dev, opened.st_ino)
        return self._descriptor

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            os.write(self._open(), self.format(record).encode("utf-8", "backslashreplace") + b"\n")
        except Exception:  # noqa: BLE001 - logging must never break the work it tells about
            self.handleError(record)

    def close(self) -> None:
        """Let the file go."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self._identity = -1, None
        super().close()


def _printable(value: object) -> object:
    if isinstance(value, str) and not value.isprintable():
        return value.encode("unicode_escape").decode("ascii")
    return value


def escape_control_characters(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep a value sent from outside from forging lines or steering the terminal."""
    return {key: value if key in _LINE_BREAKING_KEYS else _printable(value) for key, value in event.items()}


def _shared_chain() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def json_formatter() -> ProcessorFormatter:
    """One JSON object a line; a traceback is a string in it."""
    return ProcessorFormatter(
        foreign_pre_chain=[*_shared_chain(), structlog.stdlib.ExtraAdder()],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
    )


def _console_formatter(*, colours: bool) -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=_shared_chain(),
        processors=[
            ProcessorFormatter.remove_processors_meta,
            escape_control_characters,
            structlog.dev.ConsoleRenderer(
                colors=colours, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
    )


def configure(process: str, *, data_dir: Path, level: str = "INFO") -> Path:
    """Send every log line of this process to `<data_dir>/logs/<process>.log` and to stderr.

    Call it once, at the start of a process (again after a fork is harmless). Returns the file's path.
    """
    path = data_dir / "logs" / f"{process}.log"
    file = AppendingFile(path)
    file.setFormatter(json_formatter())
    console = logging.StreamHandler(sys.stderr)
    console.setFormatter(_console_formatter(colours=sys.stderr.isatty()))

    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    for handler in (file, console):
        root.addHandler(handler)
    for name in _FOREIGN_LOGGERS:
        foreign = logging.getLogger(name)
        foreign.handlers.clear()
        foreign.propagate = name not in _SILENCED
    structlog.configure(
        processors=[*_shared_chain(), ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return path


def logger(name: str) -> Any:  # noqa: ANN401 - structlog's own type for a lazily bound logger
    """A module's logger, used as in `log.info("event", key=value)`."""
    return structlog.stdlib.get_logger(name)
