"""What must hold after every fault, checked in PostgreSQL itself and on the disk.

Every job has ended; its rows are those of a single-process run, bit for bit, and none twice; so are its
counts, errors and totals; no chunk is waiting or held; what has ended changes no more, whoever sweeps; no
part of a file is left without its job, and no spooled file.
"""

import hashlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import Connection, Engine, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import decisions, jobs
from core.db.protocol.recovery import sweep
from core.ids import JobId, WorkspaceId
from core.job_states import JobState
from core.settings import settings
from ops.drills.compare import differences
from ops.drills.sheets import FIRST_ROW, Sheet

_SWEEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A job, its sheet, and how it may end otherwise than a run nobody disturbed.

    `poison` are rows, counted from 0, that kill whoever decides them.
    """

    job_id: str
    sheet: Sheet
    is_cancelled: bool = False
    poison: frozenset[int] = frozenset()
    workspace_id: WorkspaceId = DEFAULT_WORKSPACE

    @property
    def poison_rows(self) -> list[int]:
        """The same as numbers of rows in the file."""
        return sorted(row + FIRST_ROW for row in self.poison)


def complaints(engine: Engine, sent: Sequence[Sent], *, folders: Sequence[Path]) -> list[str]:
    """What does not hold, in words; `folders` are those that files are spooled in."""
    told: list[str] = []
    for one in sent:
        with transaction(engine) as connection:
            told += [f"job {one.job_id}: {words}" for words in of_job(connection, one)]
    before = _state(engine, sent)
    for _ in range(_SWEEPS):
        with transaction(engine) as connection:
            sweep(connection, max_attempts=settings().max_attempts, free_slots=0)
    if _state(engine, sent) != before:
        told.append("something of an ended job has changed")
    with transaction(engine) as connection:
        told += of_files(connection)
    told += [
        f"left on the disk: {path}" for folder in folders for path in folder.rglob("*") if path.is_file()
    ]
    return told


def of_job(connection: Connection, one: Sent) -> list[str]:
    """What is wrong with a job, its chunks and its rows."""
    job = jobs.get(connection, one.workspace_id, JobId(UUID(one.job_id)))
    if not job.is_terminal:
        return [f"is {job.state}, not ended"]
    expected = one.sheet.outcome()
    frames = list(decisions.frames(connection, one.workspace_id, job.id, job.job_month))
    found = pl.concat(frames) if frames else expected.frame.clear()
    chunks = {
        row.state: row.count
        for row in connection.execute(
            text("SELECT state, count(*) FROM chunk WHERE job_id = :job GROUP BY state"), {"job": one.job_id}
        )
    }
    if one.is_cancelled:
        told = [] if job.state == JobState.CANCELLED else [f"is {job.state}, not cancelled"]
        told += differences(found, expected.frame, is_part=True)
        return told + [f"has chunks {state}" for state in chunks.keys() - {"done", "cancelled"}]
    errors = sorted(
        (row.row_no, row.column_name, row.code)
        for row in connection.execute(
            text("SELECT row_no, column_name, code FROM row_error WHERE job_id = :job"), {"job": one.job_id}
        )
    )
    if one.poison:
        return _of_poisoned(one, found, errors, job.state)
    told = differences(found, expected.frame)
    if errors != list(expected.errors):
        told.append(f"has the errors {errors[:9]} ... for {list(expected.errors)[:9]} ...")
    ends = JobState.PARTIALLY_SUCCEEDED if expected.rows_failed else JobState.SUCCEEDED
    if job.state != ends:
        told.append(f"is {job.state}, not {ends}: {job.status_reason}")
    counted = (job.progress.rows_total, job.progress.rows_ok, job.progress.rows_failed)
    if counted != (one.sheet.rows, expected.rows_ok, expected.rows_failed):
        told.append(f"counts rows as {counted}")
    totals = connection.scalar(
        text("SELECT summary FROM job_summary WHERE job_id = :job"), {"job": one.job_id}
    )
    if totals != expected.summary:
        told.append("has other totals")
    return told + [f"has chunks {state}" for state in chunks.keys() - {"done"}]


def _of_poisoned(
    one: Sent, found: pl.DataFrame, errors: list[tuple[int, str, str]], state: JobState
) -> list[str]:
    """The rows to blame are named and have no numbers; all others are as if these had not been there."""
    rows = pl.Series(one.poison_rows, dtype=pl.Int32).implode()
    expected = one.sheet.outcome()
    told = differences(
        found.filter(~pl.col("row_no").is_in(rows)), expected.frame.filter(~pl.col("row_no").is_in(rows))
    )
    if state != JobState.PARTIALLY_SUCCEEDED:
        told.append(f"is {state}")
    if (found.filter(pl.col("row_no").is_in(rows))["status"] != "error").any():
        told.append("a row that could not be decided has a decision")
    others = set(expected.errors)
    blamed = sorted(error[0] for error in errors if error not in others)
    if blamed != one.poison_rows:
        told.append(f"blames the rows {blamed[:9]} for {one.poison_rows}")
    if not others <= set(errors):
        told.append("has lost errors of other rows")
    return told


def _state(engine: Engine, sent: Sequence[Sent]) -> list[Any]:
    """Everything of the jobs that must not change any more."""
    found: list[Any] = []
    with transaction(engine) as connection:
        for one in sent:
            job = {"job": one.job_id}
            found += connection.execute(text("SELECT * FROM job WHERE id = :job"), job).all()
            found += connection.execute(
                text("SELECT id, state, attempt, finished_at FROM chunk WHERE job_id = :job ORDER BY id"), job
            ).all()
            rows = connection.scalars(
                text("SELECT decision::text FROM decision WHERE job_id = :job ORDER BY row_no"), job
            )
            found.append(hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


_NOT_WHOLE = """
SELECT file.id FROM file LEFT JOIN file_part ON file_part.file_id = file.id
GROUP BY file.id, file.size HAVING file.size != coalesce(sum(length(file_part.data)), 0)
"""
_WITHOUT_JOB = """
SELECT id FROM file WHERE NOT EXISTS (SELECT FROM job WHERE job.file_id = file.id)
AND NOT EXISTS (SELECT FROM job_export WHERE job_export.file_id = file.id)
"""
_WITHOUT_FILE = "SELECT file_id FROM file_part WHERE NOT EXISTS (SELECT FROM file WHERE file.id = file_id)"


def of_files(connection: Connection) -> list[str]:
    """File parts that belong to nothing, and chunks that somebody still holds."""
    questions = {"not whole": _NOT_WHOLE, "without a job": _WITHOUT_JOB, "without a file": _WITHOUT_FILE}
    found = {words: connection.scalars(text(query)).all() for words, query in questions.items()}
    held = connection.scalar(text("SELECT count(*) FROM chunk WHERE state = 'leased'"))
    told = [f"file parts {words}: {len(ids)}" for words, ids in found.items() if ids]
    return [*told, f"chunks still held: {held}"] if held else told


def age(folder: Path, seconds: float) -> bool:
    """Make the files in `folder` look that old; False where there are none."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (time.time() - seconds,) * 2)
    return bool(files)
