"""What tells whether a worker's process still lives."""

import os
import subprocess
import sys

from worker.identity import machine, presence, started, worker_id


def test_a_process_has_one_start_and_none_once_it_has_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        since = started(child.pid)
        assert since
        assert started(child.pid) == since
    finally:
        child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert started(child.pid) == "", "a zombie lives no more"
    child.communicate()
    assert started(child.pid) == ""


def test_a_worker_is_its_name_and_its_start() -> None:
    assert worker_id("w@here").startswith("w@here/")
    found = presence("w@here", 2)
    assert (found.id, found.name, found.process_id) == (worker_id("w@here"), "w@here", os.getpid())
    assert found.machine == machine()
