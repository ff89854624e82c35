"""What was written is what is read; what is damaged is read or refused, never anything else."""

import csv
import io
import random
import string
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import LotwiseError
from core.sheets.files.open_book import open_book
from tests.unit.sheets.book_files import ods_file, ods_row, read_rows, table_rows, xls_file, xlsb_file
from tests.unit.sheets.files import csv_file

COLLECTION = Path(__file__).resolve().parents[4] / "shared" / "data"
_CHANGES_PER_FILE = 4
_LARGEST_FUZZED = 300_000  # bytes; a larger file takes its time to be read at all
_SETTINGS = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=60,
)

# A first cell that is a letter, so that no row is blank and none begins like another kind of file.
_TEXTS = st.text(alphabet=string.ascii_letters + string.digits + ' ,;\t|"\n.-é€ßあ', max_size=12)
_RECORDS = st.lists(st.lists(_TEXTS, min_size=2, max_size=2), min_size=1, max_size=8)
_CELLS = st.one_of(
    st.none(),
    st.decimals(min_value=-(10**12), max_value=10**12, places=7).map(float),
    st.text(alphabet=string.ascii_letters + "éß&>\"'あ _", min_size=1, max_size=8).filter(str.strip),
    st.booleans(),
)
_TABLES = st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=6)


@_SETTINGS
@given(
    records=_RECORDS,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_csv_is_read_as_it_was_written(
    tmp_path: Path, records: list[list[str]], delimiter: str, encoding: str, quoting: int, end: str
) -> None:
    out = io.StringIO(newline="")
    out.write(f"sep={delimiter}{end}")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(["SKU", "Demand", "Note"])
    writer.writerows([f"S{at}", *record] for at, record in enumerate(records))
    book = open_book(csv_file(tmp_path, out.getvalue().encode(encoding)))
    found = [
        [str(row.get(name) or "") for name in ("c0", "c1", "c2")] for row in table_rows(book.table(0, 1, 3))
    ]
    assert book.delimiter == delimiter
    assert found == [[f"S{at}", *record] for at, record in enumerate(records)]


def _xlsx(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Items")
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    return path


def _ods(folder: Path, rows: list[list[object]]) -> Path:
    flags = {
        value: f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
        for value in (True, False)
    }
    cells = [[flags[cell] if isinstance(cell, bool) else cell for cell in row] for row in rows]
    return ods_file(folder, {"Items": "".join(ods_row(*row) for row in cells)})


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() | int():
            return f"{float(value):.9g}"
        case _:
            text = str(value)
            try:
                return f"{float(text):.9g}" if text[:1].isdigit() or text[:1] == "-" else text
            except ValueError:
                return text


@pytest.mark.parametrize("write", [_xlsx, _ods, xlsb_file])
@_SETTINGS
@given(table=_TABLES)
def test_a_workbook_is_read_as_it_was_written(
    tmp_path: Path, write: Callable[[Path, list[list[object]]], Path], table: list[list[object]]
) -> None:
    rows: list[list[object]] = [["SKU", "Demand", "Note"], *table]
    book = open_book(write(tmp_path, rows))
    sheet = book.table(0, 0, 3)
    found = {(row, f"c{column}"): text for (row, column), text in sheet.error_cells.items()} | {
        (row["row_no"], name): _shown(value)
        for row in table_rows(sheet)
        for name, value in row.items()
        if name.startswith("c")
    }
    expected = {
        (at + 2, f"c{column}"): _shown(value)
        for at, cells in enumerate(table)
        for column, value in enumerate(cells)
        if value is not None
    }
    assert found == expected
    heads = {
        (row + 1, f"c{column}"): _shown(cell.text)
        for row, cells in book.heads[0].rows.items()
        for column, cell in cells.items()
        if row
    }
    assert heads == expected


def _read_or_refused(path: Path) -> None:
    try:
        _read(path)
    except LotwiseError as error:
        refused = error
    else:
        return
    assert refused.message
    assert refused.remedy


def _read(path: Path) -> None:
    book = open_book(path)
    for at, head in enumerate(book.heads):
        if head.rows:
            first = next(iter(head.rows))
            for frame in book.table(at, first, len(head.rows[first])).batches():
                assert frame["row_no"].is_sorted()


@pytest.mark.parametrize("seed", range(40))
def test_changed_and_cut_off_workbooks_of_every_format(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows: list[list[object]] = [["SKU", "Demand"], ["A", 5.0], ["B", 2.5]]
    for write in (xls_file, xlsb_file, _ods):
        content = bytearray(write(tmp_path, rows).read_bytes())
        for _ in range(chance.randrange(4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        _read_or_refused(csv_file(tmp_path, bytes(content[: chance.randrange(len(content)) + 1]), "changed"))


@pytest.mark.parametrize(
    "start", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00"]
)
@_SETTINGS
@given(rest=st.binary(max_size=600))
def test_random_bytes_behind_the_start_of_every_format(tmp_path: Path, start: bytes, rest: bytes) -> None:
    _read_or_refused(csv_file(tmp_path, start + rest, "random"))


@pytest.mark.slow
def test_real_files_changed_and_cut_off(tmp_path: Path) -> None:
    if not COLLECTION.is_dir():
        pytest.skip("the collection of real files is not beside the project")
    chance = random.Random(4)
    for path in sorted(COLLECTION.glob("*/*")):
        whole = path.read_bytes()
        if path.suffix in (".md", ".json") or not 0 < len(whole) < _LARGEST_FUZZED:
            continue
        for _ in range(_CHANGES_PER_FILE):
            content = bytearray(whole)
            for _ in range(chance.randrange(1, 8)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            if chance.random() < 0.5:
                del content[chance.randrange(len(content)) :]
            _read_or_refused(csv_file(tmp_path, bytes(content), "changed"))


def test_the_collection_opens_or_is_refused_with_a_reason() -> None:
    if not COLLECTION.is_dir():
        pytest.skip("the collection of real files is not beside the project")
    for path in sorted(COLLECTION.glob("*/*")):
        if path.suffix not in (".md", ".json"):
            _read_or_refused(path)


def test_rows_of_a_file_with_known_answers(tmp_path: Path) -> None:
    rows: list[list[object]] = [["SKU", "Demand"], *([f"S{at}", float(at)] for at in range(1, 400))]
    for write in (_xlsx, _ods, xlsb_file, xls_file):
        found = read_rows(write(tmp_path, rows))
        assert [(row["row_no"], row["c0"], row["c1"]) for row in found] == [
            (at + 1, f"S{at}", float(at)) for at in range(1, 400)
        ]
