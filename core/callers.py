"""Whoever calls: a program by its key or a person by their token, in one workspace, with some scopes."""

from dataclasses import dataclass

from core.ids import WorkspaceId
from core.roles import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """`label` names them in records: `key:<id>` or `user:<id>`."""

    label: str
    workspace_id: WorkspaceId
    name: str
    scopes: frozenset[Scope]
