"""People who act on suggestions, and what is listed afterwards."""

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import feeds
from core.db.catalogue.feeds import Delivery
from core.db.catalogue.last_run import last_run
from core.db.connect import transaction
from core.db.orders import order_counts, order_history, order_lines, order_pages
from core.db.orders.order_lines import Actor
from core.db.orders.order_stored import OrderFilter
from core.ids import CatalogueId
from core.sheets.catalogue.order_rows import checked_actions
from core.sheets.catalogue.order_states import LineState
from tests.integration.catalogues.by_hand import TODAY, made, put, ran

ITEM = {"demand": 1200.0, "order_cost": 25.0, "unit_cost": 4.0, "holding_rate": 0.25, "lead_time_days": 14.0}
PACKED = {"min_order_qty": 100.0, "order_multiple": 10.0}


def with_suggestions(engine: Engine) -> CatalogueId:
    """A catalogue with five items to order and one that has enough, decided on."""
    made_now = made(engine)
    put(
        engine,
        made_now,
        *(
            {"sku": sku, **ITEM, **PACKED, "on_hand": 3.0, "supplier": "SKF" if sku < "C" else "NSK"}
            for sku in "ABCDE"
        ),
        {"sku": "F", **ITEM, "on_hand": 5000.0},
    )
    ran(engine, made_now)
    return made_now


def act(
    engine: Engine,
    of: CatalogueId,
    *rows: dict[str, Any],
    by: str = "anna",
    on: date = TODAY,
    key: str | None = None,
) -> dict[str, Any]:
    """Do what the rows say, as `by`; what is wrong with a row by itself is an error of the test."""
    given = checked_actions(rows, on)
    assert not given.problems, given.problems
    delivery = Delivery(
        workspace_id=DEFAULT_WORKSPACE,
        catalogue_id=of,
        kind="orders",
        received_by=by,
        key=key,
        fingerprint=feeds.fingerprint(rows),
    )
    actor = Actor(by=f"user:{by}", by_name=by, today=on)

    def told(answer: dict[str, Any]) -> dict[str, Any]:
        return answer | {"problems": [one.code for one in answer["problems"]], "id": str(uuid4())}

    with transaction(engine) as connection:
        return feeds.take(
            connection, delivery, lambda c, row: told(order_lines.apply(c, row, given.rows, actor))
        )[0]


def listed(
    engine: Engine, of: CatalogueId, *states: LineState, limit: int = 100, **wanted: str
) -> list[dict[str, Any]]:
    """All lines that fit, by pages of `limit`."""
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        with transaction(engine) as connection:
            page = order_pages.page(
                connection,
                of,
                last_run(connection, of),
                limit=limit,
                cursor=cursor,
                wanted=OrderFilter(states=states, **wanted),
            )
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def states(engine: Engine, of: CatalogueId, *wanted: LineState) -> list[tuple[str, str]]:
    """SKU and state of the lines that fit."""
    return [(row["sku"], str(row["state"])) for row in listed(engine, of, *wanted)]


def counted(engine: Engine, of: CatalogueId) -> dict[str, int]:
    """How many lines stand how."""
    with transaction(engine) as connection:
        return order_counts.counts(connection, of, last_run(connection, of))


def history(engine: Engine, of: CatalogueId, sku: str) -> list[dict[str, Any]]:
    """Everything that was done about an item."""
    with transaction(engine) as connection:
        return order_history.history(connection, of, last_run(connection, of), sku=sku)
