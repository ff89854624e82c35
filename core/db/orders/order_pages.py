"""Suggestions and what people did about them, page by page: what is to do first, then what was done last."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.db.catalogue.last_run import LastRun
from core.db.cursors import moment, read_cursor, write_cursor
from core.db.orders.order_stored import OrderFilter, newest, valued
from core.db.orders.order_suggested import suggestions
from core.db.paged import Page, Rows
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState

_TO_DO, _DONE = "todo", "done"


def page(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: OrderFilter | None = None,
) -> Rows:
    """What nobody has acted on yet in the order of the items, then lines, the newest first.

    Raises `InvalidOption` for a cursor that is none.
    """
    only = wanted or OrderFilter()
    part, *after = (_TO_DO, 0, "") if cursor is None else _begin(cursor)
    rows: list[dict[str, Any]] = []
    if part == _TO_DO and run is not None and (not only.states or LineState.PROPOSED in only.states):
        rows = suggestions(connection, catalogue_id, run, only, after[0], limit + 1)
    begin = (after[0], after[1]) if part == _DONE else None
    if len(rows) <= limit:
        rows += newest(connection, catalogue_id, run, only, begin, limit + 1 - len(rows))
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        is_done = last["line_id"] is not None
        following = (
            write_cursor(_DONE, last["at"], last["line_id"])
            if is_done
            else write_cursor(_TO_DO, last["row_no"], "")
        )
    return Page(rows=valued(rows[:limit]), next=following)


def _begin(cursor: str) -> tuple[Any, ...]:
    (part, *_) = read_cursor(cursor, str, str, str)
    return (
        read_cursor(cursor, str, int, str) if part == _TO_DO else read_cursor(cursor, _is_done, moment, UUID)
    )


def _is_done(part: str) -> str:
    if part != _DONE:
        raise ValueError(part)
    return part
