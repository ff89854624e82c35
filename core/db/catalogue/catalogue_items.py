"""The items of a catalogue: looked at page by page, put in and changed row by row, taken out."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, literal_column, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue.given_rows import mark_fields
from core.db.cursors import read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.schema.catalogue_tables import catalogue, catalogue_item
from core.ids import CatalogueId
from core.inventory.fields import ITEM
from core.sheets.options import NOT_INPUTS

FIELDS: Final = tuple(name for name in ITEM if name not in NOT_INPUTS)
CHANGEABLE: Final = tuple(name for name in FIELDS if name not in ("sku", "location"))
STOCK: Final = ("on_hand", "on_order", "backorders", "allocated")

_CHANGES = ", ".join(
    f"{name} = CASE WHEN g.doc ? '{name}' THEN (g.item).{name} ELSE i.{name} END" for name in CHANGEABLE
)
_DIFFERS = " OR ".join(
    f"(g.doc ? '{name}' AND i.{name} IS DISTINCT FROM (g.item).{name})" for name in CHANGEABLE
)
_HAS_STOCK = " OR ".join(f"g.doc ? '{name}'" for name in STOCK)
_NAMES = ", ".join(FIELDS)
_VALUES = ", ".join(f"(g.item).{name}" for name in FIELDS)
_GIVEN = """
given AS (
    SELECT at, doc, jsonb_populate_record(null::catalogue_item, doc) AS item
    FROM jsonb_array_elements(:rows) WITH ORDINALITY AS r(doc, at)
)
"""
_SAME = "i.sku = (g.item).sku AND i.location IS NOT DISTINCT FROM (g.item).location"
# A field a row leaves out stays as it was; null takes it away.
_CHANGE = text(f"""
WITH {_GIVEN}
UPDATE catalogue_item i SET {_CHANGES}, updated_at = clock_timestamp(),
    stock_at = CASE WHEN {_HAS_STOCK} THEN clock_timestamp() ELSE i.stock_at END
FROM given g WHERE i.catalogue_id = :catalogue_id AND {_SAME} AND ({_DIFFERS})
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names
_CREATE = text(f"""
WITH {_GIVEN}, fresh AS (
    SELECT g.*, :next + row_number() OVER (ORDER BY g.at) - 1 AS item_no FROM given g
    WHERE NOT EXISTS (SELECT FROM catalogue_item i WHERE i.catalogue_id = :catalogue_id AND {_SAME})
)
INSERT INTO catalogue_item (catalogue_id, item_no, workspace_id, stock_at, {_NAMES})
SELECT :catalogue_id, g.item_no, :workspace_id,
    CASE WHEN {_HAS_STOCK} THEN clock_timestamp() END, {_VALUES}
FROM fresh g
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names


def page(
    connection: Connection,
    catalogue_id: CatalogueId,
    *,
    limit: int,
    cursor: str | None = None,
    search: str | None = None,
    sku: str | None = None,
) -> Rows:
    """Items with all their fields by their numbers; `search` is part of a SKU or of a description.

    Raises `InvalidOption` for a cursor that is none.
    """
    columns = ("item_no", *FIELDS, "other", "stock_at", "updated_at")
    query = (
        select(*(catalogue_item.c[name] for name in columns))
        .where(catalogue_item.c.catalogue_id == catalogue_id)
        .order_by(catalogue_item.c.item_no)
        .limit(limit + 1)
    )
    if cursor is not None:
        (after,) = read_cursor(cursor, int)
        query = query.where(catalogue_item.c.item_no > after)
    if sku is not None:
        query = query.where(catalogue_item.c.sku == sku)
    if search:
        wanted = f"%{search.translate(_ESCAPED)}%"
        query = query.where(
            or_(catalogue_item.c.sku.ilike(wanted), catalogue_item.c.description.ilike(wanted))
        )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    more = len(rows) > limit
    return Page(rows=rows[:limit], next=write_cursor(rows[limit - 1]["item_no"]) if more else None)


_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def put(connection: Connection, row: Row[Any], given: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Change the items named and make those that are not there; tells how many of each.

    Each row has `sku`, perhaps `location`, and some of `CHANGEABLE`; no two rows are of one item.
    """
    if not given:
        return {"created": 0, "changed": 0, "unchanged": 0}
    rows = {"rows": list(given), "catalogue_id": row.id}
    changed = connection.execute(_CHANGE, rows).rowcount
    created = connection.execute(
        _CREATE, {**rows, "next": row.next_item_no, "workspace_id": row.workspace_id}
    ).rowcount
    if created:
        move_on(connection, CatalogueId(row.id), row.next_item_no + created)
    mark_fields(connection, row, {name for one in given for name in CHANGEABLE if one.get(name) is not None})
    return {"created": created, "changed": changed, "unchanged": len(given) - created - changed}


def move_on(connection: Connection, catalogue_id: CatalogueId, next_item_no: int) -> None:
    """The number the next item gets; numbers of items that are gone are never given again."""
    connection.execute(
        update(catalogue).where(catalogue.c.id == catalogue_id).values(next_item_no=next_item_no)
    )


def remove(connection: Connection, catalogue_id: CatalogueId, *, sku: str, location: str | None) -> int:
    """Take an item out, with its history; tells how many, 0 where there is none."""
    return connection.execute(
        delete(catalogue_item).where(
            catalogue_item.c.catalogue_id == catalogue_id,
            catalogue_item.c.sku == sku,
            catalogue_item.c.location.is_not_distinct_from(location),
        )
    ).rowcount


def remove_some(connection: Connection, catalogue_id: CatalogueId, at_most: int) -> int:
    """Take items of a deleted catalogue away; tells how many, 0 once there are none."""
    own = catalogue_item.c.catalogue_id == catalogue_id
    some = select(catalogue_item.c.item_no).where(own).limit(at_most)
    return connection.execute(delete(catalogue_item).where(own, catalogue_item.c.item_no.in_(some))).rowcount


def count(connection: Connection, catalogue_id: CatalogueId) -> int:
    """How many items there are."""
    query = select(func.count(literal_column("1"))).where(catalogue_item.c.catalogue_id == catalogue_id)
    return connection.scalar(query) or 0
