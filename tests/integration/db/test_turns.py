"""Workers are shared fairly: workspaces take turns, then jobs; what takes long leaves room for the rest."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, insert

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import leases
from core.db.protocol.leases import Lease
from core.db.schema.tables import chunk
from core.ids import JobId, WorkspaceId
from core.job_states import ChunkKind
from tests.integration.db.protocol import make_job, make_workspace, must_take, take

LARGE = 100 * 2**20


def many_chunks(engine: Engine, job_id: JobId, of: WorkspaceId, count: int) -> None:
    """More to do in a job that waits, all of it ready."""
    with transaction(engine) as connection:
        connection.execute(
            insert(chunk),
            [
                {
                    "workspace_id": of,
                    "job_id": job_id,
                    "ordinal": ordinal,
                    "kind": ChunkKind.COMPUTE,
                    "importer_version": "1",
                }
                for ordinal in range(1, count + 1)
            ],
        )


def done(engine: Engine, held: Lease) -> None:
    with transaction(engine) as connection:
        leases.lock(connection, held)
        leases.mark_done(connection, held)


def served(engine: Engine, count: int, workers: int) -> list[Lease]:
    """What `workers` processes that are always busy take, in order: the oldest chunk ends, one is taken."""
    running: list[Lease] = []
    taken: list[Lease] = []
    while len(taken) < count:
        if len(running) == workers:
            done(engine, running.pop(0))
        running.append(must_take(engine))
        taken.append(running[-1])
    return taken


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_twenty_workspaces_are_served_in_turn(engine: Engine, workers: int) -> None:
    for _ in range(20):
        of = make_workspace(engine)
        many_chunks(engine, make_job(engine, of=of), of, 3)
    taken = [held.workspace_id for held in served(engine, 60, workers)]
    for turn in range(3):
        assert len(set(taken[turn * 20 : turn * 20 + 20])) == 20, f"turn {turn}"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_twenty_jobs_of_one_workspace_are_served_in_turn(engine: Engine, workers: int) -> None:
    for _ in range(20):
        many_chunks(engine, make_job(engine), DEFAULT_WORKSPACE, 2)
    taken = [held.job_id for held in served(engine, 40, workers)]
    assert len(set(taken[:20])) == 20
    assert set(Counter(taken).values()) == {2}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_small_job_goes_next_however_much_another_has_waiting(engine: Engine, workers: int) -> None:
    many_chunks(engine, make_job(engine), DEFAULT_WORKSPACE, 50)
    served(engine, 5, workers)
    small = make_job(engine)
    assert must_take(engine).job_id == small


def test_a_workspace_with_many_jobs_gets_no_more_than_one_with_one(engine: Engine) -> None:
    busy, calm = make_workspace(engine), make_workspace(engine)
    for _ in range(10):
        many_chunks(engine, make_job(engine, of=busy), busy, 5)
    many_chunks(engine, make_job(engine, of=calm), calm, 20)
    assert Counter(held.workspace_id for held in served(engine, 20, 2)) == {busy: 10, calm: 10}


def test_the_second_large_file_of_a_host_waits_and_small_work_goes_on(engine: Engine) -> None:
    first, second = make_job(engine, size=LARGE), make_job(engine, size=LARGE)
    reading = must_take(engine, "one@here/1")
    assert reading.job_id == first
    assert take(engine, "two@here/2") is None
    small = make_job(engine)
    assert must_take(engine, "two@here/2").job_id == small
    assert must_take(engine, "one@there/3").job_id == second, "another host has room"
    third = make_job(engine, size=LARGE)
    assert take(engine, "two@here/2") is None
    done(engine, reading)
    assert must_take(engine, "two@here/2").job_id == third


def test_of_many_that_ask_at_once_one_reads_a_large_file(engine: Engine) -> None:
    for _ in range(5):
        make_job(engine, size=LARGE)
    with ThreadPoolExecutor(5) as pool:
        taken = list(pool.map(lambda number: take(engine, f"worker-{number}@here/1"), range(20)))
    assert sum(held is not None for held in taken) == 1


def test_rows_already_read_of_a_large_file_are_computed_while_another_is_read(engine: Engine) -> None:
    """A reader that died comes before its job's rows, but has to wait here: they need not."""
    make_job(engine, size=LARGE)
    must_take(engine, "one@here/1")
    second = make_job(engine, size=LARGE)
    many_chunks(engine, second, DEFAULT_WORKSPACE, 2)
    for _ in range(2):
        held = must_take(engine, "two@here/2")
        assert (held.job_id, held.kind) == (second, ChunkKind.COMPUTE)
    assert take(engine, "two@here/2") is None
    assert must_take(engine, "one@there/3").kind == ChunkKind.READ
