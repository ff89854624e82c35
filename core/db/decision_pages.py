"""Pages of decisions: filtered, ordered, a keyset page at a time, for a screen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, or_, select, tuple_

from core.db.cursors import read_cursor, write_cursor
from core.db.tables import DECISION_KINDS, decision
from core.ids import JobId, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter:
    """Which decisions of a job to show; None means all."""

    order_now: bool | None = None
    status: str | None = None
    supplier: str | None = None
    abc_class: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """Decisions and where the next page starts."""

    rows: list[dict[str, Any]]
    next: str | None


# What is to be ordered today comes first; within, the order of the sheet.
_URGENCY = case((decision.c.order_now, 0), else_=1)


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    job_month: date,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: DecisionFilter | None = None,
) -> DecisionPage:
    """Decisions of a job that fit `wanted`, what is to be ordered today first."""
    query: Select[Any] = (
        select(
            decision.c.row_no,
            *(decision.c[name] for name in DECISION_KINDS),
            decision.c.other,
            _URGENCY.label("urgency"),
        )
        .where(
            decision.c.job_month == job_month,
            decision.c.job_id == job_id,
            decision.c.workspace_id == workspace_id,
        )
        .order_by(_URGENCY, decision.c.row_no)
        .limit(limit + 1)
    )
    query = _filtered(query, wanted or DecisionFilter())
    if cursor is not None:
        query = query.where(tuple_(_URGENCY, decision.c.row_no) > tuple_(*read_cursor(cursor, int, int)))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    shown = rows[:limit]
    after = write_cursor(shown[-1]["urgency"], shown[-1]["row_no"]) if len(rows) > limit else None
    for row in shown:
        del row["urgency"]
    return DecisionPage(rows=shown, next=after)


def _filtered(query: Select[Any], wanted: DecisionFilter) -> Select[Any]:
    exact: dict[str, object] = {
        "order_now": wanted.order_now,
        "status": wanted.status,
        "supplier": wanted.supplier,
        "abc_class": wanted.abc_class,
    }
    for name, value in exact.items():
        if value is not None:
            query = query.where(decision.c[name] == value)
    if wanted.text:
        query = query.where(_contains(wanted.text))
    return query


def _contains(text: str) -> ColumnElement[bool]:
    """Rows whose number, description or location holds the text, whatever its case."""
    fields = (decision.c.sku, decision.c.description, decision.c.location)
    return or_(*(field.icontains(text, autoescape=True) for field in fields))
