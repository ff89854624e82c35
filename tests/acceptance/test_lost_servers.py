"""PostgreSQL and Redis may go away in the middle of a job; they are this module's own, to be killed."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ops.embedded import servers
from ops.schema import upgrade
from tests.acceptance.stack import Stack, wait_for
from tests.acceptance.test_faults import begin, check_end, expected, still_running

__all__ = ["expected"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_servers() -> Iterator[servers.Servers]:
    """Servers that keep what they have committed when they are killed."""
    with tempfile.TemporaryDirectory(prefix="lotwise-lost-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the servers run as an account of their own
        with servers.run(folder) as running:
            upgrade(running.database_url)
            yield running


@pytest.fixture(scope="module")
def shared_database_url(own_servers: servers.Servers) -> str:
    return own_servers.database_url


@pytest.fixture(scope="module")
def shared_redis_url(own_servers: servers.Servers) -> str:
    return own_servers.redis_url


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    """Small chunks, so that a small sheet has many."""
    return {"LOTWISE_CHUNK_ROWS": "100"}


def test_a_job_goes_on_when_postgresql_comes_back(
    own_servers: servers.Servers, stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    assert own_servers.postgres is not None
    job_id = begin(stack, tmp_path)
    still_running(stack, job_id)
    os.kill(own_servers.postgres.process.pid, signal.SIGQUIT)
    own_servers.postgres.process.wait(30)
    assert stack.client.get("/ready").status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert stack.client.get(f"/jobs/{job_id}").json()["code"] == "database_unavailable"
    own_servers.revive()
    check_end(stack, job_id, expected)


def test_a_job_sent_while_redis_is_away_is_kept_and_starts_when_it_is_back(
    own_servers: servers.Servers, stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    assert own_servers.valkey is not None
    running = begin(stack, tmp_path)
    own_servers.valkey.process.kill()
    own_servers.valkey.process.wait(30)
    sent: str = stack.upload(tmp_path / "skus.csv", as_of="2026-11-22")["id"]
    assert stack.client.get("/ready").json() == {"status": "degraded", "postgresql": "ok", "redis": "away"}
    own_servers.revive()
    wait_for(lambda: stack.job(sent)["state"] != "queued", "the job to start", seconds=20)
    check_end(stack, running, expected)
    check_end(stack, sent, expected)
