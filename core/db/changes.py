"""What changed between a run and the one before it: told chunk by chunk, looked at page by page."""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from sqlalchemy import Alias, Connection, Select, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import dialect as postgresql_dialect

from core.db.binary_copy import encoded
from core.db.catalogue_tables import change
from core.db.copying import copy
from core.db.cursors import read_cursor, write_cursor
from core.db.decisions import copied_frame
from core.db.leases import Lease
from core.db.tables import decision, job
from core.ids import JobId, WorkspaceId
from core.sheets.catalogue.changes import COMPARED, DECIDING, SCHEMA, changes_of

_SHOWN: Final = tuple(SCHEMA)
_DIALECT = postgresql_dialect()  # type: ignore[no-untyped-call]


def put(connection: Connection, held: Lease, decided: pl.DataFrame, percent: float) -> None:
    """Compare a chunk's decisions with the same rows of the run before; nothing for a first run.

    The decisions are in their table already: PostgreSQL sees faster than a copy would which rows are as they
    were, most of them on most nights. Writes in place of what an earlier attempt told of these rows.
    """
    if held.compares_with is None:
        return
    before = connection.execute(
        select(job.c.id, job.c.job_month, job.c.purged_at).where(job.c.id == held.compares_with)
    ).one_or_none()
    if before is None or before.purged_at is not None:
        return  # deleted meanwhile: there is nothing to compare with any more
    was = decision.alias("was")
    of_chunk = (
        was.c.job_month == before.job_month,
        was.c.job_id == before.id,
        was.c.row_no.between(held.first_row, held.last_row),
    )
    were = copied_frame(connection, select(was.c.row_no).where(*of_chunk), ("row_no",))
    old = copied_frame(connection, _differing(was, held).where(*of_chunk), ("row_no", *COMPARED))
    same = were.join(old, on="row_no", how="anti")
    found = changes_of(old, decided.join(same, on="row_no", how="anti"), percent)
    connection.execute(
        delete(change).where(
            change.c.job_id == held.job_id, change.c.row_no.between(held.first_row, held.last_row)
        )
    )
    if found.is_empty():
        return
    names, buffer = encoded(found, {"job_id": held.job_id, "workspace_id": held.workspace_id}, frozenset())
    copy(connection, f"COPY change ({', '.join(names)}) FROM STDIN (FORMAT binary)", buffer)


def _differing(was: Alias, held: Lease) -> Select[Any]:
    """The rows of the run before that are no more, or that decide something else now."""
    now = decision.alias("now")
    is_now = and_(
        now.c.job_month == held.job_month, now.c.job_id == held.job_id, now.c.row_no == was.c.row_no
    )
    return (
        select(was.c.row_no, *(was.c[name] for name in COMPARED))
        .outerjoin(now, is_now)
        .where(or_(now.c.row_no.is_(None), *(now.c[name].is_distinct_from(was.c[name]) for name in DECIDING)))
    )


def counts(connection: Connection, job_id: JobId) -> dict[str, int]:
    """How many changes of each kind a run found."""
    query = (
        select(change.c.kind, func.count().label("changes"))
        .where(change.c.job_id == job_id)
        .group_by(change.c.kind)
    )
    return {row.kind: row.changes for row in connection.execute(query)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """Changes in the order of rows, and where the next page starts."""

    rows: list[dict[str, Any]]
    next: str | None


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    limit: int,
    cursor: str | None = None,
    kind: str | None = None,
) -> ChangePage:
    """The changes of a run, of one kind or of all; raises `InvalidOption` for a cursor that is none."""
    query = _query(workspace_id, job_id, kind).limit(limit + 1)
    if cursor is not None:
        row_no, after = read_cursor(cursor, int, str)
        query = query.where(func.row(change.c.row_no, change.c.kind) > func.row(row_no, after))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return ChangePage(rows=rows[:limit], next=write_cursor(last["row_no"], last["kind"]) if last else None)


def _query(workspace_id: WorkspaceId, job_id: JobId, kind: str | None) -> Select[Any]:
    query = (
        select(*(change.c[name] for name in _SHOWN))
        .where(change.c.job_id == job_id, change.c.workspace_id == workspace_id)
        .order_by(change.c.row_no, change.c.kind)
    )
    return query if kind is None else query.where(change.c.kind == kind)
