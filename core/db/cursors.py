"""Keyset cursors: opaque texts that hold the sort key of the last row shown."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core.errors import InvalidOption


def write_cursor(*key: object) -> str:
    """The sort key as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode().rstrip("=")


def moment(text: str) -> datetime:
    """A time of a sort key; with its zone, and such that PostgreSQL knows it too."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at.astimezone(UTC)


def read_cursor(text: str, *parsers: Callable[[str], Any]) -> tuple[Any, ...]:
    """The sort key back, each part through its parser; raises `InvalidOption` for anything else."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise TypeError
        return tuple(parse(part) for parse, part in zip(parsers, parts, strict=True))
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise InvalidOption(
            "`cursor` is not one that Lotwise gave out.",
            remedy="Leave it out for the first page, then pass `next` of the answer before.",
        ) from error
