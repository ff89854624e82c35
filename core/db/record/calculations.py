"""The record of calculations, read: filtered, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, tuple_

from core.db.cursors import moment, read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.schema.tables import calculation
from core.ids import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculationFilter:
    """Which calculations; None means any."""

    since: datetime | None = None
    until: datetime | None = None  # not included
    caller: str | None = None
    http_status: int | None = None
    request_id: str | None = None
    sku: str | None = None  # anywhere in the item's number, upper and lower case alike


_EVERY = CalculationFilter()


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: CalculationFilter = _EVERY,
) -> Rows:
    """The newest calculations, `limit` at a time; raises `InvalidOption` for a cursor that is none."""
    columns = [column for column in calculation.c if column.name != "workspace_id"]
    query = (
        select(*columns)
        .where(calculation.c.workspace_id == workspace_id, *_conditions(wanted))
        .order_by(calculation.c.calculated_at.desc(), calculation.c.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        query = query.where(tuple_(calculation.c.calculated_at, calculation.c.id) < tuple_(at, last))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    last_row = rows[limit - 1] if len(rows) > limit else None
    return Page(
        rows=rows[:limit],
        next=write_cursor(last_row["calculated_at"].isoformat(), last_row["id"]) if last_row else None,
    )


def _conditions(wanted: CalculationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(calculation.c.calculated_at >= wanted.since)
    if wanted.until is not None:
        found.append(calculation.c.calculated_at < wanted.until)
    for name in ("caller", "http_status", "request_id"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(calculation.c[name] == value)
    if wanted.sku is not None:
        found.append(calculation.c.input["sku"].astext.icontains(wanted.sku, autoescape=True))
    return found
