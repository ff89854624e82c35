"""Text tables, from bytes to clean columns."""

from pathlib import Path

import pytest

from core.errors import EmptyFile, HeaderMissing, LotwiseError, NoRows, UnreadableFile
from tests.unit.sheets.files import csv_file, read_file


def test_skus_stay_text_and_blank_rows_are_counted(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand\n00123,5\n\n , \n1E5,6\n"))
    assert found.frame["sku"].to_list() == ["00123", "1E5"]
    assert found.frame["row_no"].to_list() == [2, 5]
    assert found.understanding.skipped == {"blank_rows": 2}
    assert found.understanding.rows == 2


def test_every_bad_cell_of_every_row_is_named_and_the_good_rows_stay(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand,Unit cost\nA,many,#N/A\nB,5,2.5\n,1,1\n"))
    assert [(e.cell, e.column, e.value, e.code) for e in found.errors] == [
        ("B2", "Demand", "many", "not_a_number"),
        ("C2", "Unit cost", "#N/A", "excel_error"),
        ("A4", "SKU", "", "missing_sku"),
    ]
    assert all(error.message and error.remedy for error in found.errors)
    assert found.frame["row_error"].is_null().to_list() == [False, True, False]
    assert found.frame["demand"].to_list() == [None, 5.0, 1.0]


def test_what_could_not_be_read_travels_as_it_was(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand,Colour\nA,many,red\nB,5,blue\n"))
    assert found.frame["other"].to_list() == ['{"Colour":"red","Demand":"many"}', '{"Colour":"blue"}']
    assert found.frame["unread"].to_list() == ["demand", None]


def test_rows_with_the_same_key_are_all_errors_because_none_is_known_to_be_right(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Location,Demand\nA,x,1\nA,y,1\nB,x,1\n A ,x,2\nA,,1\nA,,1\n"))
    assert [(e.row, e.code) for e in found.errors] == [(row, "duplicate_key") for row in (2, 5)]
    assert found.understanding.skipped["copies"] == 1  # row 7 is row 6 once more
    assert "row 5" in found.errors[0].message
    assert "row 2" in found.errors[1].message


def test_a_row_with_more_cells_than_headers_is_an_error_so_that_13_75_is_never_13(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand\nA,13,75\nB,5\n"))
    assert [(e.row, e.code) for e in found.errors] == [(2, "too_many_cells")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(("SKU", "Demand", "Note")) + "\n" + delimiter.join(("A", "5", "x")) + "\n"
    found = read_file(csv_file(tmp_path, text))
    assert found.understanding.delimiter == delimiter
    assert found.frame["demand"].to_list() == [5.0]


def test_sep_line_title_rows_and_old_line_ends_are_understood(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "sep=;\r\nStock list;\r\n;\r\nSKU;Demand\r\nA;5\r\n"))
    assert found.understanding.header_row == 4
    assert found.frame["row_no"].to_list() == [5]
    assert read_file(csv_file(tmp_path, "SKU,Demand\rA,5\r")).frame["demand"].to_list() == [5.0]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, name: str) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand\n„Größe“ €ü,5\n".encode(encoding)))
    assert found.understanding.encoding == name
    assert found.frame["sku"].to_list() == ["„Größe“ €ü"]


def test_quoted_cells_keep_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, 'SKU,Demand,Description\nA,5,"x, ""y""\nz"\nB,6,a"b\nC,7,"q" z\n'))
    assert found.frame["description"].to_list() == ['x, "y"\nz', 'a"b', "q z"]
    assert found.frame["row_no"].to_list() == [2, 3, 4]


def test_a_decimal_comma_is_inferred_per_column(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU;Demand;Unit cost\nA;1.234;2.50\nB;0,5;3.25\n"))
    assert found.frame["demand"].to_list() == [1234.0, 0.5]
    assert found.frame["unit_cost"].to_list() == [2.5, 3.25]
    assert "decimal comma in some columns" in found.understanding.report


def test_a_header_in_percent_with_numbers_above_one_is_read_as_percent_and_said(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand,Holding rate (%)\nA,5,25\nB,5,7\n"))
    assert found.frame["holding_rate"].to_list() == [0.25, 0.07]
    assert "read as percent" in found.understanding.report


def test_a_plain_rate_of_25_can_only_be_percent_and_is_said_to_be(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand,Holding rate\nA,5,25\n"))
    assert found.frame["holding_rate"].to_list() == [0.25]
    assert "Holding rate read as percent" in found.understanding.report


def test_a_column_that_may_be_read_two_ways_is_asked_about_and_nothing_is_read(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "SKU,Demand\nA,1.234\n")
    found = read_file(path)
    (question,) = found.understanding.questions
    assert (question.id, question.about, question.taken) == ("decimal:Demand", "decimal", None)
    assert found.chunks == ()
    answers = {choice.value: dict(choice.options) for choice in question.choices}
    assert read_file(path, **answers["."]).frame["demand"].to_list() == [1.234]
    assert read_file(path, **answers[","]).frame["demand"].to_list() == [1234.0]


def test_units_and_periods_of_headers_are_converted(tmp_path: Path) -> None:
    text = "SKU,Monthly demand,Lead time (weeks),Allow backorders\nA,5,2,yes\nB,5,1,No\n"
    frame = read_file(csv_file(tmp_path, text)).frame
    assert frame["lead_time_days"].to_list() == [14.0, 7.0]
    assert frame["period"].to_list() == ["month", "month"]
    assert frame["allow_backorders"].to_list() == [1, 0]


def test_chunks_cover_every_row_once_and_carry_their_own_errors(tmp_path: Path) -> None:
    text = "SKU,Demand\n" + "".join(f"S{n},{'x' if n % 4 == 0 else n}\n" for n in range(10))
    found = read_file(csv_file(tmp_path, text), rows_per_chunk=4)
    assert [(c.ordinal, c.first_row, c.last_row, c.rows) for c in found.chunks] == [
        (0, 2, 5, 4),
        (1, 6, 9, 4),
        (2, 10, 11, 2),
    ]
    assert [[e.row for e in chunk.errors] for chunk in found.chunks] == [[2], [6], [10]]


def test_abc_classes_are_ranked_over_the_whole_sheet_not_over_a_chunk(tmp_path: Path) -> None:
    text = "SKU,Demand,Unit cost\n" + "".join(f"S{n},{10 ** (5 - n)},1\n" for n in range(6))
    whole = read_file(csv_file(tmp_path, text)).frame["abc_class"].to_list()
    parts = read_file(csv_file(tmp_path, text), rows_per_chunk=2).frame["abc_class"].to_list()
    assert whole == parts
    assert whole[0] == "A"
    assert whole[-1] == "C"


def test_xyz_takes_the_deviation_s_own_period(tmp_path: Path) -> None:
    text = "SKU,Annual demand,Monthly demand std dev\nX,1200,30\nY,1200,70\nZ,1200,150\n"
    assert read_file(csv_file(tmp_path, text)).frame["xyz_class"].to_list() == ["X", "Y", "Z"]


def test_price_breaks_are_read_from_json(tmp_path: Path) -> None:
    text = 'SKU,Demand,price_breaks\nA,5,"[{""min_qty"": 1, ""unit_cost"": 2}]"\nB,5,cheap\n'
    found = read_file(csv_file(tmp_path, text))
    assert found.frame["price_breaks_unit_cost"].to_list() == [[2.0], None]
    assert [error.code for error in found.errors] == ["not_price_breaks"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", EmptyFile),
        (b"\xef\xbb\xbf\r\n \n", EmptyFile),
        (b"SKU,Demand\n", NoRows),
        (b"SKU,Demand\n,\n", NoRows),
        (b"SKU,Colour\nA,red\n", HeaderMissing),
        (b"hello", HeaderMissing),
        (b"%PDF-1.7\n", UnreadableFile),
        (b"\x89PNG\r\n", UnreadableFile),
        (b"<!DOCTYPE html><table>", UnreadableFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableFile),
        (b"PK\x03\x04 cut off", UnreadableFile),
        (b"SKU,Demand\n\xcf\xeb\xe8\xf2\xe0,5\n", UnreadableFile),
        (b"\xff\xfe\x00", UnreadableFile),
        (b'SKU,Demand,Description\nA,5,"never closed\nB,6,x\n', UnreadableFile),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_a_reason_and_a_remedy(
    tmp_path: Path, content: bytes, kind: type[LotwiseError]
) -> None:
    with pytest.raises(kind) as refused:
        read_file(csv_file(tmp_path, content))
    assert type(refused.value) is kind
    assert refused.value.message
    assert refused.value.remedy


def test_a_nul_in_an_input_is_an_error_of_its_row(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, b"SKU,Demand\nA\x00B,5\nC,6\n"))
    assert [(e.cell, e.code) for e in found.errors] == [("A2", "nul_character")]


def test_a_password_is_named(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableFile, match="password"):
        read_file(csv_file(tmp_path, content, "plan.xlsx"))
