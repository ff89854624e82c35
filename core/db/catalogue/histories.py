"""The months an uploaded sheet told of each of its rows, kept until its rows are taken into a catalogue."""

import io

import polars as pl
from sqlalchemy import Connection, delete

from core.db.copying import copy
from core.db.protocol.leases import Lease
from core.db.schema.catalogue_tables import row_history
from core.sheets.intake.read_parts import HISTORY, HISTORY_FIRST


def keep(connection: Connection, held: Lease, frame: pl.DataFrame) -> None:
    """Write the months of a chunk's rows in place of any an earlier attempt left."""
    if HISTORY not in frame.columns:
        return
    connection.execute(
        delete(row_history).where(
            row_history.c.job_id == held.job_id,
            row_history.c.row_no.between(held.first_row, held.last_row),
        )
    )
    known = frame.filter(pl.col(HISTORY).is_not_null())
    months = pl.col(HISTORY).cast(pl.List(pl.String)).list.eval(pl.element().fill_null("NULL"))
    lines = known.select(
        pl.lit(str(held.job_id)),
        pl.col("row_no"),
        pl.lit(str(held.workspace_id)).alias("workspace_id"),
        pl.col(HISTORY_FIRST),
        pl.concat_str(pl.lit("{"), months.list.join(","), pl.lit("}")).alias("months"),
    )
    buffer = io.BytesIO()
    lines.write_csv(buffer, include_header=False)
    buffer.seek(0)
    copy(
        connection,
        "COPY row_history (job_id, row_no, workspace_id, first_month, months) FROM STDIN (FORMAT csv)",
        buffer,
    )
