"""Stock figures into the items of a catalogue."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue.given_rows import MEANT, mark_fields, unknown_of

FIELDS: Final = ("on_hand", "on_order", "backorders", "allocated")

# What a row leaves out stays as it was.
_APPLY = text(f"""
WITH given AS (
    SELECT * FROM jsonb_to_recordset(:rows)
        AS r("row" int, sku text, location text, on_hand float8, on_order float8, backorders float8,
             allocated float8)
)
UPDATE catalogue_item i SET
    on_hand = coalesce(g.on_hand, i.on_hand),
    on_order = coalesce(g.on_order, i.on_order),
    backorders = coalesce(g.backorders, i.backorders),
    allocated = coalesce(g.allocated, i.allocated),
    stock_at = clock_timestamp(),
    updated_at = clock_timestamp()
FROM given g
WHERE {MEANT}
RETURNING g."row"
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names


def apply(connection: Connection, row: Row[Any], given: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Set the stock of the items named; tells how many, and which rows name no item of the catalogue.

    Each row has `row`, `sku`, perhaps `location`, and some of `FIELDS`.
    """
    taken = set(connection.scalars(_APPLY, {"rows": list(given), "catalogue_id": row.id}) if given else ())
    used = {name for one in given for name in FIELDS if one.get(name) is not None}
    mark_fields(connection, row, used)
    return {"taken": len(taken), "unknown": unknown_of(given, taken)}
