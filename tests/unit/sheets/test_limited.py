"""Reading in a subprocess of limited memory and time."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core.errors import HeaderMissing, SheetTooLarge
from core.sheets.chunk import EncodedChunk
from core.sheets.limited import ReaderDied, read_limited
from core.sheets.options import SheetOptions
from core.sheets.payload import decode
from core.sheets.understanding import Understanding
from tests.unit.sheets.files import csv_file, read_file

ROWS = 3_000
TABLE = "SKU,Demand,Description\n" + "".join(
    f"S{n},{'x' if n == 7 else n},{'text ' * 20}{n}\n" for n in range(ROWS)
)


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_it_gives_what_reading_in_this_process_gives(tmp_path: Path) -> None:
    path, options = csv_file(tmp_path, TABLE), SheetOptions(rows_per_chunk=1_000)
    understanding, *chunks = read_limited(path, "sheet.csv", options)
    expected = read_file(path, rows_per_chunk=1_000)
    assert understanding == expected.understanding
    assert tuple(chunks) == expected.chunks
    assert isinstance(chunks[0], EncodedChunk)
    assert decode(chunks[0].payload).height == 1_000


def test_a_refusal_is_the_same_error_in_the_parent(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing) as refused:
        list(read_limited(csv_file(tmp_path, "SKU,Colour\nA,red\n"), "sheet.csv", SheetOptions()))
    assert "'Colour'" in refused.value.message
    assert refused.value.remedy


def test_closing_early_leaves_no_process_behind(tmp_path: Path) -> None:
    before = _children()
    reading = read_limited(csv_file(tmp_path, TABLE), "sheet.csv", SheetOptions(rows_per_chunk=10))
    assert isinstance(next(reading), Understanding)
    assert _children() - before
    reading.close()
    assert not _children() - before


def test_too_little_memory_is_said_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(SheetTooLarge, match="memory"):
        list(read_limited(csv_file(tmp_path, TABLE), "sheet.csv", SheetOptions(), memory_bytes=40 << 20))


def test_too_little_time_is_said_and_no_crash(tmp_path: Path) -> None:
    before = _children()
    with pytest.raises(SheetTooLarge, match="time"):
        list(read_limited(csv_file(tmp_path, TABLE), "sheet.csv", SheetOptions(), seconds=0.05))
    assert not _children() - before


def test_the_time_the_caller_takes_does_not_count(tmp_path: Path) -> None:
    reading = read_limited(
        csv_file(tmp_path, TABLE), "sheet.csv", SheetOptions(rows_per_chunk=100), seconds=30
    )
    assert sum(isinstance(part, EncodedChunk) for part in reading) == ROWS / 100


def test_a_reader_killed_from_outside_is_no_refusal(tmp_path: Path) -> None:
    before = _children()
    reading = read_limited(csv_file(tmp_path, TABLE * 5), "sheet.csv", SheetOptions(rows_per_chunk=2))
    next(reading)
    (pid,) = _children() - before
    psutil.Process(pid).kill()
    with pytest.raises(ReaderDied):
        list(reading)


def test_the_parent_s_side_imports_neither_polars_nor_numpy() -> None:
    heavy = "('polars', 'numpy', 'pyarrow')"
    code = f"import sys, core.sheets.limited; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_whose_parent_is_killed_ends_too(tmp_path: Path) -> None:
    path = csv_file(tmp_path, TABLE)
    code = (
        "import sys; from pathlib import Path; from core.sheets.limited import read_limited; "
        "from core.sheets.options import SheetOptions; "
        f"parts = read_limited(Path({str(path)!r}), 'sheet.csv', SheetOptions(rows_per_chunk=1)); "
        "next(parts); print('reading', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"reading\n"
        (reader,) = psutil.Process(parent.pid).children()
        parent.kill()
        psutil.wait_procs([reader], timeout=10)
        assert not reader.is_running() or reader.status() == psutil.STATUS_ZOMBIE
