"""A sheet whose reader died is read again as it was begun, whatever was decided about such sheets since."""

from sqlalchemy import Engine, delete, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs, mappings
from core.db.schema.tables import chunk
from core.ids import JobId
from core.job_states import ChunkKind
from core.sheets.signature import signature
from core.sheets.understanding import Understanding
from tests.integration.db.protocol import LEASE, make_job, must_take
from worker import tasks


def read(engine: Engine) -> None:
    held = must_take(engine)
    assert held.kind == ChunkKind.READ
    tasks.run(engine, held, "worker", LEASE)


def reader_died(engine: Engine, job_id: JobId) -> None:
    """As if it had before it said that it was done."""
    with transaction(engine) as connection:
        connection.execute(delete(chunk).where(chunk.c.job_id == job_id, chunk.c.kind == ChunkKind.FINISH))
        connection.execute(
            update(chunk).where(chunk.c.kind == ChunkKind.READ).values(state="pending", finished_at=None)
        )


def job_of(engine: Engine, job_id: JobId) -> jobs.Job:
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id)


def test_what_others_decide_between_two_readings_does_not_mix_two_understandings(engine: Engine) -> None:
    job_id = make_job(engine)
    read(engine)
    before = job_of(engine, job_id)
    reader_died(engine, job_id)
    columns = Understanding.from_json(before.understanding or {}).columns
    assert [column.header for column in columns] == ["sku", "demand"]
    with transaction(engine) as connection:
        mappings.remember(
            connection,
            DEFAULT_WORKSPACE,
            signature=signature(columns),
            headers=["sku", "demand"],
            options={"mapping": {"demand": "on_hand"}},
            confirmed_by="another",
        )
    read(engine)
    after = job_of(engine, job_id)
    assert (after.options, after.understanding) == (before.options, before.understanding)
    with transaction(engine) as connection:
        kinds = connection.scalars(select(chunk.c.kind).order_by(chunk.c.ordinal)).all()
    assert kinds == ["read", "compute", "finish"]
    other = make_job(engine)
    with transaction(engine) as connection:
        connection.execute(update(chunk).where(chunk.c.job_id == job_id).values(state="done"))
    read(engine)
    assert job_of(engine, other).options["sheet"]["mapping"] == {"demand": "on_hand"}, "the next such sheet"
