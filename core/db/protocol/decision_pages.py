"""Pages of decisions: filtered, ordered, a keyset page at a time, for a screen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, collate, func, or_, select, tuple_

from core.db.cursors import read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.schema.item_columns import DECISION_KINDS
from core.db.schema.tables import decision
from core.errors import NotFound
from core.ids import JobId, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter:
    """Which decisions of a job to show; None means all."""

    order_now: bool | None = None
    status: str | None = None
    supplier: str | None = None
    abc_class: str | None = None
    text: str | None = None


# What is to be ordered today comes first; within, the order of the sheet.
_URGENCY = case((decision.c.order_now, 0), else_=1)
_ROW = [decision.c.row_no, *(decision.c[name] for name in DECISION_KINDS), decision.c.other]
# A page is first looked for in so many rows of the sheet, in the order of the primary key. What most people
# ask for is full by then (a million rows: 10 ms); what is rare is found by one look at all of them (0.4 s).
_NEAR_ROWS = 20_000
_ESCAPED = str.maketrans({sign: f"/{sign}" for sign in "/%_"})
# The two letters that are no plain ones until they are made lower: a dotted capital I, and the Kelvin sign.
_PLAIN_WHEN_LOWER = frozenset("\u0130\u212a")


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    job_month: date,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: DecisionFilter | None = None,
) -> Rows:
    """Decisions of a job that fit `wanted`, what is to be ordered today first."""
    only = wanted or DecisionFilter()
    start = (int(only.order_now is False), -1)
    urgency, after = start if cursor is None else read_cursor(cursor, int, int)
    of_job = (
        decision.c.job_month == job_month,
        decision.c.job_id == job_id,
        decision.c.workspace_id == workspace_id,
    )
    fitting = _filtered(select(*_ROW).where(*of_job), only)
    near = fitting.where(
        urgency == _URGENCY, decision.c.row_no > after, decision.c.row_no <= after + _NEAR_ROWS
    )
    rows = _rows(connection, near.order_by(decision.c.row_no).limit(limit + 1))
    if len(rows) <= limit:
        keys = _filtered(select(decision.c.row_no).where(*of_job), only).where(
            tuple_(_URGENCY, decision.c.row_no) > tuple_(urgency, after)
        )
        found = connection.scalars(keys.order_by(_URGENCY, decision.c.row_no).limit(limit + 1)).all()
        rows = _rows(connection, select(*_ROW).where(*of_job, decision.c.row_no.in_(found)))
        rows.sort(key=lambda row: (not row["order_now"], row["row_no"]))
    shown = rows[:limit]
    if len(rows) == len(shown):
        return Page(rows=shown, next=None)
    return Page(rows=shown, next=write_cursor(int(not shown[-1]["order_now"]), shown[-1]["row_no"]))


def row(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, job_month: date, row_no: int
) -> dict[str, Any]:
    """One decision of a job; raises `NotFound`."""
    query = select(*_ROW).where(
        decision.c.job_month == job_month,
        decision.c.job_id == job_id,
        decision.c.row_no == row_no,
        decision.c.workspace_id == workspace_id,
    )
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        raise NotFound(f"The job has no row {row_no}.", remedy="Look at `row_no` of its decisions.")
    return dict(found)


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


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
    return or_(*(_holds(field, text) for field in fields))


def _holds(field: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether a field holds the text.

    Plain letters are compared byte by byte, which takes half the time of all the world's letters and finds
    the same. Of a text with others, what is plain in it is looked for first, and only where there are others.
    """
    plain = func.lower(collate(field, "C"))
    if text.isascii():
        return plain.contains(text.lower(), autoescape=True)
    holds = field.icontains(text, autoescape=True)
    if not _PLAIN_WHEN_LOWER.isdisjoint(text):
        return holds
    around = "".join(letter if letter.isascii() else "_" for letter in text.lower().translate(_ESCAPED))
    return and_(
        func.octet_length(field) > func.char_length(field), plain.like(f"%{around}%", escape="/"), holds
    )
