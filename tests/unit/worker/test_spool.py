"""The file a step reads leaves with it, also when its worker is killed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from worker.spool import clear, spool


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_file_is_gone_after_the_step_whatever_happened(folder: Path) -> None:
    def step() -> None:
        with spool() as (target, path):
            target.write(b"sku")
            assert path.exists()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        step()
    assert not list(folder.iterdir())


def test_a_killed_worker_s_file_is_taken_away_and_a_living_one_s_is_not(folder: Path) -> None:
    code = (
        "import os, signal, tempfile; from worker.spool import spool\n"
        f"tempfile.tempdir = {str(folder)!r}\n"
        "with spool(): os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode < 0
    (left,) = folder.iterdir()
    with spool() as (_, living):
        clear(spared_seconds=-1)
        assert living.exists()
        assert not left.exists()


def test_a_file_just_made_is_not_taken_for_a_dead_worker_s(folder: Path) -> None:
    (folder / "lotwise-read-new").write_bytes(b"sku")
    clear()
    assert (folder / "lotwise-read-new").exists()
