"""No job is made of a file that is being taken away, and none is computed from a part of one."""

import threading
import time

import pytest
from sqlalchemy import Engine, func, select, text, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs, retention
from core.db.protocol.limits import Limits
from core.db.protocol.submitting import Request, submit_again, submit_stored
from core.db.schema.tables import file, file_part, job
from core.errors import FileNotFound
from core.ids import JobId
from core.job_options import JobOptions
from core.job_states import JobState
from tests.integration.db.protocol import LEASE, must_take
from tests.integration.db.test_retention import ended_job, job_of
from worker import tasks
from worker.cleaning import clean

ASKED = Request(
    workspace_id=DEFAULT_WORKSPACE,
    created_by="test",
    key=None,
    fingerprint="",
    limits=Limits(running_jobs=9, stored_bytes=2**30),
)


def wait_for_a_lock(engine: Engine, other: threading.Thread) -> None:
    """Until the other waits for a lock of ours, or has ended without one."""
    waits = text("SELECT 1 FROM pg_locks WHERE NOT granted")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while other.is_alive() and not connection.scalar(waits):
            time.sleep(0.02)


def parts_of(engine: Engine, job_id: JobId) -> int:
    with transaction(engine) as connection:
        of_job = select(job.c.file_id).where(job.c.id == job_id).scalar_subquery()
        query = select(func.count()).select_from(file_part).where(file_part.c.file_id == of_job)
        return connection.scalar(query) or 0


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "too old"])
def test_a_file_that_cleaning_is_about_to_take_stays_for_the_job_just_made_of_it(
    engine: Engine, *, is_deleted: bool
) -> None:
    original = ended_job(engine, days_ago=0 if is_deleted else 200)
    options = JobOptions.from_json(job_of(engine, original).options)
    cleaner = threading.Thread(target=clean, args=(engine,))
    with transaction(engine) as connection:
        made, _ = submit_again(connection, ASKED, original, options)
        if is_deleted:
            with transaction(engine) as other:
                retention.purge(other, DEFAULT_WORKSPACE, original, by="key:1")
        cleaner.start()
        wait_for_a_lock(engine, cleaner)
    cleaner.join()
    assert parts_of(engine, made.id) == 1
    assert not job_of(engine, made.id).upload.is_purged


def test_a_file_that_was_taken_a_moment_ago_is_refused(engine: Engine) -> None:
    original = ended_job(engine)
    found = job_of(engine, original)
    refused: list[Exception] = []

    def submit() -> None:
        try:
            with transaction(engine) as connection:
                submit_stored(connection, ASKED, found.upload.id, JobOptions.from_json(found.options))
        except FileNotFound as error:
            refused.append(error)

    submitter = threading.Thread(target=submit)
    with transaction(engine) as connection:
        retention.drop_file(connection, found.upload.id)
        submitter.start()
        wait_for_a_lock(engine, submitter)
    submitter.join()
    assert len(refused) == 1


@pytest.mark.parametrize("loss", ["all", "the last part", "marked"])
def test_a_job_whose_file_is_gone_or_cut_short_fails_and_says_so(engine: Engine, loss: str) -> None:
    original = ended_job(engine)
    with transaction(engine) as connection:
        options = JobOptions.from_json(jobs.get(connection, DEFAULT_WORKSPACE, original).options)
        made, _ = submit_again(connection, ASKED, original, options)
        of_file = file.c.id == made.upload.id
        match loss:
            case "all":
                connection.execute(file_part.delete())
            case "the last part":
                connection.execute(update(file).where(of_file).values(size=2**20 + 5))
            case _:
                connection.execute(file_part.delete())
                connection.execute(update(file).where(of_file).values(purged_at=func.now()))
    tasks.run(engine, must_take(engine), "worker", LEASE)
    ended = job_of(engine, made.id)
    assert ended.state == JobState.FAILED
    assert ended.error is not None
    assert ended.error["code"] == "file_gone"
