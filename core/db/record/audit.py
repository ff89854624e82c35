"""The audit, written: every single calculation, its input, result, time and caller."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from core.db.connect import at_once
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
    # The result as JSON, where it is at hand: it is by far the longest of all.
    result_json: str = ""


_COLUMNS = [name for name in Calculation.__slots__ if name != "result_json"]
_ENCODED_HERE = [name for name in _COLUMNS if name != "result"]
_encode = json.JSONEncoder(default=str, allow_nan=False).encode

_RECORD = (
    f"INSERT INTO calculation (workspace_id, {', '.join(_COLUMNS)}) "  # noqa: S608 - our own names
    f"SELECT current_setting('lotwise.workspace_id')::uuid, {', '.join(_COLUMNS)} "
    "FROM jsonb_populate_recordset(NULL::calculation, CAST(%s AS jsonb)) ON CONFLICT DO NOTHING"
)


def record_all(engine: Engine, made: Mapping[WorkspaceId, Sequence[Calculation]]) -> None:
    """Keep calculations, in one transaction; one that is there already stays as it is.

    Returns when they are committed; raises `DatabaseUnavailable`, and `DBAPIError` for a row that is refused.
    """
    # As one parameter: hundreds of rows of nine are dearer to bind than to write.
    at_once(
        engine,
        [(workspace_id, _RECORD, f"[{','.join(map(_row, rows))}]") for workspace_id, rows in made.items()],
    )


def _row(one: Calculation) -> str:
    head = _encode({name: getattr(one, name) for name in _ENCODED_HERE})
    return f'{head[:-1]},"result":{one.result_json or _encode(one.result)}}}'
