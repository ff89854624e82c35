"""`./lotwise demo --once` as a newcomer meets it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from ops.root import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lotwise-demo-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def _demo(data_dir: Path, cwd: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "ops", "demo", "--once", *options],
        env={name: value for name, value in os.environ.items() if not name.startswith("LOTWISE_")}
        | {"PYTHONPATH": str(ROOT), "LOTWISE_DATA_DIR": str(data_dir)},
        cwd=cwd,
        capture_output=True,
        text=True,
    )


def test_the_demo_decides_on_the_sample_and_saves_the_decisions(data_dir: Path, tmp_path: Path) -> None:
    answer = _demo(data_dir, tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert re.search(r"Order \d+ of \d+ SKUs today from \d+ suppliers", answer.stdout)
    book = openpyxl.load_workbook(tmp_path / "decisions.xlsx", read_only=True)
    try:
        assert "Decisions" in book.sheetnames
    finally:
        book.close()


def test_the_demo_fails_with_a_reason_where_the_sheet_cannot_be_decided_on(
    data_dir: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "wrong.csv"
    sheet.write_text("colour,size\nred,4\n")
    answer = _demo(data_dir, tmp_path, "--no-ui", "--file", str(sheet))
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "demand" in answer.stdout
    assert not (tmp_path / "decisions.xlsx").exists()


def test_a_file_that_is_not_there_is_refused_before_anything_starts(data_dir: Path, tmp_path: Path) -> None:
    answer = _demo(data_dir, tmp_path, "--file", "nowhere.xlsx")
    assert answer.returncode == 2
    assert "nowhere.xlsx" in answer.stderr
