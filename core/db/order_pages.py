"""Suggestions and what people did about them, page by page: what is to do first, then what was done last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    null,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.db.catalogue_tables import catalogue_item
from core.db.cursors import moment, read_cursor, write_cursor
from core.db.last_run import LastRun
from core.db.order_standing import is_current, is_settled, standing
from core.db.order_tables import order_line, order_line_step
from core.db.tables import decision
from core.errors import NotFound
from core.ids import CatalogueId
from core.sheets.catalogue.order_states import LineState

_line = order_line.c
_TO_DO, _DONE = "todo", "done"
# Of a line as it is stored, besides what is worked out of it.
_STORED: Final = (
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
_NOBODY: Final = dict.fromkeys((*_STORED, "line_id"))
_BEFORE: Final = ("line_id", "state", "quantity", "suggested_quantity", "by_name", "at", "as_of", "reason")
# Item by item: joined all at once, a plan without statistics may read every decision.
_DUE = text("""
    SELECT count(*) FROM jsonb_to_recordset(:keys) AS g(sku text, location text)
    CROSS JOIN LATERAL (
        SELECT i.item_no FROM catalogue_item i
        WHERE i.catalogue_id = :catalogue_id AND i.sku = g.sku AND i.location IS NOT DISTINCT FROM g.location
        OFFSET 0
    ) i
    CROSS JOIN LATERAL (
        SELECT d.order_now FROM decision d
        WHERE d.job_month = :job_month AND d.job_id = :job_id AND d.row_no = i.item_no OFFSET 0
    ) d
    WHERE d.order_now
""").bindparams(bindparam("keys", type_=JSONB))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which lines to show; without states what is to do and what still holds."""

    states: Sequence[LineState] = ()
    supplier: str | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """Lines, and where the next page starts."""

    rows: list[dict[str, Any]]
    next: str | None


def page(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: OrderFilter | None = None,
) -> OrderPage:
    """What nobody has acted on yet in the order of the items, then lines, the newest first.

    Raises `InvalidOption` for a cursor that is none.
    """
    only = wanted or OrderFilter()
    part, *after = (_TO_DO, 0, "") if cursor is None else _begin(cursor)
    rows: list[dict[str, Any]] = []
    if part == _TO_DO and run is not None and (not only.states or LineState.PROPOSED in only.states):
        rows = _to_do(connection, catalogue_id, run, only, after[0], limit + 1)
    begin = (after[0], after[1]) if part == _DONE else None
    if len(rows) <= limit:
        rows += _done(connection, catalogue_id, run, only, begin, limit + 1 - len(rows))
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        is_done = last["line_id"] is not None
        following = (
            write_cursor(_DONE, last["at"], last["line_id"])
            if is_done
            else write_cursor(_TO_DO, last["row_no"], "")
        )
    return OrderPage(rows=_shown(rows[:limit]), next=following)


def _begin(cursor: str) -> tuple[Any, ...]:
    (part, *_) = read_cursor(cursor, str, str, str)
    return (
        read_cursor(cursor, str, int, str) if part == _TO_DO else read_cursor(cursor, _is_done, moment, UUID)
    )


def _is_done(part: str) -> str:
    if part != _DONE:
        raise ValueError(part)
    return part


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        row.pop("row_no", None)
        quantity = row["suggested_quantity"] if row["quantity"] is None else row["quantity"]
        price = row["price"]
        row["value"] = None if quantity is None or price is None else quantity * price
    return rows


def _to_do(
    connection: Connection, catalogue_id: CatalogueId, run: LastRun, only: OrderFilter, after: int, limit: int
) -> list[dict[str, Any]]:
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


def lines(catalogue_id: CatalogueId, run: LastRun | None, only: OrderFilter) -> Select[Any]:
    """The stored lines that fit, each with its `line_id` and `state` as it stands."""
    state = standing(run)
    query = select(
        _line.id.label("line_id"),
        *(_line[name] for name in _STORED),
        state.label("state"),
        null().label("before"),
    ).where(_line.catalogue_id == catalogue_id)
    query = query.where(state.in_(only.states)) if only.states else query.where(is_current(run))
    for name in ("supplier", "sku"):
        if (value := getattr(only, name)) is not None:
            query = query.where(_line[name] == value)
    # A line that was opened again is its suggestion, which is shown as what is to do.
    return query.where(state != LineState.PROPOSED)


def _done(
    connection: Connection,
    catalogue_id: CatalogueId,
    run: LastRun | None,
    only: OrderFilter,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[dict[str, Any]]:
    query = lines(catalogue_id, run, only).order_by(_line.at.desc(), _line.id.desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(_line.at, _line.id) < tuple_(*(literal(part) for part in after)))
    return [dict(row) for row in connection.execute(query).mappings()]


def counts(connection: Connection, catalogue_id: CatalogueId, run: LastRun | None) -> dict[str, int]:
    """How many lines stand how: `proposed` is what is still to do, of what the run's summary counts."""
    state = standing(run).label("state")
    rows = connection.execute(
        select(state, func.count().label("lines"))
        .where(_line.catalogue_id == catalogue_id, is_current(run))
        .group_by(state)
    )
    found = {row.state: row.lines for row in rows}
    if run is None:
        return {"proposed": 0, **found}
    of_run = and_(
        _line.job_id == run.id, _line.state != LineState.PROPOSED, _line.suggested_quantity.is_not(None)
    )
    settled = connection.scalar(select(func.count()).where(_line.catalogue_id == catalogue_id, of_run))
    return {"proposed": run.to_order - (settled or 0) - _asleep(connection, catalogue_id, run), **found}


def _asleep(connection: Connection, catalogue_id: CatalogueId, run: LastRun) -> int:
    """How many of the run's suggestions an earlier snooze still holds back."""
    own = order_line.alias("own")
    keys = connection.execute(
        select(_line.sku, _line.location)
        .distinct()
        .where(
            _line.catalogue_id == catalogue_id,
            _line.state == LineState.SNOOZED,
            _line.snoozed_until > run.as_of,
            _line.job_id.is_distinct_from(run.id),
            ~exists().where(
                own.c.catalogue_id == _line.catalogue_id,
                own.c.sku == _line.sku,
                own.c.location.is_not_distinct_from(_line.location),
                own.c.job_id == run.id,
                own.c.state != LineState.PROPOSED,
            ),
        )
    ).mappings()
    sent = [dict(key) for key in keys]
    if not sent:
        return 0
    of_run = {"job_month": run.job_month, "job_id": run.id}
    return connection.scalar(_DUE, {"keys": sent, "catalogue_id": catalogue_id, **of_run}) or 0


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
        _line.id.label("line_id"), *(_line[name] for name in _STORED), standing(run).label("state")
    ).where(_line.catalogue_id == catalogue_id)
    query = query.where(_line.id == line_id) if line_id else query.where(_line.sku == sku)
    rows = connection.execute(query.order_by(_line.at.desc(), _line.id.desc()).limit(limit)).mappings()
    found = _shown([{**row, "before": None} for row in rows])
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
    return _shown([dict(row) for row in connection.execute(query).mappings()])
