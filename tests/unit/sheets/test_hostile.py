"""Damaged and foreign files end in a refusal, never in a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import LotwiseError
from tests.unit.sheets.files import csv_file, read_file, xlsx_file

COLLECTION = Path(__file__).resolve().parents[4] / "shared" / "data"
SAMPLES = Path(__file__).resolve().parents[3] / "samples"
_FOLDER_IS_SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
_FEW = settings(_FOLDER_IS_SHARED, max_examples=40)


def _read_or_refused(path: Path) -> None:
    try:
        read_file(path)
    except LotwiseError as error:
        refused = error
    else:
        return
    assert refused.message
    assert refused.remedy


@_FEW
@given(st.binary(max_size=400))
def test_random_bytes(tmp_path: Path, content: bytes) -> None:
    _read_or_refused(csv_file(tmp_path, content))


@_FEW
@given(st.text(alphabet='ab,;\t"\n\r1.%\x00é', max_size=120))
def test_random_tables_below_a_good_header(tmp_path: Path, body: str) -> None:
    _read_or_refused(csv_file(tmp_path, "SKU,Demand,Note\n" + body))


@_FEW
@given(st.floats(0, 1))
def test_a_workbook_cut_off_anywhere(tmp_path: Path, share: float) -> None:
    whole = (SAMPLES / "skus.xlsx").read_bytes()
    _read_or_refused(csv_file(tmp_path, whole[: int(share * len(whole))], "cut.xlsx"))


@_FEW
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_workbook_with_a_changed_byte(tmp_path: Path, place: int, change: int) -> None:
    content = bytearray(xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5], ["B", "x"]]).read_bytes())
    content[place % len(content)] ^= change
    _read_or_refused(csv_file(tmp_path, bytes(content), "changed.xlsx"))


@_FEW
@given(st.integers(0, 2_000))
def test_a_csv_cut_off_anywhere(tmp_path: Path, length: int) -> None:
    _read_or_refused(csv_file(tmp_path, (SAMPLES / "small.csv").read_bytes()[:length]))


@pytest.mark.slow
def test_every_file_of_the_collection_is_read_or_refused() -> None:
    if not COLLECTION.is_dir():
        pytest.skip("the collection of real files is not beside the project")
    for path in sorted(COLLECTION.rglob("*")):
        if path.is_file() and path.suffix not in (".md", ".json"):
            _read_or_refused(path)
