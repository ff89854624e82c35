"""Celery's parent process stays clean of what does not survive a fork."""

import subprocess
import sys


def test_the_parent_of_the_workers_never_imports_polars() -> None:
    code = "import sys, worker.app; sys.exit('polars' in sys.modules or 'fastexcel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
