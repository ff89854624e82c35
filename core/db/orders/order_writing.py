"""Lines and steps into their tables, however many, in two statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

KEPT: Final = (
    "job_id",
    "as_of",
    "suggested_quantity",
    "why",
    "description",
    "supplier",
    "price",
    "currency",
)
NAMES: Final = (
    *("id", "catalogue_id", "workspace_id", "sku", "location", *KEPT),
    *("state", "quantity", "reason", "snoozed_until", "by", "by_name", "placed_on", "on_hand", "on_order"),
    *("shown_quantity", "claimed_quantity", "closed_why"),
)
_CHANGED: Final = NAMES[NAMES.index("state") :]
_WRITE = text(f"""
    INSERT INTO order_line ({", ".join(NAMES)}, at, closed_at)
    SELECT {", ".join(NAMES)}, :at, CASE WHEN closed_why IS NOT NULL THEN CAST(:at AS timestamptz) END
    FROM jsonb_populate_recordset(null::order_line, :rows)
    ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _CHANGED)},
        at = excluded.at, closed_at = excluded.closed_at
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names
_STEP = text("""
    INSERT INTO order_line_step
        (line_id, workspace_id, at, by, by_name, from_state, to_state, quantity, snoozed_until, reason)
    SELECT line_id, workspace_id, :at, by, by_name, from_state, to_state, quantity, snoozed_until, reason
    FROM jsonb_populate_recordset(null::order_line_step, :rows)
""").bindparams(bindparam("rows", type_=JSONB))


def write(
    connection: Connection, lines: Sequence[Mapping[str, Any]], steps: Sequence[Mapping[str, Any]]
) -> None:
    """Write lines, new or changed, by `NAMES`, and their steps, all of one moment."""
    at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    connection.execute(_WRITE, {"rows": [_plain(line) for line in lines], "at": at})
    connection.execute(_STEP, {"rows": [_plain(step) for step in steps], "at": at})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | float) else str(value)
        for name, value in values.items()
    }
