"""A worker that meets a database of another version waits for the migration instead of failing jobs."""

from datetime import timedelta

from sqlalchemy import Engine, select, text, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.schema.tables import chunk
from core.job_states import JobState
from tests.integration.db.protocol import make_job, must_take
from worker import tasks

LEASE = timedelta(seconds=30)


def test_what_an_older_schema_cannot_take_is_no_attempt_and_goes_on_after_the_migration(
    engine: Engine,
) -> None:
    job_id = make_job(engine)
    with transaction(engine) as connection:
        connection.execute(text("ALTER TABLE job RENAME COLUMN understanding TO understood"))
    tasks.run(engine, must_take(engine), "worker", LEASE)
    with transaction(engine) as connection:
        step = connection.execute(
            select(chunk.c.state, chunk.c.attempt, chunk.c.error).where(chunk.c.job_id == job_id)
        ).one()
        assert (step.state, step.attempt) == ("pending", 0)
        assert "./lotwise migrate" in step.error
        connection.execute(text("ALTER TABLE job RENAME COLUMN understood TO understanding"))
        connection.execute(update(chunk).values(not_before=text("now()")))
    tasks.run(engine, must_take(engine), "worker", LEASE)
    with transaction(engine) as connection:
        assert jobs.get(connection, DEFAULT_WORKSPACE, job_id).state != JobState.FAILED
