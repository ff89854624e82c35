"""What changed between a run and the one before it: told chunk by chunk, looked at page by page."""

from collections.abc import Callable
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.dialects.postgresql import dialect as postgresql_dialect

from core.db.binary_copy import encoded
from core.db.catalogue import decision_prints
from core.db.copying import copy
from core.db.cursors import read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.protocol.decisions import copied_frame
from core.db.protocol.leases import Lease
from core.db.schema.catalogue_tables import change
from core.db.schema.tables import decision, job
from core.ids import JobId, WorkspaceId
from core.sheets.catalogue.changes import COMPARED, SCHEMA, changes_of
from core.sheets.catalogue.kinds import KINDS

_MOST_NAMED: Final = 5_000  # of so many rows each is asked for by its number, of more the whole range
_SHOWN: Final = tuple(SCHEMA)
_DIALECT = postgresql_dialect()  # type: ignore[no-untyped-call]


def put(connection: Connection, held: Lease, decided: pl.DataFrame, percent: float) -> None:
    """Compare a chunk's decisions with the same rows of the run before; nothing for a first run.

    Writes in place of what an earlier attempt told of these rows.
    """
    prints = decision_prints.keep(connection, held, decided)
    if held.compares_with is None:
        return
    before = connection.execute(
        select(job.c.id, job.c.job_month, job.c.purged_at).where(job.c.id == held.compares_with)
    ).one_or_none()
    if before is None or before.purged_at is not None:
        return  # deleted meanwhile: there is nothing to compare with any more
    were = decision_prints.of_rows(connection, before.id, held.first_row, held.last_row)
    same = were.join(prints, on=["row_no", "print"], how="semi")
    other = were.join(same, on="row_no", how="anti")["row_no"].to_list()
    query = select(decision.c.row_no, *(decision.c[name] for name in COMPARED)).where(
        decision.c.job_month == before.job_month,
        decision.c.job_id == before.id,
        decision.c.row_no.between(held.first_row, held.last_row),
    )
    if not were.is_empty() and len(other) <= _MOST_NAMED:
        query = query.where(decision.c.row_no.in_(other))
    old = copied_frame(connection, query, ("row_no", *COMPARED)).join(same, on="row_no", how="anti")
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


def counts(connection: Connection, job_id: JobId) -> dict[str, int]:
    """How many changes of each kind a run found."""
    query = (
        select(change.c.kind, func.count().label("changes"))
        .where(change.c.job_id == job_id)
        .group_by(change.c.kind)
    )
    return {row.kind: row.changes for row in connection.execute(query)}


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    limit: int,
    cursor: str | None = None,
    kind: str | None = None,
) -> Rows:
    """The changes of a run, of one kind or of all: by kind, as `KINDS` has them, then by row.

    Raises `InvalidOption` for a cursor that is none.
    """
    kinds: tuple[str, ...] = KINDS if kind is None else (kind,)
    after = 0
    if cursor is not None:
        last, after = read_cursor(cursor, _one_of(kinds), int)
        kinds = kinds[kinds.index(last) :]
    rows: list[dict[str, Any]] = []
    # A question a kind, each answered from the index: to sort a million by the rank of kinds takes seconds.
    for one in kinds:
        query = _query(workspace_id, job_id, one, after).limit(limit + 1 - len(rows))
        rows += (dict(row) for row in connection.execute(query).mappings())
        after = 0
        if len(rows) > limit:
            return Page(
                rows=rows[:limit], next=write_cursor(rows[limit - 1]["kind"], rows[limit - 1]["row_no"])
            )
    return Page(rows=rows, next=None)


def _one_of(kinds: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in kinds:
            raise ValueError("a kind that is not asked for")
        return text

    return parse


def _query(workspace_id: WorkspaceId, job_id: JobId, kind: str, after: int) -> Select[Any]:
    return (
        select(*(change.c[name] for name in _SHOWN))
        .where(
            change.c.job_id == job_id,
            change.c.workspace_id == workspace_id,
            change.c.kind == kind,
            change.c.row_no > after,
        )
        .order_by(change.c.row_no)
    )
