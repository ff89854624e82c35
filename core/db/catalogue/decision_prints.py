"""A number for each decision of a run, so that the next run knows which decisions are as they were.

Most are, on most nights; reading a million of them back only to find that takes longer than computing them.
"""

from typing import Final

import numpy as np
import polars as pl
from sqlalchemy import Connection, delete, insert, select

from core.db.protocol.leases import Lease
from core.db.schema.catalogue_tables import decision_print
from core.ids import JobId
from core.sheets.catalogue.prints import PRINTS, prints_of

_ROW, _PRINT = np.dtype("<i4"), np.dtype("<u8")
_ROW_BYTES: Final = _ROW.itemsize + _PRINT.itemsize


def keep(connection: Connection, held: Lease, decided: pl.DataFrame) -> pl.DataFrame:
    """Write those of a chunk in place of what an earlier attempt left; returns them."""
    found = prints_of(decided)
    rows = found["row_no"].to_numpy().astype(_ROW).tobytes()
    prints = found["print"].to_numpy().astype(_PRINT).tobytes()
    of_chunk = {"job_id": held.job_id, "first_row": held.first_row}
    connection.execute(delete(decision_print).filter_by(**of_chunk))
    connection.execute(
        insert(decision_print).values(
            **of_chunk, last_row=held.last_row, workspace_id=held.workspace_id, prints=rows + prints
        )
    )
    return found


def of_rows(connection: Connection, job_id: JobId, first_row: int, last_row: int) -> pl.DataFrame:
    """Those of a run's rows in this range, as `PRINTS`; none of a run that kept none."""
    parts = connection.scalars(
        select(decision_print.c.prints).where(
            decision_print.c.job_id == job_id,
            decision_print.c.first_row <= last_row,
            decision_print.c.last_row >= first_row,
        )
    )
    frames = [_frame(bytes(part)) for part in parts]
    found = pl.concat(frames) if frames else pl.DataFrame(schema=PRINTS)
    return found.filter(pl.col("row_no").is_between(first_row, last_row))


def _frame(part: bytes) -> pl.DataFrame:
    rows = len(part) // _ROW_BYTES
    return pl.DataFrame(
        {
            "row_no": np.frombuffer(part, _ROW, rows),
            "print": np.frombuffer(part, _PRINT, rows, rows * _ROW.itemsize),
        },
        schema=PRINTS,
    )
