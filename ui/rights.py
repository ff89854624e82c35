"""What people and keys may do, in the words of those who give it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

ADMIN: Final = "admin"

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "viewer": "sees jobs and decisions and calculates single SKUs",
        "planner": "also sends sheets, answers, cancels and deletes, and reads the record",
        "admin": "also lets people and programs in",
    }
)
# `*` is a key's word for all that planners do.
SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "*": "everything planners do",
        "decide": "calculate single SKUs",
        "jobs:read": "see jobs, decisions and files",
        "jobs:write": "send sheets, answer, cancel and delete",
        "audit:read": "read what was calculated and done",
        "admin": "let people and programs in: whoever holds this key can give themselves everything",
    }
)


def role(name: str) -> str:
    """A role with what it is for."""
    return f"{name.capitalize()}: {ROLES.get(name, '')}"


def scope(name: str) -> str:
    """A scope as a choice is labelled."""
    return f"`{name}` {SCOPES.get(name, '')}"


def in_words(scopes: Iterable[str]) -> str:
    """What somebody with these scopes may do, in the order of the list; unknown ones by their name."""
    held = set(scopes)
    known = [meaning for name, meaning in SCOPES.items() if name in held]
    return "; ".join(known + sorted(held - SCOPES.keys())) or "nothing"
