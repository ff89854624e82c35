"""Steps that are brought back while their job is being ended are counted, not left behind."""

import pytest
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.operation import operating
from core.db.protocol import jobs, leases
from core.db.protocol.decisions import copy_in
from core.db.protocol.finishing import close
from core.db.protocol.jobs import Job
from core.db.protocol.leases import Lease, Order, heartbeat
from core.db.protocol.recovery import bury
from core.db.protocol.transitions import advance
from core.errors import LeaseLost
from core.ids import JobId
from core.job_states import ChunkKind, JobState
from tests.integration.db.protocol import LEASE, decided, must_take, read_job


def job_of(engine: Engine, job_id: JobId) -> Job:
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id)


def compute(engine: Engine, held: Lease) -> None:
    with transaction(engine) as connection:
        leases.lock(connection, held)
        copy_in(connection, held, decided(held))
        leases.mark_done(connection, held, rows_ok=held.rows, summary={})


def being_ended(engine: Engine) -> tuple[JobId, Lease]:
    """A job of two chunks, one done and one buried, and the finish step that is under way."""
    job_id = read_job(engine, chunks=2)
    with transaction(engine) as connection:
        bury(connection, must_take(engine).chunk_id, error="it died four times")
    compute(engine, must_take(engine))
    finishing = must_take(engine, "finisher")
    assert finishing.kind == ChunkKind.FINISH
    with transaction(engine) as connection:
        advance(connection, job_id, JobState.FINISHING, "adding up the totals")
    return job_id, finishing


def requeue(engine: Engine, job_id: JobId) -> None:
    with transaction(engine) as connection:
        assert not operating.requeue(connection, job_id).is_new


def test_a_finish_under_way_does_not_end_a_job_whose_dead_chunk_was_brought_back(engine: Engine) -> None:
    job_id, finishing = being_ended(engine)
    requeue(engine, job_id)
    with pytest.raises(LeaseLost), transaction(engine) as connection:
        close(connection, finishing, {})
    with transaction(engine) as connection:
        assert heartbeat(connection, finishing, "finisher", LEASE) is Order.LOST
    assert job_of(engine, job_id).state == JobState.COMPUTING
    compute(engine, must_take(engine))
    last = must_take(engine)
    assert (last.kind, last.attempt) == (ChunkKind.FINISH, 1), "being fenced was no attempt"
    with transaction(engine) as connection:
        close(connection, last, {})
    ended = job_of(engine, job_id)
    assert (ended.state, ended.progress.rows_ok) == (JobState.SUCCEEDED, 20)


def test_a_finish_under_way_goes_on_where_nothing_was_brought_back(engine: Engine) -> None:
    job_id = read_job(engine, chunks=1)
    compute(engine, must_take(engine))
    finishing = must_take(engine, "finisher")
    requeue(engine, job_id)
    with transaction(engine) as connection:
        assert close(connection, finishing, {}) == JobState.SUCCEEDED
