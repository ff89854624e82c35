"""Faults: whatever is killed, frozen or emptied, each row is decided once and as if nothing had been."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from redis import Redis
from sqlalchemy import create_engine, text

from core.db.connect import database_url
from tests.acceptance.stack import Stack, wait_for
from tests.acceptance.test_jobs import decisions, sheet

AS_OF = "2026-11-22"


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    """Small chunks, so that a small sheet has many."""
    return {"LOTWISE_CHUNK_ROWS": "100"}


@pytest.fixture(scope="module")
def expected(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What a run nobody disturbed decides."""
    job = stack.upload(sheet(tmp_path_factory.mktemp("sheet")), as_of=AS_OF)
    assert stack.wait_for_end(job["id"])["state"] == "succeeded"
    return decisions(stack, job["id"])


def begin(stack: Stack, folder: Path) -> str:
    """A job that is being computed, and far from done."""
    job_id: str = stack.upload(sheet(folder), as_of=AS_OF)["id"]
    wait_for(lambda: stack.job(job_id)["progress"]["rows_done"] > 0, "the first chunk to be done")
    return job_id


def still_running(stack: Stack, job_id: str) -> None:
    assert not stack.job(job_id)["finished_at"], "the fault came too late to prove anything"


def check_end(stack: Stack, job_id: str, expected: list[dict[str, str]]) -> None:
    """The job ends well, with the same decisions, and nothing of it waits or is held."""
    ended = stack.wait_for_end(job_id, seconds=60)
    assert ended["state"] == "succeeded", ended
    assert decisions(stack, job_id) == expected
    engine = create_engine(database_url(stack.environment["LOTWISE_DATABASE_URL"]))
    with engine.connect() as connection:
        states = connection.scalars(
            text("SELECT DISTINCT state FROM chunk WHERE job_id = :job"), {"job": job_id}
        ).all()
    engine.dispose()
    assert states == ["done"]


def test_a_queue_that_is_emptied_loses_no_job(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job_id = begin(stack, tmp_path)
    with Redis.from_url(stack.environment["LOTWISE_REDIS_URL"]) as redis:
        redis.flushdb()
    still_running(stack, job_id)
    check_end(stack, job_id, expected)


def test_killed_processes_of_a_worker_are_replaced_and_their_chunks_decided(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job_id = begin(stack, tmp_path)
    for process in psutil.Process(stack.pid("worker-1")).children():
        process.kill()
    still_running(stack, job_id)
    check_end(stack, job_id, expected)
    assert stack.is_running("worker-1")


def test_a_worker_frozen_past_its_lease_changes_nothing_when_it_wakes(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job_id = begin(stack, tmp_path)
    worker = psutil.Process(stack.pid("worker-1"))
    frozen = [worker, *worker.children()]
    for process in frozen:
        process.suspend()
    try:
        still_running(stack, job_id)
        stack.start_worker(2)
        check_end(stack, job_id, expected)
    finally:
        for process in frozen:
            process.resume()
    # It is awake once it has decided a job by itself; by then it has met the chunk it held, too.
    stack.stop("worker-2")
    check_end(stack, begin(stack, tmp_path), expected)
    check_end(stack, job_id, expected)


def test_a_worker_told_to_stop_hands_its_work_on_and_ends(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job_id = begin(stack, tmp_path)
    assert stack.stop("worker-1"), "the worker did not stop by itself"
    stack.restart("worker-1")
    check_end(stack, job_id, expected)


def test_a_killed_api_is_missed_by_its_callers_only(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job_id = begin(stack, tmp_path)
    is_sending = threading.Event()
    broken: list[type[Exception]] = []

    def endless() -> Iterator[bytes]:
        yield b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        while not stopped.wait(0.02):
            is_sending.set()
            yield b"A-1,100\n" * 1_000

    stopped = threading.Event()

    def send() -> None:
        try:
            kind = {"content-type": "multipart/form-data; boundary=X"}
            stack.client.post("/jobs", content=endless(), headers=kind)
        except httpx.HTTPError as error:
            broken.append(type(error))

    sender = threading.Thread(target=send)
    sender.start()
    assert is_sending.wait(30)
    stack.kill("api")
    stopped.set()
    sender.join(30)
    stack.restart("api")
    assert broken
    assert not list((stack.folder / "uploads").iterdir())
    check_end(stack, job_id, expected)
