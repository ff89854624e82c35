"""Row errors: every refused cell, kept as long as the job; very many alike become one with row ranges."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, tuple_

from core.db.cursors import read_cursor, write_cursor
from core.db.schema.tables import row_error
from core.ids import JobId, WorkspaceId
from core.job_states import ChunkKind
from core.sheets.problems import RowError

# Per column, code and chunk; a sheet whose every row lacks a price needs no million sentences.
_MOST_ALIKE = 1_000


def put(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    chunk_ordinal: int,
    kind: ChunkKind,
    errors: Iterable[RowError],
) -> None:
    """Replace what the step `kind` found in this chunk by `errors`."""
    connection.execute(
        delete(row_error).where(
            row_error.c.job_id == job_id,
            row_error.c.chunk_ordinal == chunk_ordinal,
            row_error.c.kind == kind,
        )
    )
    rows = [
        {
            "workspace_id": workspace_id,
            "job_id": job_id,
            "chunk_ordinal": chunk_ordinal,
            "kind": kind,
            "row_no": error.row,
            "column_name": error.column,
            "cell": error.cell,
            "value": error.value,
            "code": error.code,
            "message": error.message,
            "remedy": error.remedy,
        }
        for error in _capped(errors)
    ]
    if rows:
        connection.execute(insert(row_error), rows)


def _capped(errors: Iterable[RowError]) -> Iterator[RowError]:
    seen: Counter[tuple[str, str]] = Counter()
    beyond: dict[tuple[str, str], list[RowError]] = {}
    for error in errors:
        alike = (error.column, error.code)
        seen[alike] += 1
        if seen[alike] <= _MOST_ALIKE:
            yield error
        else:
            beyond.setdefault(alike, []).append(error)
    for rest in beyond.values():
        first = rest[0]
        yield RowError(
            row=first.row,
            column=first.column,
            cell="",
            value="",
            code=first.code,
            message=f"{len(rest)} more rows have the same error: {_ranges([error.row for error in rest])}",
            remedy=first.remedy,
        )


def _ranges(rows: Sequence[int]) -> str:
    """Row numbers as a planner writes them: `3-7, 12`."""
    ordered = sorted(set(rows))
    starts = [ordered[0], *(after for before, after in pairwise(ordered) if after != before + 1)]
    ends = [*(before for before, after in pairwise(ordered) if after != before + 1), ordered[-1]]
    parts = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
    shown = ", ".join(parts[:20])
    return shown if len(parts) <= 20 else f"{shown} and {len(parts) - 20} more ranges"


def bury_rows(connection: Connection, chunk: Row[Any], *, error: str) -> None:
    """Say of a buried chunk which rows were not computed."""
    put(
        connection,
        chunk.workspace_id,
        chunk.job_id,
        chunk_ordinal=chunk.ordinal,
        kind=ChunkKind.COMPUTE,
        errors=[
            RowError(
                row=chunk.first_row,
                column="",
                cell="",
                value="",
                code="not_computed",
                message=f"Rows {chunk.first_row} to {chunk.last_row} could not be computed: {error}",
                remedy="Upload these rows again; if they fail again, the worker's log names the cause.",
            )
        ],
    )


def page(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, *, limit: int, cursor: str | None = None
) -> tuple[list[RowError], str | None]:
    """The errors of a job in the order of its rows, `limit` at a time, and the next page's cursor."""
    query = (
        select(row_error)
        .where(row_error.c.workspace_id == workspace_id, row_error.c.job_id == job_id)
        .order_by(row_error.c.row_no, row_error.c.id)
        .limit(limit + 1)
    )
    if cursor is not None:
        query = query.where(
            tuple_(row_error.c.row_no, row_error.c.id) > tuple_(*read_cursor(cursor, int, int))
        )
    rows = connection.execute(query).all()
    shown = rows[:limit]
    after = write_cursor(shown[-1].row_no, shown[-1].id) if len(rows) > limit else None
    return [_of_row(row) for row in shown], after


def every(connection: Connection, workspace_id: WorkspaceId, job_id: UUID) -> list[RowError]:
    """All errors of a job, in the order of its rows."""
    query = (
        select(row_error)
        .where(row_error.c.workspace_id == workspace_id, row_error.c.job_id == job_id)
        .order_by(row_error.c.row_no, row_error.c.id)
    )
    return [_of_row(row) for row in connection.execute(query)]


def _of_row(row: Row[Any]) -> RowError:
    return RowError(
        row=row.row_no,
        column=row.column_name,
        cell=row.cell,
        value=row.value,
        code=row.code,
        message=row.message,
        remedy=row.remedy,
    )
