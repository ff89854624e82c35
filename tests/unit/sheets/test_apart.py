"""Deciding a chunk in throw-away subprocesses: the bad row is named, every other row is decided."""

from pathlib import Path

import psutil
import pytest

from core import faults
from core.inventory.defaults import Defaults
from core.sheets.apart import ROW_CRASHED, DeciderDied, decide_apart
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import DecidedFrame, decide_frame
from core.sheets.payload import decode
from tests.unit.sheets.files import AS_OF, csv_file, read_file

ROWS = 12  # every crash costs a process its start
TABLE = "SKU,Demand,Order cost,Unit cost,Holding rate,On hand,Shelf\n" + "".join(
    f"S{n},{100 + n},50,{-2 if n == 9 else 2},0.25,{n},R{n}\n" for n in range(ROWS)
)
MEMORY = 1 << 30


@pytest.fixture
def chunk(tmp_path: Path) -> EncodedChunk:
    return read_file(csv_file(tmp_path, TABLE)).chunks[0]


@pytest.fixture
def drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of faults that only processes started from now on look at."""
    folder = tmp_path / "faults"
    folder.mkdir()
    monkeypatch.setenv(faults.VARIABLE, str(folder))
    return folder


def apart(chunk: EncodedChunk, *, memory_bytes: int = MEMORY, seconds: float = 20.0) -> DecidedFrame:
    return decide_apart(chunk.payload, Defaults(), AS_OF, memory_bytes=memory_bytes, seconds=seconds)


def test_it_decides_as_deciding_in_this_process_does(chunk: EncodedChunk) -> None:
    found, expected = apart(chunk), decide_frame(decode(chunk.payload), Defaults(), AS_OF)
    assert found.frame.equals(expected.frame)
    assert found.frame.schema == expected.frame.schema
    assert found.errors == expected.errors


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("kill always", "SIGKILL"),
        pytest.param("exit always", "status 1", marks=pytest.mark.slow),  # killed ones are brought back alike
        ("raise always", "FaultRaised"),
    ],
)
def test_the_rows_that_crash_are_named_and_all_others_decided(
    chunk: EncodedChunk, drill: Path, action: str, told: str
) -> None:
    for sku in ("S3", "S8"):
        faults.arm(drill, f"compute.row:{sku}", action)
    found, expected = apart(chunk), decide_frame(decode(chunk.payload), Defaults(), AS_OF)
    crashed = [error for error in found.errors if error.code == ROW_CRASHED]
    assert [(error.row, error.value) for error in crashed] == [(5, "S3"), (10, "S8")]
    assert all(told in error.message and error.remedy for error in crashed)
    assert [error for error in found.errors if error.code != ROW_CRASHED] == expected.errors
    others = ~expected.frame["sku"].is_in(["S3", "S8"])
    assert found.frame.filter(others).equals(expected.frame.filter(others))
    bad = found.frame.filter(~others)
    assert bad["status"].to_list() == ["error", "error"]
    assert bad["demand"].to_list() == [103.0, 108.0], "the inputs stand there as they were sent"
    assert bad["order_quantity"].to_list() == [None, None]


def test_a_row_that_hangs_is_named_after_its_time(chunk: EncodedChunk, drill: Path) -> None:
    faults.arm(drill, "compute.row:S7", "sleep:600 always")
    crashed = [error for error in apart(chunk, seconds=1.0).errors if error.code == ROW_CRASHED]
    assert [error.row for error in crashed] == [9]
    assert "more time than allowed" in crashed[0].message


def test_no_row_is_blamed_where_no_process_can_start(chunk: EncodedChunk) -> None:
    with pytest.raises(DeciderDied, match="that was to decide"):
        apart(chunk, memory_bytes=20 << 20)


def test_what_is_unwanted_ends_at_once_and_leaves_no_process(chunk: EncodedChunk, drill: Path) -> None:
    faults.arm(drill, "compute.row:S7", "sleep:600 always")
    before = psutil.Process().children()
    asked = iter([False] * 40)
    with pytest.raises(DeciderDied, match="not wanted"):
        decide_apart(
            chunk.payload,
            Defaults(),
            AS_OF,
            memory_bytes=MEMORY,
            seconds=600.0,
            is_unwanted=lambda: next(asked, True),
        )
    assert psutil.Process().children() == before
