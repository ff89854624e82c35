"""What a line of a log looks like: JSON in files, text on a console, and never a secret in either."""

import json
import re
from functools import lru_cache
from typing import Any, Final

from structlog.dev import ConsoleRenderer, plain_traceback

# What may stand in an address, a header or an error of a library although nobody means to log it.
_SECRETS: Final = (
    ("lw_live_", re.compile(r"lw_live_([0-9a-f]{1,12})[\w-]*"), r"lw_live_\1_***"),
    ("eyJ", re.compile(r"eyJ[\w-]{6,}(?:\.[\w-]+){1,2}"), "eyJ***"),
    ("://", re.compile(r"(://[^/\s:@\"]*):[^@/\s\"]+@"), r"\1:***@"),
    ("earer ", re.compile(r"([Bb]earer )[\w.~+/=-]+"), r"\1***"),
)
# Fields that hold a secret whatever it looks like.
_SECRET_NAMES: Final = re.compile(
    r"(?i)^(.*_)?(password|passwd|secret|pepper|authorization|api_key|x-api-key|token)$"
)
_HIDDEN: Final = "***"
# ASCII only: nothing sent from outside can forge a line or break its encoding.
_encode: Final = json.JSONEncoder(default=str).encode
_BROAD_KEYS: Final = frozenset({"exception", "stack"})


@lru_cache(maxsize=1_000)
def _is_secret(name: str) -> bool:
    return _SECRET_NAMES.match(name) is not None


def without_secrets(text: str) -> str:
    """The text with what looks like a key, a token or a password in a URL blotted out."""
    for mark, pattern, instead in _SECRETS:
        if mark in text:
            text = pattern.sub(instead, text)
    return text


def as_json(event: dict[str, Any]) -> bytes:
    """One JSON object and the end of its line; a traceback is a string in it."""
    for name in event:
        if _is_secret(name):
            event = {key: _HIDDEN if _is_secret(key) else value for key, value in event.items()}
            break
    return without_secrets(_encode(event)).encode("ascii") + b"\n"


def as_text(event: dict[str, Any]) -> str:
    """The line for a console that is no terminal, such as a container's: cheap to write."""
    rest = {key: value for key, value in event.items() if key not in _TOLD_FIRST}
    words = [f"{key}={_shown(key, value)}" for key, value in rest.items() if key not in _BROAD_KEYS]
    told = f"{event.get('timestamp', '')} [{event.get('level', ''):<8}] {printable(event.get('event', ''))}"
    line = " ".join([told, *words])
    for key in _BROAD_KEYS & rest.keys():
        line += f"\n{rest[key]}"
    return without_secrets(line)


_TOLD_FIRST: Final = frozenset({"timestamp", "level", "event"})


def _shown(key: str, value: object) -> object:
    return _HIDDEN if _is_secret(key) else printable(value)


def printable(value: object) -> object:
    """A text sent from outside must neither forge lines nor steer the terminal."""
    if isinstance(value, str) and not value.isprintable():
        return value.encode("unicode_escape").decode("ascii")
    return value


class Colourful:
    """The line for a terminal."""

    def __init__(self) -> None:
        self._render = ConsoleRenderer(colors=True, pad_event_to=0, exception_formatter=plain_traceback)

    def __call__(self, event: dict[str, Any]) -> str:
        """One event, in colours."""
        safe = {key: value if key in _BROAD_KEYS else _shown(key, value) for key, value in event.items()}
        return without_secrets(str(self._render(None, "", safe)))
