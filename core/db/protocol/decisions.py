"""Decisions: written by COPY into the month's partition, read back as pages and as frames."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.dialects.postgresql import dialect as postgresql_dialect

from core import faults
from core.db.binary_copy import encoded
from core.db.copying import copy
from core.db.protocol.leases import Lease
from core.db.schema import partitions
from core.db.schema.item_columns import DECISION_KINDS
from core.db.schema.tables import decision
from core.ids import JobId, WorkspaceId
from core.inventory.fields import Kind

_FRAME_ROWS = 50_000
_DIALECT = postgresql_dialect()  # type: ignore[no-untyped-call]

_POLARS: dict[Kind, type[pl.DataType]] = {
    Kind.NUMBER: pl.Float64,
    Kind.FLAG: pl.Boolean,
    Kind.TEXT: pl.String,
    Kind.DATE: pl.Date,
    Kind.BREAKS: pl.String,
}
# What a frame of decisions holds, in this order.
FRAME_SCHEMA: dict[str, type[pl.DataType]] = {
    "row_no": pl.Int32,
    **{name: _POLARS[kind] for name, kind in DECISION_KINDS.items()},
    "other": pl.String,
}
_JSON_COLUMNS = frozenset({*(name for name, kind in DECISION_KINDS.items() if kind is Kind.BREAKS), "other"})


def copy_in(connection: Connection, held: Lease, frame: pl.DataFrame) -> None:
    """Write the decisions of a chunk in place of any an earlier attempt left.

    `frame` has the columns of `FRAME_SCHEMA`.
    """
    connection.execute(
        delete(decision).where(
            decision.c.job_month == held.job_month,
            decision.c.job_id == held.job_id,
            decision.c.row_no.between(held.first_row, held.last_row),
        )
    )
    if frame.is_empty():  # a run's rows may all be of items that are gone
        return
    names, buffer = encoded(
        frame.select(pl.col(name).cast(dtype) for name, dtype in FRAME_SCHEMA.items()),
        {"job_month": held.job_month, "job_id": held.job_id, "workspace_id": held.workspace_id},
        _JSON_COLUMNS,
    )
    listed = ", ".join(f'"{name}"' for name in names)
    copy(
        connection,
        f"COPY {partitions.leaf(held.job_month)} ({listed}) FROM STDIN (FORMAT binary)",
        faults.interrupted("compute.in_copy", buffer),
    )


def delete_job(connection: Connection, workspace_id: WorkspaceId, job_id: JobId, job_month: date) -> None:
    """Remove every decision of a job."""
    connection.execute(
        delete(decision).where(
            decision.c.job_month == job_month,
            decision.c.job_id == job_id,
            decision.c.workspace_id == workspace_id,
        )
    )


def frames(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, job_month: date, *, after: int = -1
) -> Iterator[pl.DataFrame]:
    """The decisions of a job in the order of its rows, a keyset page at a time, as `FRAME_SCHEMA`.

    From the row after `after` on, so that a slow download can take each page in a transaction of its own.
    """
    last = after
    while True:
        query = (
            select(*(decision.c[name] for name in FRAME_SCHEMA))
            .where(
                decision.c.job_month == job_month,
                decision.c.job_id == job_id,
                decision.c.workspace_id == workspace_id,
                decision.c.row_no > last,
            )
            .order_by(decision.c.row_no)
            .limit(_FRAME_ROWS)
        )
        frame = copied_frame(connection, query, tuple(FRAME_SCHEMA))
        if frame.height == 0:
            return
        last = int(frame["row_no"][-1])
        yield frame


def copied_frame(connection: Connection, query: Select[Any], names: Sequence[str]) -> pl.DataFrame:
    """What a query of these columns of `FRAME_SCHEMA` finds, by COPY."""
    text = query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    buffer = io.BytesIO()
    copy(connection, f"COPY ({text}) TO STDOUT (FORMAT csv, HEADER)", buffer)
    buffer.seek(0)
    # PostgreSQL writes booleans as t and f, which no csv reader takes for booleans.
    flags = [name for name in names if FRAME_SCHEMA[name] is pl.Boolean]
    schema = {name: pl.String if name in flags else FRAME_SCHEMA[name] for name in names}
    frame = pl.read_csv(buffer, schema=schema)
    return frame.with_columns(pl.col(name) == "t" for name in flags)


def count(connection: Connection, workspace_id: WorkspaceId, job_id: JobId, job_month: date) -> int:
    """How many decisions the job has so far."""
    query = (
        select(func.count())
        .select_from(decision)
        .where(
            decision.c.job_month == job_month,
            decision.c.job_id == job_id,
            decision.c.workspace_id == workspace_id,
        )
    )
    return connection.scalar(query) or 0


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """A decision row as the API shows it: without what only the database needs."""
    return {name: value for name, value in row.items() if name not in ("job_month", "job_id", "workspace_id")}
