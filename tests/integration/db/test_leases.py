"""A chunk is worked on by one worker at a time and finished once, whatever dies, sleeps or comes back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs, leases, reading
from core.db.protocol.decisions import copy_in, count
from core.db.protocol.finishing import close
from core.db.protocol.leases import Lease, Order
from core.db.protocol.recovery import refuse, sweep, try_again
from core.db.protocol.transitions import cancel, close_if_cancelled
from core.db.protocol.workers import forget
from core.db.schema.tables import chunk
from core.errors import JobAlreadyEnded, JobCancelled, LeaseLost, SheetTooLarge, UnreadableFile
from core.ids import JobId
from core.job_states import ChunkKind, JobState
from tests.integration.db.protocol import (
    EXPIRED,
    LEASE,
    decided,
    encoded,
    make_job,
    must_take,
    read_job,
    take,
)


def state_of(engine: Engine, job_id: JobId) -> JobState:
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id).state


def finish_chunk(engine: Engine, held: Lease, rows_failed: int = 0) -> None:
    with transaction(engine) as connection:
        leases.lock(connection, held)
        copy_in(connection, held, decided(held))
        leases.mark_done(
            connection, held, rows_ok=held.rows - rows_failed, rows_failed=rows_failed, summary={}
        )


def recover(engine: Engine, max_attempts: int = 3) -> None:
    with transaction(engine) as connection:
        assert sweep(connection, max_attempts=max_attempts, free_slots=1) is not None
        # The rest before the next try is not what these tests are about.
        connection.execute(update(chunk).values(not_before=func.now()).where(chunk.c.state == "pending"))


def test_a_chunk_is_claimed_by_one_of_many_workers_that_ask_at_once(engine: Engine) -> None:
    read_job(engine, chunks=8)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda worker: take(engine, f"worker-{worker}"), range(16)))
    tokens = [held.chunk_id for held in taken if held is not None]
    assert len(tokens) == 8
    assert len(set(tokens)) == 8


def test_a_job_with_fewer_running_chunks_goes_first(engine: Engine) -> None:
    large = read_job(engine, chunks=6)
    assert must_take(engine).job_id == large
    assert must_take(engine).job_id == large
    small = make_job(engine)
    assert must_take(engine).job_id == small


def test_finish_is_not_claimable_before_every_chunk_is_done(engine: Engine) -> None:
    read_job(engine, chunks=2)
    first, second = must_take(engine), must_take(engine)
    assert take(engine) is None
    finish_chunk(engine, first)
    assert take(engine) is None
    finish_chunk(engine, second)
    assert must_take(engine).kind == ChunkKind.FINISH


def test_a_worker_that_lost_its_lease_changes_nothing(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    asleep = must_take(engine, "asleep", EXPIRED)
    recover(engine)
    finish_chunk(engine, must_take(engine, "awake"))
    with pytest.raises(LeaseLost):
        finish_chunk(engine, asleep)
    with transaction(engine) as connection:
        assert leases.heartbeat(connection, asleep, "asleep", LEASE) == Order.LOST
        assert not leases.release(connection, asleep, error="late")
        job = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
        assert job.progress.rows_done == 10
        assert count(connection, DEFAULT_WORKSPACE, job_id, job.job_month) == 10


def test_a_chunk_done_twice_leaves_its_rows_once(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    dying = must_take(engine, "dying", EXPIRED)
    with transaction(engine) as connection:
        # Rows committed without the chunk being marked done: cannot happen, must not matter.
        copy_in(connection, dying, decided(dying))
    recover(engine)
    finish_chunk(engine, must_take(engine))
    with transaction(engine) as connection:
        month = jobs.get(connection, DEFAULT_WORKSPACE, job_id).job_month
        assert count(connection, DEFAULT_WORKSPACE, job_id, month) == 10


def test_a_chunk_that_kills_its_workers_is_buried_and_the_rest_is_delivered(engine: Engine) -> None:
    job_id = read_job(engine, chunks=2)
    finish_chunk(engine, must_take(engine))
    for _ in range(3):
        must_take(engine, lease=EXPIRED)
        recover(engine, max_attempts=3)
    last = must_take(engine)
    assert last.kind == ChunkKind.FINISH
    with transaction(engine) as connection:
        assert close(connection, last, {}) == JobState.PARTIALLY_SUCCEEDED
        job = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
    assert (job.progress.rows_ok, job.progress.rows_failed, job.progress.percent) == (10, 10, 100.0)


def test_a_job_whose_rows_all_failed_is_failed(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    finish_chunk(engine, must_take(engine), rows_failed=10)
    with transaction(engine) as connection:
        close(connection, must_take(engine), {})
    assert state_of(engine, job_id) == JobState.FAILED


def test_a_read_step_that_dies_too_often_fails_the_job(engine: Engine) -> None:
    job_id = make_job(engine)
    for _ in range(3):
        must_take(engine, lease=EXPIRED)
        recover(engine, max_attempts=3)
    assert take(engine) is None
    with transaction(engine) as connection:
        job = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
    assert job.state == JobState.FAILED
    assert job.error is not None
    assert "silent" in job.error["message"]


def test_a_failed_step_rests_before_it_is_tried_again(engine: Engine) -> None:
    read_job(engine, chunks=1)
    with transaction(engine) as connection:
        try_again(connection, must_take(engine), "ValueError: no", max_attempts=3)
    assert take(engine) is None
    with transaction(engine) as connection:
        waiting = connection.execute(
            select(chunk.c.error).where(chunk.c.state == "pending", chunk.c.error.is_not(None))
        )
        assert waiting.scalar_one() == "ValueError: no"


def test_a_refused_file_fails_the_job_with_its_reason(engine: Engine) -> None:
    job_id = make_job(engine)
    with transaction(engine) as connection:
        refuse(connection, must_take(engine), UnreadableFile("This is a picture.", remedy="Send a sheet."))
        job = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
    assert job.state == JobState.FAILED
    assert job.error == {
        "code": "unreadable_file",
        "message": "This is a picture.",
        "remedy": "Send a sheet.",
    }


def test_cancelling_a_job_nobody_works_on_ends_it_at_once(engine: Engine) -> None:
    job_id = make_job(engine)
    with transaction(engine) as connection:
        assert cancel(connection, DEFAULT_WORKSPACE, job_id).state == JobState.CANCELLED
        assert cancel(connection, DEFAULT_WORKSPACE, job_id).state == JobState.CANCELLED
    assert take(engine) is None


def test_cancelling_a_running_job_ends_it_with_its_last_chunk(engine: Engine) -> None:
    job_id = read_job(engine, chunks=3)
    held = must_take(engine)
    with transaction(engine) as connection:
        assert cancel(connection, DEFAULT_WORKSPACE, job_id).state == JobState.CANCELLING
    assert take(engine) is None
    with transaction(engine) as connection:
        assert leases.heartbeat(connection, held, "worker", LEASE) == Order.CANCEL
        leases.abandon(connection, held)
        assert close_if_cancelled(connection, job_id)
    assert state_of(engine, job_id) == JobState.CANCELLED


def test_a_cancelled_job_whose_worker_died_is_closed_by_the_sweep(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    recover(engine)
    assert state_of(engine, job_id) == JobState.CANCELLED


def test_a_finish_that_meets_a_cancel_does_not_end_the_job_as_succeeded(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    finish_chunk(engine, must_take(engine))
    last = must_take(engine)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    with pytest.raises(JobCancelled), transaction(engine) as connection:
        close(connection, last, {})
    assert state_of(engine, job_id) == JobState.CANCELLING


def test_an_ended_job_cannot_be_cancelled(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    finish_chunk(engine, must_take(engine))
    with transaction(engine) as connection:
        close(connection, must_take(engine), {})
    with pytest.raises(JobAlreadyEnded), transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    assert state_of(engine, job_id) == JobState.SUCCEEDED


def test_a_handed_back_chunk_is_no_attempt(engine: Engine) -> None:
    read_job(engine, chunks=1)
    with transaction(engine) as connection:
        leases.release(connection, must_take(engine), error=None, is_attempt=False)
    assert must_take(engine).attempt == 1


def test_a_worker_that_was_cut_off_and_comes_back_takes_its_lost_attempt_back(engine: Engine) -> None:
    read_job(engine, chunks=1)
    cut_off = must_take(engine, "cut-off", EXPIRED)
    recover(engine)
    other = must_take(engine, "other")
    assert other.attempt == 2
    with transaction(engine) as connection:
        leases.say_alive(connection, cut_off)
        leases.say_alive(connection, other)
    with transaction(engine) as connection:
        assert connection.scalar(select(chunk.c.attempt).where(chunk.c.id == other.chunk_id)) == 1
    finish_chunk(engine, other)


def test_a_lease_not_renewed_since_postgresql_started_was_no_attempt(engine: Engine) -> None:
    read_job(engine, chunks=1)
    for _ in range(5):
        must_take(engine, "worker", EXPIRED)
        with transaction(engine) as connection:
            # As if PostgreSQL had started less than a lease ago.
            uptime = connection.scalar(select(func.clock_timestamp() - func.pg_postmaster_start_time()))
            assert uptime is not None
            sweep(connection, max_attempts=2, free_slots=1, lease=uptime + LEASE)
            connection.execute(update(chunk).values(not_before=func.now()).where(chunk.c.state == "pending"))
    assert must_take(engine).attempt == 1


def test_a_dead_worker_s_chunk_can_be_claimed_in_the_sweep_that_finds_it(engine: Engine) -> None:
    read_job(engine, chunks=1)
    must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        swept = sweep(connection, max_attempts=3, free_slots=1)
    assert swept is not None
    assert (swept.recovered, swept.ready) == (1, 1)


def test_a_chunk_given_back_to_a_job_that_failed_meanwhile_does_not_wait_for_ever(engine: Engine) -> None:
    job_id = make_job(engine)
    reader = must_take(engine)
    with transaction(engine) as connection:
        reading.add_chunk(connection, reader, encoded(0))
    computing = must_take(engine)
    with transaction(engine) as connection:
        refuse(connection, reader, SheetTooLarge())
    with transaction(engine) as connection:
        leases.release(connection, computing, error=None)
    recover(engine)
    with transaction(engine) as connection:
        waiting = select(func.count()).where(
            chunk.c.job_id == job_id, chunk.c.state.in_(["pending", "leased"])
        )
        assert connection.scalar(waiting) == 0


def test_what_a_worker_held_that_is_known_to_be_dead_is_free_at_once(engine: Engine) -> None:
    read_job(engine, chunks=2)
    dead = must_take(engine, "one@host")
    other = must_take(engine, "two@host")
    with transaction(engine) as connection:
        assert forget(connection, "one@host") == 1
    recover(engine)
    assert must_take(engine, "one@host").ordinal == dead.ordinal
    finish_chunk(engine, other)
