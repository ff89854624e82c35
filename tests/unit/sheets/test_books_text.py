"""Books of text files: encodings, delimiters, quotes, line ends, and what is refused with its row."""

from pathlib import Path

import polars as pl
import pytest

from core.errors import EmptyFile, NoRows, SheetTooLarge, UnreadableFile
from core.sheets.files import records, text_book
from core.sheets.files.open_book import open_book
from tests.unit.sheets.book_files import head_texts, read_rows, table_rows
from tests.unit.sheets.files import csv_file

HEADER = "SKU,Demand\n"


def _columns(path: Path, header_row: int = 0) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in read_rows(path, header_row)]


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Größe", "utf-8", "utf-8"),
        ("Größe", "utf-8-sig", "utf-8"),
        ("Größe", "utf-16", "utf-16"),
        ("Größe", "utf-16-le", "utf-16"),
        ("Größe", "utf-16-be", "utf-16"),
        ("Größe", "utf-32", "utf-32"),
        ("„Größe“ 5 €", "cp1252", "cp1252"),
        ("Größe", "latin-1", "cp1252"),
        ("Şişe çay bardak", "cp1254", "cp1254"),
        ("śruba żółta", "cp1250", "cp1250"),
        ("Þvottaefni á sápu", "cp1252", "cp1252"),
        ("日本語の部品", "shift-jis", "cp932"),
        ("ボルト M8", "shift-jis", "cp932"),
        ("ボルトとナット", "euc-jp", "euc_jp"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_is_written_in(
    tmp_path: Path, text: str, encoding: str, name: str
) -> None:
    path = csv_file(tmp_path, (HEADER + f"{text},5\n").encode(encoding))
    assert open_book(path).encoding == name
    assert _columns(path) == [(2, text, "5")]


@pytest.mark.parametrize(
    ("text", "encoding", "reason"),
    [
        ("Деталь", "cp1251", "Cyrillic"),
        ("Деталь", "koi8-r", "Cyrillic"),
        ("Εξάρτημα", "cp1253", "Greek"),
        ("零件螺丝", "gb18030", "cannot tell"),
        ("부품 나사", "euc-kr", "cannot tell"),
    ],
)
def test_an_encoding_that_is_not_certain_is_refused_by_name(
    tmp_path: Path, text: str, encoding: str, reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        open_book(csv_file(tmp_path, (HEADER + f"{text},5\n" * 5).encode(encoding)))


def test_text_that_is_utf8_but_for_a_byte_is_refused_with_the_place(tmp_path: Path) -> None:
    content = (HEADER + "Größe,5\nBüro,6\n").encode() + b"Kabel \xff,7\n"
    with pytest.raises(UnreadableFile, match="begins 'Kabel"):
        open_book(csv_file(tmp_path, content))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("SKU;Price\nA;1,5\nB;2,5\n", ";"),
        ("SKU\tPrice\nA, B and C\t1,5\n", "\t"),
        ("SKU|Price\nA|1\n", "|"),
        ("a,b,c\n1,2;3,4\n5,6;7,8\n", ","),
        ("sep=|\na|b\n1,5|2\n", "|"),
        ('"sep=;"\na;b\n1;2\n', ";"),
        ("single\ncolumn\n", ","),
        ("id;text\n1;one, two, three\n2;four, five, six\n", ";"),
    ],
)
def test_the_delimiter_is_told_by_the_structure(tmp_path: Path, text: str, delimiter: str) -> None:
    assert open_book(csv_file(tmp_path, text)).delimiter == delimiter


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row_and_a_quoted_one_does_not(tmp_path: Path, end: str) -> None:
    path = csv_file(tmp_path, f'SKU,Demand{end}"A{end}1",5{end}{end}B,6{end}')
    assert [(row, str(sku).split()) for row, sku, _ in _columns(path)] == [(2, ["A", "1"]), (4, ["B"])]


def test_lone_returns_among_other_line_ends_end_rows_as_in_a_spreadsheet(tmp_path: Path) -> None:
    assert _columns(csv_file(tmp_path, "SKU,Demand\r\nA,5\rB,6\nC,7")) == [
        (2, "A", "5"),
        (3, "B", "6"),
        (4, "C", "7"),
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"a,b"', "a,b"),
        ('"say ""hi"""', 'say "hi"'),
        ('5" pipe', '5" pipe'),
        ('"5"" pipe"', '5" pipe'),
        ('"say \\"hi\\" twice"', 'say "hi" twice'),
        ('"closed" early', "closed early"),
        (' "padded"', ' "padded"'),
        ('"line\nbreak, and more"', "line\nbreak, and more"),
    ],
)
def test_quotes_are_read_as_a_spreadsheet_reads_them(tmp_path: Path, cell: str, value: str) -> None:
    path = csv_file(tmp_path, f"{HEADER}{cell},5\nB,6\n")
    assert _columns(path) == [(2, value, "5"), (3, "B", "6")]
    assert head_texts(path)[1] == [value, "5"]


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ('A,5\nB,"6\nC,7\n', 3),
        ('A,5\n"B,6\nC,7\n"D,8\n', 3),
        ('A,"Bolt,5\nB,"Nut,6\nC,"Cog",7\n', 2),
        ('A,"Bolt,5\nB,Nut",6\n', 2),
    ],
)
def test_a_quote_that_swallows_rows_is_refused_with_its_row(tmp_path: Path, body: str, row: int) -> None:
    header = "SKU,Name,Demand\n" if "Bolt" in body else HEADER
    with pytest.raises(UnreadableFile, match=f"row {row} "):
        read_rows(csv_file(tmp_path, header + body))


def test_prose_with_commas_on_several_lines_is_no_swallowed_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'SKU,Demand,Note\nA,5,"red, blue\nor green, or 4 of each\nor none, maybe"\n')
    assert len(read_rows(path)) == 1


def test_nul_characters_are_told_by_cell_and_replaced(tmp_path: Path) -> None:
    table = open_book(csv_file(tmp_path, HEADER + "A,5\nB,1\x002\n")).table(0, 0, 2)
    assert table.error_cells == {(3, 1): "1\u24002"}
    assert [row["c1"] for row in table_rows(table)] == ["5", "1\u24002"]


def test_a_file_full_of_nul_characters_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_book, "_MOST_NULS", 3)
    with pytest.raises(UnreadableFile, match="from row 2 on"):
        open_book(csv_file(tmp_path, HEADER + "A\x00,5\n" * 4)).table(0, 0, 2)


def test_rows_with_more_cells_than_the_header_are_marked(tmp_path: Path) -> None:
    table = open_book(csv_file(tmp_path, HEADER + "A,13,75\nB,5\nC\nD,5,,\n")).table(0, 0, 2)
    frame = pl.concat(table.batches())
    assert frame["is_overfull"].to_list() == [True, False, False, False]
    assert frame["c1"].to_list() == ["13", "5", None, "5"]


def test_columns_without_a_header_are_there_and_not_too_many(tmp_path: Path) -> None:
    table = open_book(csv_file(tmp_path, "SKU,Demand,,\nA,5,,x\nB,5,,\n")).table(0, 0, 2)
    frame = pl.concat(table.batches())
    assert table.positions == (0, 1, 2, 3)
    assert frame["c3"].to_list() == ["x", None]
    assert frame["is_overfull"].to_list() == [False, False]


def test_blank_rows_keep_their_numbers_and_are_left_out(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "\n\ntitle\n\nSKU,Demand\n\n , \n\t,\nA,5\n\n")
    assert list(head_texts(path)) == [2, 4, 8]
    assert _columns(path, header_row=4) == [(9, "A", "5")]


def test_blocks_cut_anywhere_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(
        f'S{n},"{n}\n{n % 7}, ""x""",5" pipe,é\n' if n % 3 else f"S{n},{n},,\n" for n in range(300)
    )
    path = csv_file(tmp_path, "SKU,Demand,Note,More\n" + body)
    whole = read_rows(path)
    assert len(whole) == 300
    monkeypatch.setattr(records, "BLOCK_BYTES", 1)
    for size in (7, 64, 1000, 4093):
        monkeypatch.setattr(records.blocks, "__defaults__", (0, size))
        assert read_rows(path) == whole


def test_a_record_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_RECORD_BYTES", 1 << 20)
    monkeypatch.setattr(records.blocks, "__defaults__", (0, 1 << 18))
    content = HEADER + "A,5\n" + 'B,"' + "x" * (1 << 21)
    with pytest.raises((SheetTooLarge, UnreadableFile), match=r"(?i)row 3"):
        read_rows(csv_file(tmp_path, content))


def test_a_cell_of_megabytes_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(SheetTooLarge, match="row 3"):
        read_rows(csv_file(tmp_path, HEADER + "A,5\n" + "x" * (2 << 20) + ",5\n"))


@pytest.mark.parametrize("content", [b"", b"\n\n \t\r\n", b"\xff\xfe", " \n".encode("utf-16")])
def test_a_file_of_blanks_is_empty(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EmptyFile):
        open_book(csv_file(tmp_path, content))


def test_a_file_of_odd_blanks_holds_no_cell(tmp_path: Path) -> None:
    with pytest.raises(NoRows):
        open_book(csv_file(tmp_path, b"\x0b\x0c\n\x1c"))


def test_a_table_is_read_as_often_as_asked(tmp_path: Path) -> None:
    table = open_book(csv_file(tmp_path, (HEADER + "Größe,5\n").encode("cp1252"))).table(0, 0, 2)
    assert table_rows(table) == table_rows(table) == [{"row_no": 2, "c0": "Größe", "c1": "5"}]
