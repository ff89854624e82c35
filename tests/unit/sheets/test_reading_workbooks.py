"""Workbooks, from cells to clean columns."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from core.errors import InvalidOption, NoRows, SheetTooLarge, UnreadableFile
from core.sheets.files import archive
from tests.unit.sheets.files import read_file, xlsx_file

HEADER: list[object] = ["SKU", "Demand", "Unit cost"]


def test_numeric_skus_become_text_without_a_decimal_point(tmp_path: Path) -> None:
    found = read_file(xlsx_file(tmp_path, [HEADER, [123.0, 5, 1.5], [8595602512225, 5, 1.5]]))
    assert found.frame["sku"].to_list() == ["123", "8595602512225"]
    mixed = read_file(xlsx_file(tmp_path, [HEADER, [123.0, 5, 1.5], ["00123", 5, 1.5]]))
    assert mixed.frame["sku"].to_list() == ["123", "00123"]


def test_a_date_in_the_sku_column_is_an_error_because_the_number_is_lost(tmp_path: Path) -> None:
    found = read_file(xlsx_file(tmp_path, [HEADER, [dt.date(2026, 2, 1), 5, 1.5]]))
    assert [(e.cell, e.code) for e in found.errors] == [("A2", "date_in_sku")]


def test_a_date_among_other_skus_is_an_error_too(tmp_path: Path) -> None:
    found = read_file(xlsx_file(tmp_path, [HEADER, ["A-1", 5, 1], [dt.date(2026, 2, 1), 5, 1.5]]))
    assert [(e.cell, e.code) for e in found.errors] == [("A3", "date_in_sku")]


def test_a_date_where_a_number_belongs_is_an_error(tmp_path: Path) -> None:
    found = read_file(xlsx_file(tmp_path, [HEADER, ["A", dt.date(2026, 2, 1), 1.5], ["B", 4, 1]]))
    assert [(e.cell, e.code) for e in found.errors] == [("B2", "is_a_date")]
    assert found.frame["demand"].to_list() == [None, 4.0]


def test_error_cells_are_named_with_their_place(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER, ["A", None, 2], ["B", 4, 1]]
    found = read_file(xlsx_file(tmp_path, rows, errors={(1, 1): "#DIV/0!", (2, 2): "#N/A"}))
    assert [(e.cell, e.value, e.code) for e in found.errors] == [
        ("B2", "#DIV/0!", "excel_error"),
        ("C3", "#N/A", "excel_error"),
    ]


def test_typed_numbers_are_never_read_by_the_decimal_comma_of_texts_beside_them(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [HEADER, ["A", 1.234, 1], ["B", "1.234", 1], ["C", "0,5", 1], ["D", 7, 1]]
    found = read_file(xlsx_file(tmp_path, rows))
    assert found.frame["demand"].to_list() == [1.234, 1234.0, 0.5, 7.0]


def test_typed_numbers_do_not_tell_the_decimal_separator_of_texts(tmp_path: Path) -> None:
    found = read_file(xlsx_file(tmp_path, [HEADER, ["A", 1.5, 1], ["B", "1.234", 1]]))
    assert [(question.id, question.examples) for question in found.understanding.questions] == [
        ("decimal:Demand", ("1.234",))
    ]


def test_a_text_among_numbers_is_the_only_error(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER, ["A", 0.1 + 0.2, 1], ["B", "approx. 500", 1], ["C", "25 %", 1]]
    found = read_file(xlsx_file(tmp_path, rows))
    assert [(e.cell, e.value) for e in found.errors] == [("B3", "approx. 500"), ("B4", "25 %")]
    assert found.frame["demand"][0] == pytest.approx(0.3)


def test_rows_and_cells_are_counted_as_the_file_shows_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Stock list"], [], HEADER, ["A", "x", 1], [], ["B", 5, "y"]]
    found = read_file(xlsx_file(tmp_path, rows, first_row=3, first_column=2))
    assert found.understanding.header_row == 6
    assert found.frame["row_no"].to_list() == [7, 9]
    assert [error.cell for error in found.errors] == ["D7", "E9"]
    assert found.understanding.skipped == {"blank_rows": 1}


def test_leading_blank_rows_do_not_shift_the_count(tmp_path: Path) -> None:
    found = read_file(xlsx_file(tmp_path, [HEADER, ["A", "x", 1]], first_row=2))
    assert [error.cell for error in found.errors] == ["B4"]


def test_the_only_sheet_with_items_is_taken_and_two_are_asked_about(tmp_path: Path) -> None:
    items: list[list[object]] = [HEADER, ["A", 5, 1]]
    path = xlsx_file(tmp_path, [["Notes"], ["read me"]], more={"Stock": items})
    assert read_file(path).understanding.sheet == "Stock"
    both = xlsx_file(tmp_path, items, more={"Stock": items})
    (question,) = read_file(both).understanding.questions
    assert question.about == "sheet"
    assert [dict(choice.options) for choice in question.choices] == [{"sheet": "Items"}, {"sheet": "Stock"}]
    assert read_file(both, sheet="Stock").understanding.sheet == "Stock"
    with pytest.raises(InvalidOption, match="no sheet 'Other'"):
        read_file(both, sheet="Other")


def test_unmapped_columns_travel_with_their_types(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [*HEADER, "Shelf", "Weight", "Seen"],
        ["A", 5, 1, "01", 2.5, dt.date(2026, 3, 1)],
    ]
    found = read_file(xlsx_file(tmp_path, rows))
    assert found.frame["other"][0] == '{"Shelf":"01","Weight":2.5,"Seen":"2026-03-01"}'


def test_a_header_that_occurs_twice_keeps_its_own_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADER, "note", "note"], ["A", 5, 1, "x", "y"]]
    found = read_file(xlsx_file(tmp_path, rows))
    assert [column.header for column in found.understanding.columns[-2:]] == ["note", "note"]
    assert found.frame["other"][0] == '{"note (D)":"x","note (E)":"y"}'


def test_an_empty_workbook_and_a_header_alone_are_refused(tmp_path: Path) -> None:
    for rows in ([], [HEADER]):
        with pytest.raises(NoRows):
            read_file(xlsx_file(tmp_path, rows))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableFile, match="no workbook"):
        read_file(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx_file(tmp_path, [HEADER, ["A", 5, 1]])
    monkeypatch.setattr(archive, "MOST_UNPACKED", 100)
    with pytest.raises(SheetTooLarge):
        read_file(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADER, ["A", 5, 1]])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                declaration = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
                content = content.replace(b"<worksheet", declaration + b"<worksheet", 1)
            target.writestr(name, content)
    with pytest.raises(UnreadableFile):
        read_file(bomb)
