"""Beat says that it lives, by a row, each time it has sent something."""

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.db.connect import transaction
from core.db.operation import operating_facts
from ops.drills.waiting import wait_for
from ops.root import ROOT
from ops.running import processes


def last_tick(engine: Engine) -> float:
    with transaction(engine) as connection:
        return operating_facts.read(connection).beat_last_tick


@pytest.mark.slow
def test_a_real_beat_is_heard_of_again_and_again(
    engine: Engine, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    environment = {
        "LOTWISE_DATABASE_URL": database_url,
        "LOTWISE_REDIS_URL": redis_url,
        "LOTWISE_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    assert last_tick(engine) == 0
    child = subprocess.Popen(
        processes.beat(tmp_path / "schedule").command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        first = wait_for(lambda: last_tick(engine), "the first tick", seconds=60)
        wait_for(lambda: last_tick(engine) > first, "the next tick", seconds=30)
    finally:
        child.terminate()
        child.wait(timeout=20)
    stopped = last_tick(engine)
    assert last_tick(engine) == stopped
