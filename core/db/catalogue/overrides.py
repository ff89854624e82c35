"""Overrides: listed, ended, looked back at; and those in force on the day of a run."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, false, func, insert, or_, select, tuple_

from core.db.cursors import read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.schema.catalogue_tables import catalogue_item
from core.db.schema.override_tables import item_override, override_history
from core.ids import CatalogueId, WorkspaceId
from core.sheets.catalogue.override_notes import SOON
from core.sheets.catalogue.override_values import FIELDS

_SET: Final = (*FIELDS, "set_by", "set_at")


def holds(day: date) -> ColumnElement[bool]:
    """Whether an override is in force on a day."""
    return or_(item_override.c.expires_on.is_(None), item_override.c.expires_on >= day)


def end(connection: Connection, row: Row[Any], *, sku: str, location: str | None, ended_by: str) -> int:
    """End what is set of an item; tells how many, 0 where nothing is."""
    gone = connection.execute(
        delete(item_override).where(
            item_override.c.catalogue_id == row.id,
            item_override.c.sku == sku,
            item_override.c.location.is_not_distinct_from(location),
        )
    ).rowcount
    if gone:
        connection.execute(
            insert(override_history).values(
                catalogue_id=row.id,
                workspace_id=row.workspace_id,
                sku=sku,
                location=location,
                changed_by=ended_by,
            )
        )
    return gone


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    catalogue_id: CatalogueId,
    *,
    today: date,
    limit: int,
    cursor: str | None = None,
    sku: str | None = None,
    state: str | None = None,
) -> Rows:
    """Overrides by SKU and location, with `state`: active, or expired after its last day; also of items gone.

    Raises `InvalidOption` for a cursor that is none.
    """
    here, ends = func.coalesce(item_override.c.location, ""), item_override.c.expires_on
    is_there = (
        select(catalogue_item.c.item_no)
        .where(
            catalogue_item.c.catalogue_id == item_override.c.catalogue_id,
            catalogue_item.c.sku == item_override.c.sku,
            catalogue_item.c.location.is_not_distinct_from(item_override.c.location),
        )
        .exists()
    )
    query = (
        select(
            *(item_override.c[name] for name in ("sku", "location", *_SET)),
            holds(today).label("holds"),
            func.coalesce(ends.between(today, today + SOON), false()).label("ends_soon"),
            is_there.label("is_in_catalogue"),
        )
        .where(item_override.c.catalogue_id == catalogue_id, item_override.c.workspace_id == workspace_id)
        .order_by(item_override.c.sku, here)
        .limit(limit + 1)
    )
    if sku is not None:
        query = query.where(item_override.c.sku == sku)
    if state is not None:
        query = query.where(holds(today) if state == "active" else ~holds(today))
    if cursor is not None:
        query = query.where(tuple_(item_override.c.sku, here) > tuple_(*read_cursor(cursor, str, str)))
    rows = [
        {
            **{name: row[name] for name in row if name != "holds"},
            "state": "active" if row["holds"] else "expired",
        }
        for row in connection.execute(query).mappings()
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows=rows[:limit], next=write_cursor(last["sku"], last["location"] or "") if last else None)


def history(
    connection: Connection,
    workspace_id: WorkspaceId,
    catalogue_id: CatalogueId,
    *,
    sku: str,
    location: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """What was set of an item and when it was ended, the newest first."""
    shown = ("sku", "location", "override", "changed_by", "changed_at")
    query = (
        select(*(override_history.c[name] for name in shown))
        .where(
            override_history.c.catalogue_id == catalogue_id,
            override_history.c.workspace_id == workspace_id,
            override_history.c.sku == sku,
            override_history.c.location.is_not_distinct_from(location),
        )
        .order_by(override_history.c.id.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def in_force(connection: Connection, catalogue_id: CatalogueId, as_of: date) -> list[dict[str, Any]]:
    """What is set of the catalogue's items on a day: the fields of `overrides.Override`."""
    item, successor = catalogue_item.alias("item"), catalogue_item.alias("successor")
    of_item = and_(
        item.c.catalogue_id == item_override.c.catalogue_id,
        item.c.sku == item_override.c.sku,
        item.c.location.is_not_distinct_from(item_override.c.location),
    )
    of_successor = and_(
        successor.c.catalogue_id == item_override.c.catalogue_id,
        successor.c.sku == item_override.c.replaced_by,
        successor.c.location.is_not_distinct_from(item_override.c.location),
    )
    rows = connection.execute(
        select(
            item.c.item_no,
            successor.c.item_no.label("successor_no"),
            *(item_override.c[name] for name in (*FIELDS, "set_by")),
        )
        .join(item, of_item)
        .outerjoin(successor, of_successor)
        .where(item_override.c.catalogue_id == catalogue_id, holds(as_of))
        .order_by(item.c.item_no)
    )
    return [dict(row) for row in rows.mappings()]
