"""The audit, written: every single calculation, its input, result, time and caller."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

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
