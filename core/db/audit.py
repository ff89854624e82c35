"""The audit: every single calculation, its input, result, time and caller."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text, tuple_

from core.db.cursors import moment, read_cursor, write_cursor
from core.db.tables import calculation
from core.ids import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """One call of /eoq; the id is made at the request, so that recording it twice keeps it once."""

    id: UUID
    request_id: str
    caller: str
    order_cost: float | None
    demand: float | None
    holding_cost: float | None
    input: Mapping[str, Any]
    result: Mapping[str, Any]
    http_status: int
    duration_ms: float
    engine_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculationPage:
    """Recorded calculations, newest first, and where the next page starts."""

    rows: list[dict[str, Any]]
    next: str | None


_RECORD = text(
    f"INSERT INTO calculation (workspace_id, {', '.join(Calculation.__slots__)}) "  # noqa: S608 - our own names
    f"SELECT :workspace_id, {', '.join(Calculation.__slots__)} "
    "FROM jsonb_populate_recordset(NULL::calculation, CAST(:rows AS jsonb)) ON CONFLICT DO NOTHING"
)


def record(connection: Connection, workspace_id: WorkspaceId, made: Calculation) -> None:
    """Keep one calculation."""
    record_all(connection, workspace_id, [made])


def record_all(connection: Connection, workspace_id: WorkspaceId, made: Sequence[Calculation]) -> None:
    """Keep calculations, in one statement; one that is there already stays as it is."""
    if not made:
        return
    # As one parameter: hundreds of rows of nine are dearer to bind than to write.
    rows = json.dumps(
        [{name: getattr(one, name) for name in Calculation.__slots__} for one in made],
        default=str,
        allow_nan=False,
    )
    connection.execute(_RECORD, {"workspace_id": workspace_id, "rows": rows})


def page(
    connection: Connection, workspace_id: WorkspaceId, *, limit: int, cursor: str | None = None
) -> CalculationPage:
    """The newest calculations, `limit` at a time."""
    columns = [column for column in calculation.c if column.name != "workspace_id"]
    query = (
        select(*columns)
        .where(calculation.c.workspace_id == workspace_id)
        .order_by(calculation.c.calculated_at.desc(), calculation.c.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        at, last = read_cursor(cursor, moment, UUID)
        query = query.where(tuple_(calculation.c.calculated_at, calculation.c.id) < tuple_(at, last))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    more = len(rows) > limit
    rows = rows[:limit]
    last_row = rows[-1] if more else None
    return CalculationPage(
        rows=rows,
        next=write_cursor(last_row["calculated_at"].isoformat(), last_row["id"]) if last_row else None,
    )
