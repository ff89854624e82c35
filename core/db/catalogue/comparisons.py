"""What a scenario decides otherwise than its baseline: written chunk by chunk, looked at page by page."""

from collections.abc import Iterable
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, and_, delete, or_, select

from core.db.binary_copy import encoded
from core.db.copying import copy
from core.db.cursors import read_cursor, write_cursor
from core.db.paged import Page, Rows
from core.db.protocol.leases import Lease
from core.db.schema.scenario_tables import scenario_row
from core.ids import JobId, WorkspaceId
from core.job_options import JobOptions
from core.sheets.catalogue.comparison import SCHEMA, Comparison, compared, differing
from core.sheets.catalogue.comparison_words import words_of

_SHOWN: Final = tuple(name for name in SCHEMA if name != "weight")


def put(
    connection: Connection, held: Lease, baseline: pl.DataFrame, scenario: pl.DataFrame
) -> dict[str, Any]:
    """Compare the decisions on a chunk; returns what is to be told of it in the chunk's summary.

    Writes in place of what an earlier attempt left of these rows.
    """
    asked = JobOptions.from_json(held.options).scenario
    if asked is None:
        return {}
    found = differing(baseline, scenario)
    connection.execute(
        delete(scenario_row).where(
            scenario_row.c.job_id == held.job_id,
            scenario_row.c.row_no.between(held.first_row, held.last_row),
        )
    )
    told = {"comparison": compared(baseline, scenario, asked.assumptions).to_json()}
    if found.is_empty():
        return told
    names, buffer = encoded(found, {"job_id": held.job_id, "workspace_id": held.workspace_id}, frozenset())
    copy(connection, f"COPY scenario_row ({', '.join(names)}) FROM STDIN (FORMAT binary)", buffer)
    return told


def total(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the summaries of all chunks tell together, and the same in words; nothing for other jobs."""
    own = [Comparison.from_json(part["comparison"]) for part in parts if "comparison" in part]
    if not own:
        return {}
    told = sum(own, Comparison()).to_json()
    return {"comparison": told | {"words": words_of(told)}}


def page(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    limit: int,
    cursor: str | None = None,
) -> Rows:
    """Rows that are decided otherwise, those whose costs differ most first.

    Raises `InvalidOption` for a cursor that is none.
    """
    weight, row_no = scenario_row.c.weight, scenario_row.c.row_no
    query = (
        select(weight, *(scenario_row.c[name] for name in _SHOWN))
        .where(scenario_row.c.job_id == job_id, scenario_row.c.workspace_id == workspace_id)
        .order_by(weight.desc(), row_no)
        .limit(limit + 1)
    )
    if cursor is not None:
        last, after = read_cursor(cursor, float, int)
        query = query.where(weight <= last, or_(weight < last, and_(weight == last, row_no > after)))
    found = connection.execute(query).all()
    last_row = found[limit - 1] if len(found) > limit else None
    return Page(
        rows=[{name: getattr(row, name) for name in _SHOWN} for row in found[:limit]],
        next=write_cursor(last_row.weight, last_row.row_no) if last_row else None,
    )
