"""The only clock of the protocol is PostgreSQL's, and one that is set back stops nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.protocol.recovery import delay_before, sweep
from core.db.schema.tables import chunk
from tests.integration.db.protocol import LEASE, make_job, must_take, read_job, take

AHEAD = timedelta(hours=3)


def swept(engine: Engine) -> None:
    with transaction(engine) as connection:
        assert sweep(connection, max_attempts=4, free_slots=1, lease=LEASE) is not None


def test_a_lease_given_before_the_clock_was_set_back_ends_all_the_same(engine: Engine) -> None:
    read_job(engine, chunks=1)
    held = must_take(engine)
    with transaction(engine) as connection:
        connection.execute(
            update(chunk).where(chunk.c.id == held.chunk_id).values(lease_expires_at=func.now() + AHEAD)
        )
    swept(engine)
    with transaction(engine) as connection:
        left = select(chunk.c.lease_expires_at - func.clock_timestamp()).where(chunk.c.id == held.chunk_id)
        assert connection.execute(left).scalar_one() <= LEASE


def test_a_step_made_before_the_clock_was_set_back_does_not_wait_for_that_hour(engine: Engine) -> None:
    make_job(engine)
    with transaction(engine) as connection:
        connection.execute(update(chunk).values(not_before=func.now() + AHEAD))
    assert take(engine) is None
    swept(engine)
    assert take(engine) is not None


def test_a_step_that_rests_rests_on(engine: Engine) -> None:
    make_job(engine)
    with transaction(engine) as connection:
        connection.execute(update(chunk).values(not_before=func.now() + delay_before(4)))
    swept(engine)
    assert take(engine) is None


@pytest.mark.parametrize("attempt", [1, 4, 30, 1_000])
def test_however_often_a_step_has_failed_it_rests_minutes_at_most(attempt: int) -> None:
    assert timedelta(0) < delay_before(attempt) <= timedelta(minutes=10)


def test_a_clock_set_back_makes_no_negative_speed_and_no_time_left(engine: Engine) -> None:
    job_id = read_job(engine, chunks=2)
    must_take(engine)
    with transaction(engine) as connection:
        later = func.clock_timestamp() + AHEAD
        values = {"state": "done", "lease_token": None, "rows_ok": 10, "finished_at": later}
        connection.execute(update(chunk).where(chunk.c.ordinal == 1).values(started_at=later, **values))
        progress = jobs.get(connection, DEFAULT_WORKSPACE, job_id).progress
    assert (progress.rows_done, progress.rows_per_second, progress.eta_seconds) == (10, None, None)
