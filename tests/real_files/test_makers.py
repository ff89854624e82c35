"""The makers make what they say, quickly and small: a second reader sees the cells, the bombs are bombs."""

import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.real_files import make_archives, make_texts, make_workbooks
from tests.real_files.made import Made
from tests.real_files.makers import MADE

_QUICK = [pytest.param(made, id=made.name) for made in MADE if made.make is not make_texts.five_million_rows]


@pytest.mark.parametrize("made", _QUICK)
def test_a_file_is_made_within_seconds_and_says_what_must_come_out(made: Made, tmp_path: Path) -> None:
    path = tmp_path / made.name
    started = time.monotonic()
    made.make(path)
    assert time.monotonic() - started < 10.0
    assert path.stat().st_size > 0
    assert made.why
    assert made.outcome
    assert "refused" not in made.outcome or made.because
    assert "asked" not in made.outcome or made.about or made.because
    re.compile(f"{made.because}|{made.says}")


@pytest.mark.parametrize(
    ("make", "unpacked"),
    [
        (make_archives.zip_bomb, 3 << 30),
        (make_archives.zip_bomb_of_zeros, 3 << 29),
        (make_archives.shared_strings_bomb, 3 << 30),
    ],
)
def test_a_bomb_is_small_and_unpacks_to_gigabytes(make: object, unpacked: int, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    assert callable(make)
    make(path)
    with zipfile.ZipFile(path) as archive:
        assert sum(entry.file_size for entry in archive.infolist()) > unpacked * 0.98
        assert {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    assert path.stat().st_size < 6 << 20


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(made, id=made.name)
        for made in MADE
        if made.name.endswith(("xlsx", "ods", "numbers")) and "bomb" not in made.name
    ],
)
def test_an_archive_is_whole_so_that_only_its_content_is_hostile(made: Made, tmp_path: Path) -> None:
    path = tmp_path / made.name
    made.make(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(made, id=made.name)
        for made in MADE
        if made.make
        in {
            make_archives.columns_16384,
            make_workbooks.percent_cells,
            make_workbooks.hidden_parts,
            make_workbooks.two_row_header,
            make_workbooks.totals_and_footer,
        }
    ],
)
def test_openpyxl_sees_the_probed_values_in_their_rows(made: Made, tmp_path: Path) -> None:
    path = tmp_path / made.name
    made.make(path)
    book = openpyxl.load_workbook(path, read_only=made.name.startswith("columns"))
    sheet = book[made.sheet] if made.sheet else book.worksheets[0]
    for probe in made.values:
        assert probe.row is not None
        cells = next(sheet.iter_rows(min_row=probe.row, max_row=probe.row, values_only=True))
        assert probe.value in cells
    book.close()


def test_streamed_rows_have_a_header_once_and_skus_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    make_texts.five_million_rows(path, 200_500)
    lines = path.read_text().splitlines()
    assert lines[0].startswith("sku,location,demand")
    assert len(lines) == 200_501
    assert len({line.split(",")[0] for line in lines}) == 200_501
