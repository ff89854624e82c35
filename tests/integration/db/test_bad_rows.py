"""A row that makes the process deciding it die or fail is named; all other rows are delivered."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, update

import core.sheets.compute
from core import faults, queue
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import decisions, row_errors
from core.db.schema.tables import chunk
from core.ids import JobId
from core.job_states import ChunkKind, JobState
from core.settings import settings
from core.sheets.apart import ROW_CRASHED
from core.sheets.compute import DecidedFrame
from core.sheets.problems import RowError
from tests.integration.db.sheets import HEADER, job_of, rows, upload, work

ROWS = 40
SHEET = HEADER + rows(ROWS)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> Iterator[None]:
    monkeypatch.setenv("LOTWISE_REDIS_URL", redis_url)
    settings.cache_clear()
    queue.celery_app.cache_clear()
    yield
    settings.cache_clear()
    queue.celery_app.cache_clear()


@pytest.fixture
def drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Faults that only subprocesses started from now on look at."""
    monkeypatch.setenv(faults.VARIABLE, str(tmp_path))
    return tmp_path


def frame_of(engine: Engine, job_id: JobId) -> pl.DataFrame:
    month = job_of(engine, job_id).job_month
    with transaction(engine) as connection:
        return pl.concat(decisions.frames(connection, DEFAULT_WORKSPACE, job_id, month))


def errors_of(engine: Engine, job_id: JobId) -> list[RowError]:
    with transaction(engine) as connection:
        return row_errors.every(connection, DEFAULT_WORKSPACE, job_id)


def test_after_two_crashes_the_bad_row_is_named_and_all_others_are_delivered(
    engine: Engine, drill: Path
) -> None:
    undisturbed = upload(engine, SHEET)
    work(engine)
    faults.arm(drill, "compute.row:S17", "kill always")
    job_id = upload(engine, SHEET)
    work(engine, until=lambda held: held.kind == ChunkKind.COMPUTE)
    with transaction(engine) as connection:
        # As two workers that died of it leave it.
        connection.execute(
            update(chunk)
            .where(chunk.c.job_id == job_id, chunk.c.kind == ChunkKind.COMPUTE)
            .values(state="pending", lease_token=None, lease_expires_at=None, attempt=2)
        )
    work(engine)
    job = job_of(engine, job_id)
    assert (job.state, job.progress.rows_ok, job.progress.rows_failed) == (
        JobState.PARTIALLY_SUCCEEDED,
        ROWS - 1,
        1,
    )
    error = errors_of(engine, job_id)[0]
    assert (error.row, error.value, error.code) == (19, "S17", ROW_CRASHED)
    assert "SIGKILL" in error.message
    found, expected = frame_of(engine, job_id), frame_of(engine, undisturbed)
    others = pl.col("sku") != "S17"
    assert found.filter(others).equals(expected.filter(others))


def test_an_error_of_the_engine_costs_the_one_row_at_the_first_attempt(
    engine: Engine, drill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> DecidedFrame:
        raise ZeroDivisionError("nobody thought of this row")

    monkeypatch.setattr(core.sheets.compute, "decide_frame", fails)
    faults.arm(drill, "compute.row:S5", "raise always")
    job_id = upload(engine, SHEET)
    work(engine)
    job = job_of(engine, job_id)
    assert (job.state, job.progress.rows_ok) == (JobState.PARTIALLY_SUCCEEDED, ROWS - 1)
    assert [(error.row, error.code) for error in errors_of(engine, job_id)] == [(7, ROW_CRASHED)]
