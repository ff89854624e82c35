"""What is deleted or past its time goes, what is kept stays whole, and a stub remembers."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import decisions, files, jobs, leases, retention
from core.db.protocol.finishing import close
from core.db.protocol.jobs import Job
from core.db.schema.protocol_tables import idempotency_key
from core.db.schema.tables import chunk, file, file_part, job, job_summary, row_error
from core.errors import JobNotFinished
from core.ids import JobId
from core.job_options import JobOptions
from core.job_states import ChunkKind, JobState
from core.settings import settings
from tests.integration.db.protocol import decided, make_job, must_take, read_job, take
from worker import cleaning
from worker.cleaning import clean


@pytest.fixture(autouse=True)
def _days(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, days in (("FILES", 10), ("DECISIONS", 20), ("JOBS", 30)):
        monkeypatch.setenv(f"LOTWISE_KEEP_{name}_DAYS", str(days))
    settings.cache_clear()
    yield
    settings.cache_clear()


def ended_job(engine: Engine, *, days_ago: float = 0) -> JobId:
    job_id = read_job(engine, chunks=2)
    for _ in range(2):
        held = must_take(engine)
        with transaction(engine) as connection:
            leases.lock(connection, held)
            decisions.copy_in(connection, held, decided(held))
            leases.mark_done(connection, held, rows_ok=10)
    with transaction(engine) as connection:
        close(connection, must_take(engine), {"words": []})
        ago = func.clock_timestamp() - timedelta(days=days_ago)
        connection.execute(update(job).where(job.c.id == job_id).values(finished_at=ago, created_at=ago))
        of_job = select(job.c.file_id).where(job.c.id == job_id).scalar_subquery()
        connection.execute(update(file).where(file.c.id == of_job).values(created_at=ago))
    return job_id


def job_of(engine: Engine, job_id: JobId) -> Job:
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id)


def rows_of(engine: Engine, found: Job) -> int:
    with transaction(engine) as connection:
        return decisions.count(connection, DEFAULT_WORKSPACE, found.id, found.job_month)


def count(engine: Engine, table: Any) -> int:  # noqa: ANN401
    with transaction(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_a_deleted_job_leaves_a_stub_and_nothing_else(engine: Engine) -> None:
    kept, job_id = ended_job(engine), ended_job(engine)
    with transaction(engine) as connection:
        for _ in range(2):
            retention.purge(connection, DEFAULT_WORKSPACE, job_id, by="key:1")
    stub = job_of(engine, job_id)
    assert (stub.state, stub.purged_by, stub.understanding) == (JobState.SUCCEEDED, "key:1", None)
    assert "deleted on" in stub.status_reason
    with transaction(engine) as connection:
        assert [one.id for one in jobs.page(connection, DEFAULT_WORKSPACE, limit=9).rows] == [kept]
    assert not clean(engine), "nothing is left to do"
    assert rows_of(engine, job_of(engine, job_id)) == 0
    assert rows_of(engine, job_of(engine, kept)) == 20
    assert (count(engine, chunk), count(engine, job_summary), count(engine, row_error)) == (4, 1, 0)
    assert (count(engine, file), count(engine, file_part)) == (2, 1)
    assert job_of(engine, job_id).upload.is_purged


def test_a_job_under_way_is_not_deleted(engine: Engine) -> None:
    job_id = make_job(engine)
    with pytest.raises(JobNotFinished), transaction(engine) as connection:
        retention.purge(connection, DEFAULT_WORKSPACE, job_id, by="key:1")


def test_a_large_job_goes_in_small_steps(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "_ROWS_AT_ONCE", 3)
    job_id = ended_job(engine)
    with transaction(engine) as connection:
        retention.purge(connection, DEFAULT_WORKSPACE, job_id, by="key:1")
    monkeypatch.setattr(cleaning, "_MOST_SECONDS", 0.0)
    assert clean(engine), "there is more to do"
    monkeypatch.setattr(cleaning, "_MOST_SECONDS", 60.0)
    assert not clean(engine)
    assert rows_of(engine, job_of(engine, job_id)) == 0


@pytest.mark.parametrize(
    ("days", "has_file", "has_rows", "has_stub"),
    [(9, True, True, True), (11, False, True, True), (21, False, False, True), (31, False, False, False)],
)
def test_files_then_decisions_then_the_stub_go_by_age(
    engine: Engine, days: int, has_file: bool, has_rows: bool, has_stub: bool
) -> None:
    job_id = ended_job(engine, days_ago=days)
    month = job_of(engine, job_id).job_month
    clean(engine)
    with transaction(engine) as connection:
        found = decisions.count(connection, DEFAULT_WORKSPACE, job_id, month)
    assert (count(engine, file_part) > 0, found > 0, count(engine, job) > 0) == (has_file, has_rows, has_stub)


def test_a_file_stays_as_long_as_another_job_needs_it(engine: Engine) -> None:
    job_id = ended_job(engine)
    stored = job_of(engine, job_id).upload
    with transaction(engine) as connection:
        options = JobOptions.from_json(jobs.get(connection, DEFAULT_WORKSPACE, job_id).options)
        jobs.create(connection, DEFAULT_WORKSPACE, stored=stored, options=options, created_by="test")
        retention.purge(connection, DEFAULT_WORKSPACE, job_id, by="key:1")
    clean(engine)
    assert count(engine, file_part) == 1


def test_parts_of_no_file_that_anybody_asked_for_are_swept(engine: Engine) -> None:
    ended_job(engine)
    with transaction(engine) as connection:
        for age in (0, 2):
            stored = files.store(connection, DEFAULT_WORKSPACE, "x.csv", "text/csv", io.BytesIO(b"x"))
            ago = func.clock_timestamp() - timedelta(days=age)
            connection.execute(update(file).where(file.c.id == stored.id).values(created_at=ago))
    clean(engine)
    assert (count(engine, file), count(engine, file_part)) == (2, 2), "one just stored may be asked for yet"


def test_a_question_nobody_answers_ends_with_its_file(engine: Engine) -> None:
    job_id = make_job(engine)
    with transaction(engine) as connection:
        ago = func.clock_timestamp() - timedelta(days=11)
        connection.execute(update(job).values(state=JobState.NEEDS_ANSWER, created_at=ago))
        connection.execute(update(chunk).values(state="done"))
    clean(engine)
    assert job_of(engine, job_id).state == JobState.CANCELLED


def test_old_keys_are_forgotten(engine: Engine) -> None:
    ended_job(engine)
    with transaction(engine) as connection:
        ago = func.clock_timestamp() - timedelta(days=8)
        connection.execute(
            idempotency_key.insert().values(
                workspace_id=DEFAULT_WORKSPACE, key="k", fingerprint="f", created_at=ago
            )
        )
    clean(engine)
    assert count(engine, idempotency_key) == 0


def test_cleaning_leaves_what_is_under_way_alone(engine: Engine) -> None:
    read_job(engine, chunks=2)
    clean(engine)
    held = take(engine)
    assert held is not None
    assert held.kind == ChunkKind.COMPUTE
