"""A reader that is kept ready reads one file, as one that was started for it would."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.errors import HeaderMissing
from core.sheets import readers
from core.sheets.limited import read_limited
from core.sheets.options import SheetOptions
from ops.drills.waiting import wait_for
from tests.unit.sheets.files import csv_file

SHEET = "SKU,Demand\nA-1,5\n"


def _readers() -> set[int]:
    """The readers among this process's children: the servers of other tests are its children as well."""
    return {child.pid for child in psutil.Process().children() if _is_reader(child)}


def _is_reader(process: psutil.Process) -> bool:
    try:
        return "core.sheets.reader" in process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


def _waiting() -> int:
    """The one that waits; for a moment after it was started it has no command line yet to be known by."""
    (found,) = wait_for(lambda: found if len(found := _readers()) == 1 else None, "one reader to wait")
    return found


@pytest.fixture
def ready() -> Iterator[None]:
    readers.stay_ready()
    yield
    readers.stop_staying_ready()
    assert not _readers()


@pytest.mark.usefixtures("ready")
def test_each_file_has_a_reader_of_its_own_and_the_next_one_waits(tmp_path: Path) -> None:
    path = csv_file(tmp_path, SHEET)
    first = _waiting()
    found = [list(read_limited(path, "sheet.csv", SheetOptions()))]
    second = _waiting()
    found.append(list(read_limited(path, "sheet.csv", SheetOptions())))
    third = _waiting()
    assert len({first, second, third}) == 3
    readers.stop_staying_ready()
    assert found == [list(read_limited(path, "sheet.csv", SheetOptions()))] * 2


@pytest.mark.usefixtures("ready")
def test_the_next_one_waits_also_after_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing):
        list(read_limited(csv_file(tmp_path, "SKU,Colour\nA,red\n"), "sheet.csv", SheetOptions()))
    assert _waiting()


@pytest.mark.usefixtures("ready")
def test_one_that_died_while_it_waited_is_replaced(tmp_path: Path) -> None:
    psutil.Process(_waiting()).kill()
    wait_for(lambda: not _readers(), "the reader to be dead")
    assert len(list(read_limited(csv_file(tmp_path, SHEET), "sheet.csv", SheetOptions()))) == 2


def test_one_that_waits_ends_with_its_parent() -> None:
    code = """
from core.sheets import readers
readers.stay_ready()
print(readers._spare[0].pid, flush=True)
input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        waiting = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    wait_for(lambda: not waiting.is_running() or waiting.status() == psutil.STATUS_ZOMBIE, "its end")
