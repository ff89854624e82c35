"""Order lines into a catalogue: what was sold of an item on a day, returns negative."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue.given_rows import MEANT, unknown_of

_ROWS = f"""
given AS (
    SELECT * FROM jsonb_to_recordset(:rows)
        AS r("row" int, sku text, location text, date date, quantity float8, line_id text)
),
matched AS (
    SELECT g.*, i.item_no, i.workspace_id FROM given g
    JOIN catalogue_item i ON {MEANT}
)
"""  # noqa: S608 - our own names
# A line with an id is one line however often it is sent; what it says last holds.
_APPLY = text(f"""
WITH {_ROWS},
written AS (
    INSERT INTO demand_line (catalogue_id, item_no, workspace_id, date, quantity, line_id)
    SELECT :catalogue_id, item_no, workspace_id, date, quantity, line_id FROM matched ORDER BY "row"
    ON CONFLICT (catalogue_id, line_id) WHERE line_id IS NOT NULL DO UPDATE
        SET item_no = excluded.item_no, date = excluded.date, quantity = excluded.quantity
        WHERE (demand_line.item_no, demand_line.date, demand_line.quantity)
            IS DISTINCT FROM (excluded.item_no, excluded.date, excluded.quantity)
    RETURNING (xmax = 0) AS is_new
),
moved AS (
    UPDATE catalogue SET demand_until = greatest(demand_until, (SELECT max(date) FROM matched))
    WHERE id = :catalogue_id AND EXISTS (SELECT FROM matched)
)
SELECT coalesce(array_agg("row"), '{{}}') AS rows,
    (SELECT count(*) FROM written WHERE is_new) AS new,
    (SELECT count(*) FROM written WHERE NOT is_new) AS corrected
FROM matched
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names


def apply(connection: Connection, row: Row[Any], given: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Keep the lines of items of the catalogue; tells how many, and which rows name no item.

    Each row has `row`, `sku`, `date` (ISO), `quantity`, perhaps `location` and `line_id`. `known` counts
    lines that were there already, word for word; `corrected` those whose words were replaced.
    """
    if not given:
        return {"taken": 0, "known": 0, "corrected": 0, "unknown": []}
    found = connection.execute(_APPLY, {"rows": list(given), "catalogue_id": row.id}).one()
    taken = set(found.rows)
    return {
        "taken": len(taken),
        "known": len(taken) - found.new - found.corrected,
        "corrected": found.corrected,
        "unknown": unknown_of(given, taken),
    }
