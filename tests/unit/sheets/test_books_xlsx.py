"""Books of .xlsx files: typed cells, formats, formulas, hidden and merged parts, and unusual XML."""

import datetime as dt
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from core.errors import NoRows, SheetTooLarge, UnreadableFile
from core.sheets.files import sheet_scan, xlsx_book
from core.sheets.files.book import Cell, CellKind
from core.sheets.files.open_book import open_book
from tests.unit.sheets.book_files import head_cells, head_texts, read_rows, table_rows
from tests.unit.sheets.files import xlsx_file

HEADER = ["SKU", "Demand"]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _xml_file(
    folder: Path, sheet: str, *, workbook: str = "", root: str = f'<worksheet xmlns="{_MAIN}">'
) -> Path:
    """A workbook of the fewest parts there can be; `sheet` is the inside of the worksheet."""
    name = root.partition("<")[2].split(" ")[0]
    parts = {
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="Items" sheetId="1" r:id="r1"/></sheets>{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"{root}{sheet}</{name}>",
    }
    path = folder / "sheet.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return path


def _relations(kind: str, target: str) -> str:
    one = f'<Relationship Id="r1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{one}</Relationships>'


def _text(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


_HEADER_XML = f'<row r="1">{_text("A1", "SKU")}{_text("B1", "Demand")}</row>'


def test_cells_have_their_kinds_and_formats(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Items")
        sheet.write_row(0, 0, ["SKU", "Rate", "Seen", "At", "On", "Price"])
        for row in (1, 2):
            sheet.write_number(row, 0, 42, book.add_format({"num_format": "00000"}))
            sheet.write_number(row, 1, 0.25, book.add_format({"num_format": "0.0%"}))
            sheet.write_number(row, 2, 45688, book.add_format({"num_format": 14}))
            sheet.write_number(row, 3, 45688.25, book.add_format({"num_format": 22}))
            sheet.write(row, 4, True)
            sheet.write_number(row, 5, 1234.5)
    cells = head_cells(path)
    assert [cells[1, column] for column in range(6)] == [
        Cell("42", CellKind.NUMBER, "00000"),
        Cell("0.25", CellKind.NUMBER, "0.0%"),
        Cell("2025-01-31", CellKind.DATE, "yyyy-mm-dd"),
        Cell("2025-01-31T06:00:00", CellKind.DATE, "yyyy-mm-dd h:mm"),
        Cell("true", CellKind.FLAG),
        Cell("1234.5", CellKind.NUMBER),
    ]
    table = open_book(path).table(0, 0, 6)
    assert (table.zeros, table.percent) == ({0: 5}, frozenset({1}))


def test_zeros_of_a_column_hold_only_where_all_its_numbers_have_them(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Items")
        sheet.write_row(0, 0, HEADER)
        sheet.write_number(1, 0, 42, book.add_format({"num_format": "00000"}))
        sheet.write_number(2, 0, 43)
    assert open_book(path).table(0, 0, 2).zeros == {}


@pytest.mark.parametrize(("is_1904", "serial"), [(False, 45688), (True, 44226)])
def test_both_ways_to_count_days_are_known(tmp_path: Path, is_1904: bool, serial: int) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": is_1904}) as book:
        sheet = book.add_worksheet("Items")
        sheet.write_row(0, 0, ["SKU", "Seen"])
        sheet.write_number(1, 1, serial, book.add_format({"num_format": "dd/mm/yyyy"}))
    assert head_cells(path)[1, 1].text == "2025-01-31"
    assert str(read_rows(path)[0]["c1"]) == "2025-01-31 00:00:00"


def test_formulas_without_a_value_are_by_cell_and_those_with_one_are_values(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A3*2</f><v/></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f t="shared" si="0"/></c></row>'
        '<row r="5"><c r="A5"><v>4</v></c><c r="B5"><f>A5*2</f><v>8</v></c></row>'
        '<row r="6"><c r="A6"><v>5</v></c><c r="B6" t="str"><f>IF(A6,"","")</f><v></v></c></row>'
        '<row r="7"><c r="B7"><f>A7*2</f><v></v></c></row>'
    )
    path = _xml_file(tmp_path, f"<sheetData>{_HEADER_XML}{rows}</sheetData>")
    table = open_book(path).table(0, 0, 2)
    assert table.uncached == {(2, 1): "=A2*2", (3, 1): "=A3*2", (4, 1): "=", (7, 1): "=A7*2"}
    assert head_cells(path)[1, 1] == Cell("=A2*2", CellKind.UNCACHED)
    found = table_rows(table)
    assert [row["row_no"] for row in found] == [2, 3, 4, 5, 6, 7]
    assert [row.get("c1") for row in found] == [None, None, None, 8.0, None, None]


def test_zero_of_a_formula_is_no_value_when_the_file_says_nothing_was_computed(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f><v>0</v></c></row>'
    sheet = f"<sheetData>{_HEADER_XML}{rows}</sheetData>"
    stale = _xml_file(tmp_path, sheet, workbook='<calcPr fullCalcOnLoad="1"/>')
    assert open_book(stale).table(0, 0, 2).uncached == {(2, 1): "=A2*2"}
    assert open_book(_xml_file(tmp_path, sheet)).table(0, 0, 2).uncached == {}


def test_a_sheet_of_formulas_nobody_computed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_scan, "MOST_UNCACHED", 2)
    cells = "".join(f'<row r="{row}"><c r="B{row}"><f>A1</f></c></row>' for row in range(2, 6))
    with pytest.raises(UnreadableFile, match="no value"):
        open_book(_xml_file(tmp_path, f"<sheetData>{_HEADER_XML}{cells}</sheetData>"))


def test_cells_and_rows_without_an_address_are_counted(tmp_path: Path) -> None:
    row = '<row r="2"><c t="inlineStr"><is><t>A</t></is></c><c><v>5</v></c><c><f>B2</f></c></row>'
    path = _xml_file(tmp_path, f"<sheetData>{_HEADER_XML}{row}</sheetData>")
    assert head_texts(path)[1] == ["A", "5", "=B2"]
    assert open_book(path).table(0, 0, 2).uncached == {(2, 2): "=B2"}


def test_prefixed_names_are_read(tmp_path: Path) -> None:
    rows = (
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>SKU</x:t></x:is></x:c></x:row>'
        '<x:row r="2" hidden="1"><x:c r="A2"><x:v>7</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:f>A2</x:f></x:c></x:row>'
    )
    root = f'<x:worksheet xmlns:x="{_MAIN}">'
    path = _xml_file(tmp_path, f"<x:sheetData>{rows}</x:sheetData>", root=root)
    table = open_book(path).table(0, 0, 1)
    assert table.hidden_rows == {2}
    assert table.uncached == {(3, 0): "=A2"}
    assert table_rows(table)[0] == {"row_no": 2, "c0": 7.0}


def test_true_among_numbers_stays_a_word(tmp_path: Path) -> None:
    found = read_rows(xlsx_file(tmp_path, [HEADER, ["A", True], ["B", 5], ["C", False], ["D", None]]))
    assert [(row.get("c1"), row["n1"]) for row in found] == [
        ("true", False),
        ("5", True),
        ("false", False),
        (None, False),
    ]


def test_hidden_rows_columns_sheets_and_merged_cells_are_told(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Items")
        sheet.merge_range(0, 0, 0, 1, "Title")
        sheet.write_row(1, 0, HEADER)
        sheet.write_row(2, 0, ["A", 5])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 4, None, None, {"hidden": True})
        book.add_worksheet("Old").hide()
    found = open_book(path)
    assert [(head.name, head.is_visible) for head in found.heads] == [("Items", True), ("Old", False)]
    assert found.heads[0].merged == ((0, 0, 0, 1),)
    assert found.heads[0].hidden_columns == {3, 4}
    assert found.table(0, 1, 2).hidden_rows == {3}


def test_hidden_rows_of_a_large_sheet_are_found_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_book, "_SCANNED_AT_ONCE", 0)
    rows = f'{_HEADER_XML}<row r="2" hidden="1">{_text("A2", "A")}</row>'
    book = open_book(_xml_file(tmp_path, f"<sheetData>{rows}</sheetData>"))
    assert book.table(0, 0, 2).hidden_rows == {2}


def test_a_mixed_column_tells_its_numbers_from_texts_that_look_alike(tmp_path: Path) -> None:
    found = read_rows(xlsx_file(tmp_path, [HEADER, ["A", "1.234"], ["B", 1.234], ["C", 7]]))
    assert [(row["c1"], row["n1"]) for row in found] == [("1.234", False), ("1.234", True), ("7", True)]


def test_numbers_of_a_mixed_column_keep_all_their_decimals(tmp_path: Path) -> None:
    found = read_rows(xlsx_file(tmp_path, [HEADER, ["A", "none"], ["B", 0.06563991816321892], ["C", 1.5]]))
    assert [row["c1"] for row in found] == ["none", "0.06563991816321892", "1.5"]


def test_dates_among_texts_are_texts(tmp_path: Path) -> None:
    found = read_rows(xlsx_file(tmp_path, [["SKU", "Seen"], ["A", dt.date(2025, 1, 31)], ["B", "soon"]]))
    assert [row["c1"] for row in found] == ["2025-01-31 00:00:00", "soon"]


def test_a_table_that_begins_anywhere_keeps_its_rows_and_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADER], ["A", 5], [None, None], ["B", 6]]
    path = xlsx_file(tmp_path, rows, first_row=7, first_column=3)
    assert read_rows(path, header_row=7) == [
        {"row_no": 9, "c3": "A", "c4": 5.0},
        {"row_no": 11, "c3": "B", "c4": 6.0},
    ]


def test_batches_come_again_without_reading_again(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADER, ["A", 5]])
    book = open_book(path)
    table = book.table(0, 0, 2)
    path.unlink()
    assert table_rows(table) == table_rows(book.table(0, 0, 2)) == [{"row_no": 2, "c0": "A", "c1": 5.0}]


def test_cells_far_apart_are_refused_and_a_lying_dimension_is_not_believed(tmp_path: Path) -> None:
    far = f'<sheetData>{_HEADER_XML}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with pytest.raises(SheetTooLarge, match="XFD"):
        open_book(_xml_file(tmp_path, far)).table(0, 0, 2)
    near = f'{_HEADER_XML}<row r="2">{_text("A2", "A")}</row>'
    lie = f'<dimension ref="A1:XFD1048576"/><sheetData>{near}</sheetData>'
    assert pl.concat(open_book(_xml_file(tmp_path, lie)).table(0, 0, 2).batches()).height == 1


def test_a_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRows):
        open_book(_xml_file(tmp_path, "<sheetData/>"))
