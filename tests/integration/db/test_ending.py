"""What has ended changes no more, however late a worker comes with what it has done for it."""

from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from core import faults
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import exports, jobs, reading, retention
from core.db.protocol.recovery import refuse
from core.db.protocol.transitions import cancel, close_if_cancelled
from core.db.schema.tables import chunk, decision
from core.errors import SheetTooLarge
from core.ids import JobId
from core.job_states import ChunkKind, JobState
from core.sheets.understanding import Understanding
from tests.integration.db.protocol import LEASE, decided, encoded, make_job, must_take
from tests.integration.db.test_retention import ended_job
from worker import computing, tasks


def job_of(engine: Engine, job_id: JobId) -> jobs.Job:
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id)


def steps_of(engine: Engine, job_id: JobId) -> dict[str, tuple[str, int]]:
    with transaction(engine) as connection:
        query = select(chunk.c.kind, chunk.c.state, chunk.c.attempt).where(chunk.c.job_id == job_id)
        return {row.kind: (row.state, row.attempt) for row in connection.execute(query)}


@pytest.mark.parametrize("moment", ["compute.decided", "compute.copied", "compute.before_commit"])
def test_a_chunk_computed_while_its_sheet_is_refused_adds_nothing_to_the_failed_job(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    job_id = make_job(engine)
    read = must_take(engine, "reader")
    with transaction(engine) as connection:
        reading.add_chunk(connection, read, encoded(0))
    held = must_take(engine)
    assert held.kind == ChunkKind.COMPUTE

    def refused_just_then(name: str) -> None:
        if name == moment:
            with transaction(engine) as connection:
                refuse(connection, read, SheetTooLarge())

    monkeypatch.setattr(faults, "point", refused_just_then)

    def as_decided(*_: object) -> Any:  # noqa: ANN401
        from core.sheets.compute import DecidedFrame

        return DecidedFrame(frame=decided(held), errors=[])

    monkeypatch.setattr(computing, "_decided", as_decided)
    tasks.run(engine, held, "worker", LEASE)
    with transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(decision)) == 0
    found = job_of(engine, job_id)
    assert (found.state, found.progress.rows_done) == (JobState.FAILED, 0)
    assert steps_of(engine, job_id)["compute"][0] == "cancelled"


def test_a_job_that_is_being_cancelled_does_not_say_that_it_is_being_read(engine: Engine) -> None:
    job_id = make_job(engine)
    held = must_take(engine)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)

    def understood(*_: object) -> None:
        with transaction(engine) as connection:
            reading.store_understanding(connection, held, Understanding(rows=7))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tasks._STEPS, ChunkKind.READ, understood)
        tasks.run(engine, held, "worker", LEASE)
    found = job_of(engine, job_id)
    assert (found.progress.rows_total, found.status_reason) == (
        None,
        "stopping the chunks that are being worked on",
    )
    assert steps_of(engine, job_id)["read"] == ("cancelled", 1)
    with transaction(engine) as connection:
        assert close_if_cancelled(connection, job_id)


def test_a_workbook_of_a_job_deleted_meanwhile_is_not_tried_again_and_again(engine: Engine) -> None:
    job_id = ended_job(engine)
    with transaction(engine) as connection:
        exports.ask(connection, jobs.get(connection, DEFAULT_WORKSPACE, job_id), "xlsx")
        retention.purge(connection, DEFAULT_WORKSPACE, job_id, by="key:1")
    held = must_take(engine)
    assert held.kind == ChunkKind.EXPORT
    tasks.run(engine, held, "worker", LEASE)
    assert steps_of(engine, job_id)["export"] == ("cancelled", 1)
