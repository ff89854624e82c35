"""What is known of items that people act on: what the last run suggests, stock figures, lines there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Text, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.db.catalogue.last_run import LastRun
from core.db.orders.order_standing import standing
from core.db.schema.order_tables import order_line
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState

Key = tuple[str, str]
_OF_DECISION: Final = """
    d.order_now, d.suggested_order, d.order_quantity, d.reason AS why,
    coalesce(d.purchase_price, d.unit_cost / coalesce(d.price_per, 1)) AS price
"""
_OF_EITHER: Final = (
    "description",
    "supplier",
    "currency",
    "min_order_qty",
    "order_multiple",
    "max_order_qty",
)
_EITHER: Final = ", ".join(f"coalesce(d.{name}, i.{name}) AS {name}" for name in _OF_EITHER)
_OF_ITEM: Final = ", ".join(f"i.{name}" for name in _OF_EITHER)
_TAKEN: Final = "d.order_now, d.suggested_order, d.order_quantity, d.why, d.price"
_SUGGESTED: Final = ", ".join(f"d.{name}" for name in _OF_EITHER)
# Item by item (what OFFSET 0 is for): joined all at once, a plan without statistics reads every decision.
_ITEMS = text(f"""
    SELECT g.sku, coalesce(g.location, '') AS location, i.item_no, i.on_hand, i.on_order, {_TAKEN},
        {_EITHER}
    FROM jsonb_to_recordset(:keys) AS g(sku text, location text)
    LEFT JOIN LATERAL (
        SELECT i.item_no, i.on_hand, i.on_order, {_OF_ITEM} FROM catalogue_item i
        WHERE i.catalogue_id = :catalogue_id AND i.sku = g.sku AND i.location IS NOT DISTINCT FROM g.location
        OFFSET 0
    ) i ON true
    LEFT JOIN LATERAL (
        SELECT {_OF_DECISION}, {_SUGGESTED} FROM decision d
        WHERE d.job_month = :job_month AND d.job_id = :job_id AND d.row_no = i.item_no AND d.sku = g.sku
        OFFSET 0
    ) d ON true
""").bindparams(bindparam("keys", type_=JSONB))  # noqa: S608 - our own names
# An item taken out and put in again has another number than the run knows it by.
_BY_SKU = text(f"""
    SELECT d.sku, coalesce(d.location, '') AS location, {_OF_DECISION}, {_SUGGESTED} FROM decision d
    WHERE d.job_month = :job_month AND d.job_id = :job_id AND d.order_now AND d.sku = ANY(:skus)
""").bindparams(bindparam("skus", type_=ARRAY(Text)))  # noqa: S608 - our own names
_DECIDED: Final = ("order_now", "suggested_order", "order_quantity", "why", "price", *_OF_EITHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Items by key, with what is suggested of them, and lines by key, the oldest first."""

    items: dict[Key, dict[str, Any]]
    lines: dict[Key, list[Row[Any]]]


def known_of(
    connection: Connection, catalogue_id: CatalogueId, run: LastRun | None, rows: Sequence[dict[str, Any]]
) -> Known:
    """All that the rows' items need, in three queries however many they are."""
    keys = {(row["sku"], row.get("location") or "") for row in rows}
    named = [row["line_id"] for row in rows if row.get("line_id")]
    return Known(
        items=_items(connection, catalogue_id, run, keys),
        lines=_lines(connection, catalogue_id, run, keys, named),
    )


def _items(
    connection: Connection, catalogue_id: CatalogueId, run: LastRun | None, keys: Collection[Key]
) -> dict[Key, dict[str, Any]]:
    of_run = {"job_month": run.job_month if run else None, "job_id": run.id if run else None}
    sent = [{"sku": sku, "location": location or None} for sku, location in keys]
    found = connection.execute(_ITEMS, {"keys": sent, "catalogue_id": catalogue_id, **of_run}).mappings()
    items = {(row["sku"], row["location"]): dict(row) for row in found}
    elsewhere = [key for key, item in items.items() if run and item["order_now"] is None]
    if elsewhere:
        skus = [sku for sku, _ in elsewhere]
        for row in connection.execute(_BY_SKU, {**of_run, "skus": skus}).mappings():
            item = items.get((row["sku"], row["location"]))
            if item is not None and item["order_now"] is None:
                item.update({name: row[name] for name in _DECIDED})
    return items


def _lines(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    keys: Collection[Key],
    named: Sequence[str],
) -> dict[Key, list[Row[Any]]]:
    line = order_line.c
    wanted = [
        line.job_id == run.id if run else line.job_id.is_(None),
        line.state.in_([LineState.PLACED, LineState.SNOOZED]),
        line.id == func.any(bindparam("named", value=list(named), type_=ARRAY(UUID))),
    ]
    rows = connection.execute(
        select(*order_line.c, standing(run).label("standing"))
        .where(line.catalogue_id == catalogue_id, line.sku.in_({sku for sku, _ in keys}), or_(*wanted))
        .order_by(line.at, line.id)
    )
    found: dict[Key, list[Row[Any]]] = {}
    for row in rows.all():
        found.setdefault((row.sku, row.location or ""), []).append(row)  # type: ignore[arg-type]
    return found
