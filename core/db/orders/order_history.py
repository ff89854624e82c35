"""Lines with everything that was done about them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from core.db.catalogue.last_run import LastRun
from core.db.orders.order_standing import standing
from core.db.orders.order_stored import STORED, valued
from core.db.schema.order_tables import order_line, order_line_step
from core.errors import NotFound
from core.ids import CatalogueId

_line = order_line.c


def history(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    *,
    line_id: UUID | None = None,
    sku: str | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """Lines, the newest first, each with all that was done about it; raises `NotFound` for one alone."""
    query = select(
        _line.id.label("line_id"), *(_line[name] for name in STORED), standing(run).label("state")
    ).where(_line.catalogue_id == catalogue_id)
    query = query.where(_line.id == line_id) if line_id else query.where(_line.sku == sku)
    rows = connection.execute(query.order_by(_line.at.desc(), _line.id.desc()).limit(limit)).mappings()
    found = valued([{**row, "before": None} for row in rows])
    if line_id is not None and not found:
        raise NotFound("The catalogue has no such line.", remedy="Look at its lines: GET .../orders.")
    step = order_line_step.c
    shown = ("at", "by", "by_name", "from_state", "to_state", "quantity", "snoozed_until", "reason")
    steps = connection.execute(
        select(step.line_id, *(step[name] for name in shown))
        .where(step.line_id.in_([row["line_id"] for row in found]))
        .order_by(step.id)
    ).mappings()
    by_line: dict[UUID, list[dict[str, Any]]] = {}
    for one in steps:
        by_line.setdefault(one["line_id"], []).append({name: one[name] for name in shown})
    return [{**row, "steps": by_line.get(row["line_id"], [])} for row in found]
