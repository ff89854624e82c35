"""Lines as they are stored: those that fit a filter, in the order of what was done or of suppliers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, func, literal, null, select, tuple_

from core.db.catalogue.last_run import LastRun
from core.db.orders.order_standing import is_current, standing
from core.db.schema.order_tables import order_line
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState

_line = order_line.c
# Of a line as it is stored, besides what is worked out of it.
STORED: Final = (
    *(
        "sku",
        "location",
        "description",
        "supplier",
        "currency",
        "job_id",
        "as_of",
        "suggested_quantity",
        "why",
    ),
    *(
        "price",
        "quantity",
        "reason",
        "snoozed_until",
        "by",
        "by_name",
        "at",
        "placed_on",
        "on_hand",
        "on_order",
    ),
    *("shown_quantity", "closed_at", "closed_why"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which lines to show; without states what is to do and what still holds."""

    states: Sequence[LineState] = ()
    supplier: str | None = None
    sku: str | None = None


def valued(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the value of their quantity, or of what is suggested where nothing else was said."""
    for row in rows:
        row.pop("row_no", None)
        quantity = row["suggested_quantity"] if row["quantity"] is None else row["quantity"]
        price = row["price"]
        row["value"] = None if quantity is None or price is None else quantity * price
    return rows


def lines(catalogue_id: CatalogueId, run: LastRun | None, only: OrderFilter) -> Select[Any]:
    """The stored lines that fit, each with its `line_id` and `state` as it stands."""
    state = standing(run)
    query = select(
        _line.id.label("line_id"),
        *(_line[name] for name in STORED),
        state.label("state"),
        null().label("before"),
    ).where(_line.catalogue_id == catalogue_id)
    query = query.where(state.in_(only.states)) if only.states else query.where(is_current(run))
    for name in ("supplier", "sku"):
        if (value := getattr(only, name)) is not None:
            query = query.where(_line[name] == value)
    # A line that was opened again is its suggestion, which is shown as what is to do.
    return query.where(state != LineState.PROPOSED)


def newest(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    only: OrderFilter,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Stored lines that fit, the newest first, behind `after`."""
    query = lines(catalogue_id, run, only).order_by(_line.at.desc(), _line.id.desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(_line.at, _line.id) < tuple_(*(literal(part) for part in after)))
    return [dict(row) for row in connection.execute(query).mappings()]


def by_supplier(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    wanted: OrderFilter,
    *,
    after: tuple[str, str, UUID] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Stored lines by supplier, SKU and line, behind `after`."""
    key = (func.coalesce(_line.supplier, ""), _line.sku, _line.id)
    query = lines(catalogue_id, run, wanted).order_by(*key).limit(limit)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*(literal(part) for part in after)))
    return valued([dict(row) for row in connection.execute(query).mappings()])
