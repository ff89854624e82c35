"""Overrides set, row by row: merged with what is set already, refused where they cannot be, on record."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue.given_rows import unknown_of
from core.db.catalogue.overrides import holds
from core.db.schema.override_tables import item_override
from core.ids import CatalogueId
from core.sheets.catalogue.override_values import EFFECTS, FIELDS
from core.sheets.catalogue.replacing import refused

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
            holds(today),
        )
    )
    return {(row.sku, row.location): row.replaced_by for row in rows}
