"""What people and keys may do: roles give scopes, routes ask for one."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Scope(StrEnum):
    """One kind of thing a caller may do."""

    DECIDE = "decide"  # single items: /eoq and what belongs to it
    JOBS_READ = "jobs:read"  # jobs, their decisions, their files
    JOBS_WRITE = "jobs:write"  # send sheets, answer, cancel, delete
    AUDIT_READ = "audit:read"  # what was calculated and done
    ADMIN = "admin"  # keys and people


class Role(StrEnum):
    """What a person is in a workspace."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ADMIN = "admin"


# A key's word for all that planners do. It grows with them, but never makes an administrator of a program.
EVERYTHING: Final = "*"

SCOPES: Final[Mapping[Role, frozenset[Scope]]] = MappingProxyType(
    {
        Role.VIEWER: frozenset({Scope.DECIDE, Scope.JOBS_READ}),
        Role.PLANNER: frozenset({Scope.DECIDE, Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.AUDIT_READ}),
        Role.ADMIN: frozenset(Scope),
    }
)


def of_words(words: Iterable[str]) -> frozenset[Scope]:
    """The scopes a key's words stand for; words of a newer version of Lotwise give nothing."""
    found: set[Scope] = set()
    for word in words:
        if word == EVERYTHING:
            found |= SCOPES[Role.PLANNER]
        elif word in set(Scope):
            found.add(Scope(word))
    return frozenset(found)
