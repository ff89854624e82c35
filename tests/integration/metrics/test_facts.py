"""The numbers from PostgreSQL are true after what really happened, and outlive the deleting of it."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from core.db.operation import beats, counting, operating_facts
from core.db.operation.operating_facts import OperatingFacts
from core.db.protocol import retention, workers
from core.db.protocol.leases import mark_done, release
from core.db.protocol.recovery import refuse, sweep
from core.db.protocol.transitions import cancel
from core.db.schema.counter_tables import counter_entry, counter_total
from core.db.schema.rights import API_ROLE
from core.db.schema.tables import chunk
from core.errors import SheetTooLarge
from core.ids import JobId
from core.job_states import ChunkKind, JobState
from tests.integration.api.conftest import Api
from tests.integration.db.protocol import EXPIRED, make_job, must_take, read_job
from tests.integration.metrics.scraped import scrape
from worker.sweeping import sweep_once

GOOD = b"SKU,Demand,Order cost,Holding cost\nA-1,1200,25,0.9\nB-2,10,25,0.9\n"
MIXED = GOOD + b"C-3,-5,25,0.9\n"
BAD = b"SKU,Demand,Order cost,Holding cost\nA-1,-1,25,0.9\n"


def facts(engine: Engine) -> OperatingFacts:
    """As they are now."""
    with transaction(engine) as connection:
        return operating_facts.read(connection)


def count(engine: Engine, table: str) -> int:
    with transaction(engine) as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_after_real_jobs_the_numbers_are_theirs(api: Api) -> None:
    ids = [api.job_id(content) for content in (GOOD, MIXED, BAD)]
    waiting = facts(api.engine)
    assert waiting.jobs["queued"] == 3
    assert waiting.chunks["read", "pending"] == 3
    assert waiting.oldest_ready_seconds > 0
    api.work()
    assert api.client.delete(f"/jobs/{ids[0]}").status_code in (200, 202, 204)
    found = scrape(api.client)
    while found.value("lotwise_jobs", state="queued"):  # remembered from a moment ago
        found = scrape(api.client)
    for state in ("succeeded", "partially_succeeded", "failed"):
        assert found.value("lotwise_jobs", state=state) == 1, state
        assert found.value("lotwise_jobs_ended_total", state=state, kind="upload") == 1, state
    assert found.value("lotwise_rows_total", result="ok") == 4
    assert found.value("lotwise_rows_total", result="failed") == 2
    for kind in ("read", "compute", "finish"):
        assert found.value("lotwise_chunk_attempts_total", kind=kind, result="done") == 3, kind
    assert found.total("lotwise_chunk_attempts_total") == 9
    assert found.value("lotwise_job_duration_seconds_count", kind="upload") == 3
    assert found.value("lotwise_job_duration_seconds_bucket", kind="upload", le="60.0") == 3
    assert found.value("lotwise_job_duration_seconds_sum", kind="upload") > 0
    assert found.value("lotwise_oldest_ready_chunk_age_seconds") == 0
    assert found.total("lotwise_chunks") == 0
    assert found.value("lotwise_database_size_bytes") > 2**20
    assert found.total("lotwise_database_connections") >= 1
    assert found.value("lotwise_database_connections_max") >= found.total("lotwise_database_connections")


def test_a_sheet_that_is_refused_is_a_job_that_failed(engine: Engine) -> None:
    make_job(engine)
    held = must_take(engine)
    with transaction(engine) as connection:
        refuse(connection, held, SheetTooLarge())
    found = facts(engine)
    assert found.jobs["failed"] == found.jobs_ended["failed", "upload"] == 1
    assert found.chunk_attempts["read", "done"] == 1
    assert sum(found.chunk_attempts.values()) == 1


def test_a_lease_that_ran_out_is_seen_until_it_is_taken_back_and_counted_then(engine: Engine) -> None:
    read_job(engine, chunks=1)
    must_take(engine, lease=EXPIRED)
    before = facts(engine)
    assert (before.leases_expired, before.lease_expiries) == (1, 0)
    assert before.chunks["compute", "leased"] == 1
    with transaction(engine) as connection:
        sweep(connection, max_attempts=4, free_slots=0)
    after = facts(engine)
    assert (after.leases_expired, after.lease_expiries) == (0, 1)
    assert after.chunk_attempts["compute", "expired"] == 1
    assert after.chunks["compute", "pending"] == 1
    assert after.chunks_dead == 0


def test_a_chunk_given_up_is_dead_and_its_rows_have_failed(engine: Engine) -> None:
    read_job(engine, chunks=1)
    must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        sweep(connection, max_attempts=1, free_slots=0)
    found = facts(engine)
    assert (found.chunks_dead, found.chunks["compute", "dead"]) == (1, 1)
    assert found.lease_expiries == found.chunk_attempts["compute", "expired"] == 1
    assert found.rows == {"ok": 0, "failed": 10}


def test_a_chunk_handed_back_by_a_worker_that_stops_is_no_failure(engine: Engine) -> None:
    read_job(engine, chunks=1)
    held = must_take(engine)
    with transaction(engine) as connection:
        assert release(connection, held, error=None, is_attempt=False)
        assert not release(connection, held, error=None, is_attempt=False)
    assert facts(engine).chunk_attempts["compute", "handed_back"] == 1


def test_a_transaction_that_is_taken_back_counts_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        counting.job_ended(connection, "upload", JobState.FAILED, 1.0)
        connection.rollback()
    assert facts(engine).jobs_ended["failed", "upload"] == 0


def test_the_api_counts_a_job_it_cancels_and_may_not_read_nor_change_the_counts(
    engine: Engine, database_url: str
) -> None:
    job_id = make_job(engine)
    as_api = connect(database_url, pool_size=1, role=API_ROLE)
    with transaction(as_api, DEFAULT_WORKSPACE) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    with transaction(as_api) as connection:
        found = operating_facts.read(connection)
    assert found.jobs_ended["cancelled", "upload"] == 1
    for statement in (
        "SELECT * FROM counter_entry",
        "DELETE FROM counter_entry",
        "SELECT * FROM counter_total",
        "UPDATE counter_total SET count = 0",
        "SELECT * FROM beat_tick",
    ):
        with pytest.raises(Exception, match="denied"), transaction(as_api, DEFAULT_WORKSPACE) as connection:
            connection.exec_driver_sql(statement)
    as_api.dispose()


def test_folding_keeps_every_count_and_leaves_no_rows_to_add_up(engine: Engine) -> None:
    for number in range(20):
        with transaction(engine) as connection:
            counting.job_ended(connection, "upload", JobState.SUCCEEDED, float(number))
            counting.chunk_tried(connection, ChunkKind.COMPUTE, counting.DONE, rows_ok=number, rows_failed=1)
    before = facts(engine)
    for _ in range(2):
        with transaction(engine) as connection:
            counting.fold(connection)
    after = facts(engine)
    assert count(engine, "counter_entry") == 0
    assert (after.jobs_ended, after.rows, after.job_durations) == (
        before.jobs_ended,
        before.rows,
        before.job_durations,
    )
    assert after.rows == {"ok": 190, "failed": 20}
    taken = after.job_durations["upload"]
    assert taken.seconds == 190
    assert dict(taken.buckets) == {"1": 2, "5": 4, "15": 10, "60": 4} | dict.fromkeys(
        ["300", "900", "3600", "14400", "+Inf"], 0
    )


def test_every_sweep_folds(engine: Engine) -> None:
    with transaction(engine) as connection:
        counting.chunk_tried(connection, ChunkKind.READ, counting.FAILED)
    sweep_once(engine)
    assert count(engine, "counter_entry") == 0
    assert facts(engine).chunk_attempts["read", "failed"] == 1


def test_who_counts_waits_neither_for_others_nor_for_the_folding(engine: Engine) -> None:
    """One that has counted and one that folds are still open; another one counts all the same."""

    def count_one(connection: Connection) -> None:
        counting.chunk_tried(connection, ChunkKind.COMPUTE, counting.DONE, rows_ok=1)

    with transaction(engine) as first:
        first.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        count_one(first)
        with transaction(engine) as folding:
            folding.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
            counting.fold(folding)
            with transaction(engine) as second:
                second.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
                count_one(second)
            assert facts(engine).rows["ok"] == 1
    assert facts(engine).rows["ok"] == 2


def test_what_retention_takes_stays_counted(engine: Engine) -> None:
    job_id = make_job(engine)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, JobId(UUID(str(job_id))))
        retention.purge(connection, DEFAULT_WORKSPACE, job_id, by="test")
        doomed = retention.next_doomed(connection)
        assert doomed is not None
        retention.drop_rest(connection, doomed)
        retention.drop_stubs(connection, timedelta(0))
    found = facts(engine)
    assert found.jobs["cancelled"] == 0
    assert found.jobs_ended["cancelled", "upload"] == 1


def test_workers_count_while_their_heart_beats(engine: Engine) -> None:
    for number, processes in ((1, 2), (2, 3)):
        present = workers.Presence(
            id=f"lotwise-{number}@host/x",
            name=f"lotwise-{number}@host",
            host="host",
            machine="",
            process_id=1,
            process_started="",
            processes=processes,
            version="1",
        )
        with transaction(engine) as connection:
            workers.beat(connection, present)
    assert (facts(engine).workers, facts(engine).worker_processes) == (2, 5)
    with transaction(engine) as connection:
        workers.say_gone(connection, "lotwise-1@host/x")
    assert (facts(engine).workers, facts(engine).worker_processes) == (1, 3)


def test_beat_is_heard_of_when_it_has_ticked(engine: Engine) -> None:
    assert facts(engine).beat_last_tick == 0
    for _ in range(2):
        with transaction(engine) as connection:
            beats.tick(connection)
            now = connection.scalar(select(func.extract("epoch", func.clock_timestamp())))
    assert 0 <= float(now or 0) - facts(engine).beat_last_tick < 5


def test_a_finish_waits_only_from_when_there_is_nothing_before_it(engine: Engine) -> None:
    read_job(engine, chunks=1)
    held = must_take(engine)
    hour = timedelta(hours=1)
    with transaction(engine) as connection:
        connection.execute(update(chunk).values(not_before=func.clock_timestamp() - hour))
    assert facts(engine).oldest_ready_seconds == 0  # the rest is being worked on
    with transaction(engine) as connection:
        mark_done(connection, held, rows_ok=10)
    assert 0 < facts(engine).oldest_ready_seconds < 60


def test_a_reader_and_a_folder_at_once_never_see_a_count_twice(engine: Engine) -> None:
    """A hundred entries stay a hundred to whoever looks while they are being folded."""
    with transaction(engine) as connection:
        connection.execute(insert(counter_total).values(what="rows", result="ok", count=50))
        connection.execute(insert(counter_entry), [{"what": "rows", "result": "ok", "count": 1}] * 50)

    def fold() -> None:
        with transaction(engine) as connection:
            counting.fold(connection)

    async def both() -> list[int]:
        reads = [asyncio.to_thread(lambda: facts(engine).rows["ok"]) for _ in range(10)]
        seen, _ = await asyncio.gather(asyncio.gather(*reads), asyncio.to_thread(fold))
        return seen

    assert set(asyncio.run(both())) == {100}
