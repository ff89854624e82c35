"""Counters that retention must not take back: what happened is added up in the transaction it happens in.

Who counts adds a row of its own and waits for nobody. Every few seconds a sweep folds those rows into the
sums; a reader adds up both, and as folding is one transaction it never sees a row twice or not at all.
"""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, text

from core.db.schema.counter_tables import counter_entry
from core.job_states import ChunkKind, JobState

# Bounds of the histogram of job durations [s]; the last bucket has none.
JOB_SECONDS: Final = (1, 5, 15, 60, 300, 900, 3600, 14400)
BEYOND: Final = "+Inf"

# How a try of a chunk ends. All but the first are tries that will be made again, or that buried it.
DONE: Final = "done"
FAILED: Final = "failed"
EXPIRED: Final = "expired"
HANDED_BACK: Final = "handed_back"
ATTEMPT_RESULTS: Final = (DONE, FAILED, EXPIRED, HANDED_BACK)

ROWS_OK: Final = "ok"
ROWS_FAILED: Final = "failed"
ROW_RESULTS: Final = (ROWS_OK, ROWS_FAILED)

_FOLD_LOCK: Final = 7_051_974
_FOLD: Final = text(
    """
    WITH gone AS (DELETE FROM counter_entry RETURNING *),
         summed AS (
             SELECT what, kind, result, bucket, sum(count) AS count, sum(amount) AS amount
             FROM gone GROUP BY what, kind, result, bucket
         )
    INSERT INTO counter_total AS total (what, kind, result, bucket, count, amount)
    SELECT what, kind, result, bucket, count, amount FROM summed
    ON CONFLICT (what, kind, result, bucket)
    DO UPDATE SET count = total.count + excluded.count, amount = total.amount + excluded.amount
    """
)


def job_ended(connection: Connection, kind: str, state: JobState, seconds: float) -> None:
    """Count a job that has ended, `seconds` after it was created."""
    at = bisect_left(JOB_SECONDS, seconds)
    bucket = str(JOB_SECONDS[at]) if at < len(JOB_SECONDS) else BEYOND
    _add(connection, {"what": "job", "kind": kind, "result": state, "bucket": bucket, "amount": seconds})


def chunk_tried(
    connection: Connection, kind: ChunkKind | str, result: str, *, rows_ok: int = 0, rows_failed: int = 0
) -> None:
    """Count how a try of a chunk ended, and the rows that it decided or that were given up with it."""
    rows = {ROWS_OK: rows_ok, ROWS_FAILED: rows_failed}
    _add(
        connection,
        {"what": "chunk", "kind": kind, "result": result},
        *({"what": "rows", "result": name, "count": count} for name, count in rows.items() if count),
    )


def _add(connection: Connection, *entries: Mapping[str, Any]) -> None:
    blank = {"kind": "", "result": "", "bucket": "", "count": 1, "amount": 0.0}
    # One statement of literal rows: one round trip, however many they are.
    connection.execute(insert(counter_entry).values([blank | dict(entry) for entry in entries]))


def fold(connection: Connection) -> None:
    """Add what was counted since to the sums; nothing where another process is at it."""
    if connection.scalar(select(func.pg_try_advisory_xact_lock(_FOLD_LOCK))):
        connection.execute(_FOLD)
