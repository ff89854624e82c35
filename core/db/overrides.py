"""Overrides: set row by row, listed, ended; and those in force on the day of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue_tables import catalogue_item
from core.db.cursors import read_cursor, write_cursor
from core.db.given_rows import unknown_of
from core.db.override_tables import item_override, override_history
from core.ids import CatalogueId, WorkspaceId
from core.sheets.catalogue.override_notes import SOON
from core.sheets.catalogue.override_values import EFFECTS, FIELDS
from core.sheets.catalogue.replacing import refused

_SET: Final = (*FIELDS, "set_by", "set_at")
_NAMES: Final = ", ".join(FIELDS)
# A field left out stays as it was. What has expired begins anew, unless the row gives another last day.
_HOLDS: Final = "(o.expires_on IS NULL OR o.expires_on >= :today OR g.doc ? 'expires_on')"
_MERGED: Final = ", ".join(
    f"CASE WHEN g.doc ? '{name}' THEN (g.asked).{name} WHEN {_HOLDS} THEN o.{name} END AS {name}"
    for name in FIELDS
)
_DIFFERS: Final = " OR ".join(f"o.{name} IS DISTINCT FROM excluded.{name}" for name in FIELDS)
_DOC: Final = ", ".join(f"'{name}', {name}" for name in FIELDS)
_PUT = text(f"""
WITH given AS (
    SELECT doc, jsonb_populate_record(null::item_override, doc) AS asked
    FROM jsonb_array_elements(:rows) AS r(doc)
), merged AS (
    SELECT (g.asked).sku, (g.asked).location, {_MERGED}
    FROM given g LEFT JOIN item_override o
        ON o.catalogue_id = :catalogue_id AND o.sku = (g.asked).sku
        AND o.location IS NOT DISTINCT FROM (g.asked).location
), put AS (
    INSERT INTO item_override AS o (catalogue_id, workspace_id, sku, location, {_NAMES}, set_by)
    SELECT :catalogue_id, :workspace_id, sku, location, {_NAMES}, :set_by FROM merged
    WHERE num_nonnulls({", ".join(EFFECTS)}) > 0
    ON CONFLICT (catalogue_id, sku, location) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in FIELDS)},
            set_by = excluded.set_by, set_at = clock_timestamp()
        WHERE {_DIFFERS}
    RETURNING o.*, (xmax = 0) AS is_new
), ended AS (
    DELETE FROM item_override o USING merged m
    WHERE o.catalogue_id = :catalogue_id AND o.sku = m.sku AND o.location IS NOT DISTINCT FROM m.location
        AND num_nonnulls({", ".join(f"m.{name}" for name in EFFECTS)}) = 0
    RETURNING o.sku, o.location
), told AS (
    INSERT INTO override_history (catalogue_id, workspace_id, sku, location, override, changed_by)
    SELECT :catalogue_id, :workspace_id, sku, location,
        jsonb_strip_nulls(jsonb_build_object({_DOC})), :changed_by FROM put
    UNION ALL SELECT :catalogue_id, :workspace_id, sku, location, NULL, :changed_by FROM ended
)
SELECT (SELECT count(*) FROM put WHERE is_new) AS created,
    (SELECT count(*) FROM put WHERE NOT is_new) AS changed,
    (SELECT count(*) FROM ended) AS ended
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names
_ITEMS = text("""
SELECT g."row", i.item_no IS NOT NULL AS is_known,
    g.replaced_by IS NULL OR EXISTS (
        SELECT FROM catalogue_item s WHERE s.catalogue_id = :catalogue_id AND s.sku = g.replaced_by
            AND s.location IS NOT DISTINCT FROM g.location) AS has_successor
FROM jsonb_to_recordset(:rows) AS g("row" int, sku text, location text, replaced_by text)
LEFT JOIN catalogue_item i ON i.catalogue_id = :catalogue_id AND i.sku = g.sku
    AND i.location IS NOT DISTINCT FROM g.location
""").bindparams(bindparam("rows", type_=JSONB))


def put(
    connection: Connection,
    row: Row[Any],
    given: Sequence[dict[str, Any]],
    *,
    set_by: str,
    changed_by: str,
    today: date,
) -> dict[str, Any]:
    """Set overrides; tells how many, which rows name no item, and what is wrong with replacements.

    Each row has `row`, `sku`, perhaps `location`, and some of `FIELDS`; no two rows are of one item. One that
    has nothing set any more is ended. `set_by` is shown, `changed_by` goes on record.
    """
    asked = {"rows": list(given), "catalogue_id": row.id}
    looked = connection.execute(_ITEMS, asked).all() if given else ()
    known = {one.row for one in looked if one.is_known}
    here = [one for one in given if one["row"] in known]
    problems = refused(
        here,
        without_successor={one.row for one in looked if not one.has_successor},
        links=_links(connection, CatalogueId(row.id), today),
    )
    bad = {problem.row for problem in problems}
    good = [one for one in here if one["row"] not in bad]
    told = {"created": 0, "changed": 0, "ended": 0}
    if good:
        keys = {"workspace_id": row.workspace_id, "set_by": set_by, "changed_by": changed_by, "today": today}
        told = dict(connection.execute(_PUT, {**asked, **keys, "rows": good}).mappings().one())
    return {
        **told,
        "taken": len(good),
        "unchanged": len(good) - sum(told.values()),
        "unknown": unknown_of(given, known),
        "problems": problems,
    }


def _links(
    connection: Connection, catalogue_id: CatalogueId, today: date
) -> dict[tuple[str, str | None], str]:
    """What replaces what by now."""
    rows = connection.execute(
        select(item_override.c.sku, item_override.c.location, item_override.c.replaced_by).where(
            item_override.c.catalogue_id == catalogue_id,
            item_override.c.replaced_by.is_not(None),
            _holds(today),
        )
    )
    return {(row.sku, row.location): row.replaced_by for row in rows}


def _holds(day: date) -> Any:  # noqa: ANN401 - a condition
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridePage:
    """Overrides by SKU and location, and where the next page starts."""

    rows: list[dict[str, Any]]
    next: str | None


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
) -> OverridePage:
    """Overrides, each with `state`: active, or expired where its last day is over; also of items gone.

    Raises `InvalidOption` for a cursor that is none.
    """
    here = func.coalesce(item_override.c.location, "")
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
            _holds(today).label("holds"),
            item_override.c.expires_on.between(today, today + SOON).label("ends_soon"),
            is_there.label("is_in_catalogue"),
        )
        .where(item_override.c.catalogue_id == catalogue_id, item_override.c.workspace_id == workspace_id)
        .order_by(item_override.c.sku, here)
        .limit(limit + 1)
    )
    if sku is not None:
        query = query.where(item_override.c.sku == sku)
    if state is not None:
        query = query.where(_holds(today) if state == "active" else ~_holds(today))
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
    return OverridePage(
        rows=rows[:limit], next=write_cursor(last["sku"], last["location"] or "") if last else None
    )


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
        .where(item_override.c.catalogue_id == catalogue_id, _holds(as_of))
        .order_by(item.c.item_no)
    )
    return [dict(row) for row in rows.mappings()]
