"""What a job says of itself is true at the moment it is asked."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs, leases
from core.db.protocol.finishing import close
from core.db.protocol.jobs import Job
from core.db.protocol.recovery import sweep, try_again
from core.db.protocol.workers import Presence, beat, say_gone
from core.db.schema.tables import chunk, job
from core.ids import JobId
from core.job_states import ChunkKind, JobState
from tests.integration.db.protocol import EXPIRED, make_job, make_workspace, must_take, read_job


def job_of(engine: Engine, job_id: JobId) -> Job:
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id)


def reason_of(engine: Engine, job_id: JobId) -> str:
    return job_of(engine, job_id).status_reason


@pytest.fixture
def online(engine: Engine) -> Engine:
    """The database, with a worker alive."""
    with transaction(engine) as connection:
        beat(
            connection,
            Presence(
                id="w@here/1",
                name="w@here",
                host="here",
                machine="",
                process_id=1,
                process_started="",
                processes=2,
                version="1",
            ),
        )
    return engine


def test_a_job_no_worker_could_take_says_so_in_every_state(online: Engine) -> None:
    running, waiting = read_job(online), make_job(online)
    assert reason_of(online, waiting) == "waiting: 1st in line"
    with transaction(online) as connection:
        say_gone(connection, "w@here/1")
    for job_id in (running, waiting):
        assert reason_of(online, job_id) == "waiting: no worker online"
    assert job_of(online, running).progress.eta_seconds is None


def test_the_place_in_line_counts_workspaces_in_turn(online: Engine) -> None:
    other = make_workspace(online)
    first, second = make_job(online), make_job(online)
    make_job(online, of=other)
    third = make_job(online)
    places = [reason_of(online, job_id) for job_id in (first, second, third)]
    assert places == ["waiting: 1st in line", "waiting: 3rd in line", "waiting: 4th in line"]
    must_take(online)
    assert reason_of(online, first) == "waiting for a worker", "it has one, and says next what it does"


def test_a_large_sheet_behind_another_says_what_it_waits_for(online: Engine) -> None:
    make_job(online, size=2**30)
    second = make_job(online, size=2**30)
    held = must_take(online, "w@here/1")
    with transaction(online) as connection:
        connection.execute(job.update().where(job.c.id == held.job_id).values(state="reading"))
    assert reason_of(online, second) == "waiting: another large sheet is being read"


def test_a_failed_step_says_when_it_is_tried_again_and_after_what(online: Engine) -> None:
    job_id = read_job(online, chunks=1)
    with transaction(online) as connection:
        try_again(connection, must_take(online), "ValueError: no", max_attempts=3)
    assert reason_of(online, job_id).startswith("trying again in 1 s after: ValueError: no")


def test_a_job_whose_failed_step_rests_names_no_time_it_would_end(online: Engine) -> None:
    job_id = read_job(online, chunks=2)
    held = must_take(online)
    with transaction(online) as connection:
        leases.lock(connection, held)
        leases.mark_done(connection, held, rows_ok=10)
    assert job_of(online, job_id).progress.eta_seconds is not None
    with transaction(online) as connection:
        try_again(connection, must_take(online), "ValueError: no", max_attempts=3)
    assert job_of(online, job_id).progress.eta_seconds is None


def test_a_job_whose_worker_died_is_not_said_to_be_worked_on(online: Engine) -> None:
    job_id = read_job(online, chunks=1)
    must_take(online, "dead@here/2", EXPIRED)
    with transaction(online) as connection:
        connection.execute(update(chunk).where(chunk.c.state == "leased").values(attempt=2))
        sweep(connection, max_attempts=5, free_slots=1)
    assert "silent past its lease" in reason_of(online, job_id)


def test_percent_only_grows_and_is_100_at_the_end_alone(online: Engine) -> None:
    job_id = read_job(online, chunks=3)
    seen, times = [job_of(online, job_id).progress.percent], []
    for _ in range(3):
        held = must_take(online)
        seen.append(job_of(online, job_id).progress.percent)
        with transaction(online) as connection:
            leases.lock(connection, held)
            leases.mark_done(connection, held, rows_ok=10)
        seen.append(job_of(online, job_id).progress.percent)
        times.append(job_of(online, job_id).progress.eta_seconds)
    held = must_take(online)
    assert held.kind == ChunkKind.FINISH
    assert seen == sorted(seen)
    assert seen[-1] == 99.0
    assert [left is None for left in times] == [False, False, True], (
        "none for the totals, which none measured"
    )
    with transaction(online) as connection:
        close(connection, held, {})
    ended = job_of(online, job_id)
    assert (ended.state, ended.progress.percent, ended.progress.eta_seconds) == (
        JobState.SUCCEEDED,
        100.0,
        None,
    )


def test_the_time_left_is_what_the_speed_of_late_makes_it(online: Engine) -> None:
    job_id = read_job(online, chunks=4)
    for _ in range(2):
        held = must_take(online)
        with transaction(online) as connection:
            leases.lock(connection, held)
            leases.mark_done(connection, held, rows_ok=10)
    must_take(online)
    with transaction(online) as connection:
        # Begun 100 s ago, one chunk done long ago and one just now: ten rows in the last half minute.
        began = func.clock_timestamp() - timedelta(seconds=100)
        connection.execute(
            update(chunk).where(chunk.c.ordinal == 1).values(started_at=began, finished_at=began)
        )
    progress = job_of(online, job_id).progress
    assert progress.rows_per_second == pytest.approx(10 / 30, abs=0.05)
    assert progress.eta_seconds == pytest.approx(60, rel=0.1)
