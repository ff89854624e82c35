"""A job that mends another answers for every row of both, or is refused at once."""

import io
from datetime import date

import pytest
from sqlalchemy import Engine, select, text, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import amending, decisions, jobs, reading, retention
from core.db.protocol.finishing import close
from core.db.protocol.limits import Limits
from core.db.protocol.recovery import bury, sweep
from core.db.protocol.submitting import Request, submit, submit_again
from core.db.protocol.transitions import cancel
from core.db.schema.tables import chunk, job
from core.errors import DatabaseUnavailable, InvalidOption, LeaseLost
from core.ids import JobId
from core.job_options import JobOptions
from core.job_states import JobState
from core.sheets.understanding import Understanding
from tests.integration.db.protocol import EXPIRED, must_take, read_job
from tests.integration.db.test_retention import ended_job

ASKED = Request(
    workspace_id=DEFAULT_WORKSPACE,
    created_by="test",
    key=None,
    fingerprint="",
    limits=Limits(running_jobs=9, stored_bytes=2**30),
)
OPTIONS = JobOptions(as_of=date(2026, 11, 22))


def understood(engine: Engine, job_id: JobId) -> JobId:
    with transaction(engine) as connection:
        found = Understanding(rows=20).to_json()
        connection.execute(update(job).where(job.c.id == job_id).values(understanding=found))
    return job_id


def computed(engine: Engine) -> JobId:
    """A job of twenty rows, each with a decision."""
    base = understood(engine, ended_job(engine))
    with transaction(engine) as connection:
        connection.execute(update(job).where(job.c.id == base).values(rows_total=20))
    return base


def amend(engine: Engine, base: JobId) -> JobId:
    with transaction(engine) as connection:
        made, _ = submit(
            connection,
            ASKED,
            name="mended.csv",
            media_type="text/csv",
            size=4,
            stream=io.BytesIO(b"sku\n"),
            options=OPTIONS,
            amends=base,
        )
    return made.id


def purge_at_once(engine: Engine, base: JobId) -> None:
    """Delete it, without waiting for anybody."""
    with transaction(engine) as connection:
        connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        retention.purge(connection, DEFAULT_WORKSPACE, base, by="key:1")


def test_a_job_whose_rows_were_all_computed_can_be_mended(engine: Engine) -> None:
    base = computed(engine)
    assert amend(engine, base)


def test_a_job_with_rows_that_were_never_computed_cannot_be_mended(engine: Engine) -> None:
    """They would be missing from the new job, which would say that all its rows have a decision."""
    base = computed(engine)
    with transaction(engine) as connection:
        query = select(chunk.c.id).where(chunk.c.job_id == base, chunk.c.ordinal == 1)
        one = connection.execute(query).scalar_one()
        bury(connection, one, error="it died four times")
    with pytest.raises(InvalidOption, match="10 of its rows were never computed"):
        amend(engine, base)


def test_a_cancelled_job_with_rows_left_cannot_be_mended(engine: Engine) -> None:
    base = understood(engine, read_job(engine, chunks=2))
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, base)
    with pytest.raises(InvalidOption, match="20 of its rows were never computed"):
        amend(engine, base)


def test_mending_is_not_retried_once_the_mended_job_is_gone(engine: Engine) -> None:
    base = computed(engine)
    second = amend(engine, base)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, second)
        retention.purge(connection, DEFAULT_WORKSPACE, base, by="key:1")
    with pytest.raises(InvalidOption, match="amends"), transaction(engine) as connection:
        submit_again(connection, ASKED, second, OPTIONS)


def test_the_mended_job_cannot_be_deleted_in_the_moment_its_errors_are_carried_over(engine: Engine) -> None:
    base = computed(engine)
    amend(engine, base)
    held = must_take(engine)
    with transaction(engine) as connection:
        found = amending.base_of(connection, held)
        assert found is not None
        carrying = amending.begin(connection, held, found)
    with transaction(engine) as connection:
        amending.end(connection, held, carrying, {})
        with pytest.raises(DatabaseUnavailable):
            purge_at_once(engine, base)
    with transaction(engine) as connection:
        retention.purge(connection, DEFAULT_WORKSPACE, base, by="key:1")
        assert jobs.get(connection, DEFAULT_WORKSPACE, base).state == JobState.SUCCEEDED


def test_a_worker_that_lost_its_lease_while_it_carried_rows_over_carries_no_more(engine: Engine) -> None:
    base = computed(engine)
    job_id = amend(engine, base)
    read = must_take(engine)
    with transaction(engine) as connection:
        reading.complete(connection, read, chunks=0, rows=0)
    late = must_take(engine, "late", EXPIRED)
    with transaction(engine) as connection:
        found = amending.base_of(connection, late)
        assert found is not None
        carrying = amending.begin(connection, late, found)
        assert amending.carry(connection, late, carrying, -1) is not None
    with transaction(engine) as connection:
        assert sweep(connection, max_attempts=3, free_slots=1) is not None
    held = must_take(engine, "next")
    assert held.chunk_id == late.chunk_id
    for step in (
        lambda connection: amending.carry(connection, late, carrying, 1),
        lambda connection: amending.end(connection, late, carrying, {}),
        lambda connection: amending.begin(connection, late, found),
    ):
        with pytest.raises(LeaseLost), transaction(engine) as connection:
            step(connection)
    with transaction(engine) as connection:
        again = amending.begin(connection, held, found)
        last: int | None = -1
        while last is not None:
            last = amending.carry(connection, held, again, last)
        amending.end(connection, held, again, {})
        close(connection, held, {})
    with transaction(engine) as connection:
        ended = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
        assert decisions.count(connection, DEFAULT_WORKSPACE, job_id, ended.job_month) == 20
    assert (ended.state, ended.progress.rows_total, ended.progress.rows_ok) == (JobState.SUCCEEDED, 20, 20)
