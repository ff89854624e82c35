"""What a run suggests and nobody has acted on yet: decisions without a line that answers them."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select, text

from core.db.catalogue.last_run import LastRun
from core.db.orders.order_standing import is_settled, standing
from core.db.orders.order_stored import STORED, OrderFilter
from core.db.schema.catalogue_tables import catalogue_item
from core.db.schema.order_tables import order_line
from core.db.schema.tables import decision
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState

_line = order_line.c
_NOBODY: Final = dict.fromkeys((*STORED, "line_id"))
_BEFORE: Final = ("line_id", "state", "quantity", "suggested_quantity", "by_name", "at", "as_of", "reason")


def suggestions(
    connection: Connection, catalogue_id: CatalogueId, run: LastRun, only: OrderFilter, after: int, limit: int
) -> list[dict[str, Any]]:
    """What nobody has acted on behind a row of the run, each with what was done about its item before."""
    price = func.coalesce(
        decision.c.purchase_price, decision.c.unit_cost / func.coalesce(decision.c.price_per, 1.0)
    )
    query = (
        select(
            decision.c.row_no,
            *(decision.c[name] for name in ("sku", "location", "description", "supplier", "currency")),
            decision.c.suggested_order.label("suggested_quantity"),
            decision.c.reason.label("why"),
            price.label("price"),
        )
        .where(
            decision.c.job_month == run.job_month,
            decision.c.job_id == run.id,
            decision.c.row_no > after,
            decision.c.order_now,
            ~exists().where(_line.catalogue_id == catalogue_id, _is_of(decision), is_settled(run)),
        )
        .order_by(decision.c.row_no)
        .limit(limit)
    )
    for name in ("supplier", "sku"):
        if (value := getattr(only, name)) is not None:
            query = query.where(decision.c[name] == value)
    if only.sku is not None:
        numbers = _numbers(connection, catalogue_id, run, only.sku)
        query = query.where(decision.c.row_no.in_(numbers)) if numbers else query
    # The rows lie in the order of their key; sorting all that fit for each page would read every one of them.
    connection.execute(text("SET LOCAL enable_sort = off"))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    connection.execute(text("SET LOCAL enable_sort = on"))
    before = _before(connection, catalogue_id, run, [row["sku"] for row in rows])
    return [
        {
            **_NOBODY,
            **row,
            "job_id": run.id,
            "as_of": run.as_of,
            "state": LineState.PROPOSED,
            "before": before.get((row["sku"], row["location"] or "")),
        }
        for row in rows
    ]


def _numbers(connection: Connection, catalogue_id: CatalogueId, run: LastRun, sku: str) -> list[int]:
    """Under which numbers the run knows the SKU; none where it has been taken out, perhaps put in again."""
    of_item = catalogue_item.c.catalogue_id == catalogue_id, catalogue_item.c.sku == sku
    numbers = connection.scalars(select(catalogue_item.c.item_no).where(*of_item)).all()
    known = connection.scalars(
        select(decision.c.row_no).where(
            decision.c.job_month == run.job_month,
            decision.c.job_id == run.id,
            decision.c.row_no.in_(numbers),
            decision.c.sku == sku,
        )
    ).all()
    return list(known) if len(known) == len(numbers) else []


def _is_of(table: Any) -> ColumnElement[bool]:  # noqa: ANN401 - any table with sku and location
    return and_(
        _line.sku == table.c.sku, func.coalesce(_line.location, "") == func.coalesce(table.c.location, "")
    )


def _before(
    connection: Connection, catalogue_id: CatalogueId, run: LastRun, skus: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """What was done about these items last, by key."""
    if not skus:
        return {}
    query = (
        select(
            _line.id.label("line_id"),
            standing(run).label("state"),
            *(_line[name] for name in ("sku", "location", *_BEFORE[2:])),
        )
        .where(
            _line.catalogue_id == catalogue_id, _line.sku.in_(set(skus)), _line.state != LineState.PROPOSED
        )
        .order_by(_line.at, _line.id)
    )
    return {
        (row["sku"], row["location"] or ""): {name: row[name] for name in _BEFORE}
        for row in connection.execute(query).mappings()
    }
