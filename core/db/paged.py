"""What lists come in: a page, and all pages of one one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from core.db.connect import transaction
from core.ids import WorkspaceId

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Rows in the order of their list, and the cursor of the next page: None where this is the last."""

    rows: list[Row]
    next: str | None


Rows = Page[dict[str, Any]]


def every(
    engine: Engine, workspace_id: WorkspaceId, asked: Callable[[Connection, str | None], Page[Row]]
) -> Iterator[list[Row]]:
    """The rows of page after page, each asked for by its cursor in a transaction of its own."""
    cursor = None
    while True:
        with transaction(engine, workspace_id) as connection:
            page = asked(connection, cursor)
        if page.rows:
            yield page.rows
        cursor = page.next
        if cursor is None:
            return
