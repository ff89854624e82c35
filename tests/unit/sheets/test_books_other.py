"""Books of .ods, .xlsb and .xls: what the cells hold, and what is known beside their values."""

from pathlib import Path

import pytest

from core.errors import NoRows, UnreadableFile
from core.sheets.files.book import Cell, CellKind
from core.sheets.files.open_book import open_book
from tests.unit.sheets.book_files import (
    head_cells,
    ods_cell,
    ods_file,
    ods_row,
    read_rows,
    xls_file,
    xlsb_file,
)

HEADER = ("SKU", "Demand")


def test_every_format_gives_the_same_rows(tmp_path: Path) -> None:
    rows = [HEADER, ("A", 5), ("B", 2.5)]
    expected = [{"row_no": 2, "c0": "A", "c1": 5.0}, {"row_no": 3, "c0": "B", "c1": 2.5}]
    assert read_rows(ods_file(tmp_path, {"Items": "".join(ods_row(*row) for row in rows)})) == expected
    assert read_rows(xlsb_file(tmp_path, rows)) == expected
    assert read_rows(xls_file(tmp_path, rows)) == expected


def test_numbers_among_texts_are_told_apart_from_texts_that_look_alike(tmp_path: Path) -> None:
    rows = [HEADER, ("A", "1.234"), ("B", 1.234)]
    for path in (
        ods_file(tmp_path, {"Items": "".join(ods_row(*row) for row in rows)}),
        xlsb_file(tmp_path, rows),
        xls_file(tmp_path, rows),
    ):
        found = read_rows(path)
        assert [(row["c1"], row["n1"]) for row in found] == [("1.234", False), ("1.234", True)]


def test_errors_are_by_cell_and_their_rows_stay(tmp_path: Path) -> None:
    ods = ods_row(None, ods_cell("string", 'calcext:value-type="error"', "<text:p>#N/A</text:p>"))
    for path, text in (
        (ods_file(tmp_path, {"Items": ods_row(*HEADER) + ods}), "#N/A"),
        (xlsb_file(tmp_path, [HEADER, (None, b"\x07")]), "#DIV/0!"),
        (xls_file(tmp_path, [HEADER, (None, b"\x17")]), "#REF!"),
    ):
        table = open_book(path).table(0, 0, 2)
        assert table.error_cells == {(2, 1): text}
        assert [frame["row_no"].to_list() for frame in table.batches()] == [[2]]
        assert head_cells(path)[1, 1] == Cell(text, CellKind.ERROR)


def test_xlsb_formats_tell_zeros_percent_and_dates(tmp_path: Path) -> None:
    rows = [("SKU", "Rate", "Seen"), (42, 0.25, 45688)]
    path = xlsb_file(tmp_path, rows, formats=["00000", "0%", "dd/mm/yyyy"], styles={0: 0, 1: 1, 2: 2})
    table = open_book(path).table(0, 0, 3)
    assert (table.zeros, table.percent) == ({0: 5}, frozenset({1}))
    assert head_cells(path)[1, 2] == Cell("2025-01-31", CellKind.DATE, "dd/mm/yyyy")


def test_xlsb_flags_and_hidden_rows(tmp_path: Path) -> None:
    path = xlsb_file(tmp_path, [HEADER, ("A", True), ("B", 4)], hidden_rows=[2])
    table = open_book(path).table(0, 0, 2)
    assert table.hidden_rows == {3}
    assert [row["c1"] for row in read_rows(path)] == ["true", "4"]


def test_ods_percent_zeros_dates_and_formulas_without_a_value(tmp_path: Path) -> None:
    digits = '<number:number number:min-integer-digits="5"/>'
    styles = (
        f'<number:number-style style:name="N1">{digits}</number:number-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    cells = (
        ods_cell("float", 'table:style-name="ce1" office:value="42"'),
        ods_cell("percentage", 'office:value="0.25"', "<text:p>25%</text:p>"),
        ods_cell("date", 'office:date-value="2025-01-31"'),
        ods_cell("", 'table:formula="of:=[.A1]*2"'),
    )
    path = ods_file(tmp_path, {"Items": ods_row("SKU", "Rate", "Seen", "Sum") + ods_row(*cells)}, styles)
    table = open_book(path).table(0, 0, 4)
    assert (table.zeros, table.percent) == ({0: 5}, frozenset({1}))
    assert table.uncached == {(2, 3): "=[.A1]*2"}
    assert head_cells(path)[1, 2].text == "2025-01-31"


def test_ods_repeats_are_expanded_and_blank_repeats_cost_nothing(tmp_path: Path) -> None:
    blank = ods_row(
        ods_cell("", 'table:number-columns-repeated="16384"'),
        attributes='table:number-rows-repeated="1048000"',
    )
    alike = ods_row("A", 1, attributes='table:number-rows-repeated="3"')
    rows = ods_row(*HEADER) + alike + blank + ods_row("B", 2)
    found = read_rows(ods_file(tmp_path, {"Items": rows}))
    assert [row["row_no"] for row in found] == [2, 3, 4, 1048005]


def test_ods_comments_are_not_part_of_a_text_and_its_spaces_are(tmp_path: Path) -> None:
    cell = ods_cell(
        "string",
        "",
        "<office:annotation><text:p>ask Ann</text:p></office:annotation>"
        '<text:p>two<text:s text:c="2"/>words</text:p><text:p>next<text:line-break/>line</text:p>',
    )
    found = read_rows(ods_file(tmp_path, {"Items": ods_row(*HEADER) + ods_row(cell, 1)}))
    assert found[0]["c0"] == "two  words\nnext\nline"


def test_ods_hidden_rows_columns_and_merged_cells(tmp_path: Path) -> None:
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + ods_row(ods_cell("string", 'table:number-columns-spanned="2"', "<text:p>Title</text:p>"))
        + ods_row(*HEADER)
        + ods_row("A", 1, attributes='table:visibility="filter"')
    )
    book = open_book(ods_file(tmp_path, {"Items": rows}))
    assert book.heads[0].hidden_columns == {1}
    assert book.heads[0].merged == ((0, 0, 0, 1),)
    assert book.table(0, 1, 2).hidden_rows == {3}


def test_a_book_without_any_cell_is_refused(tmp_path: Path) -> None:
    for path in (ods_file(tmp_path, {"Items": ""}), xlsb_file(tmp_path, []), xls_file(tmp_path, [])):
        with pytest.raises(NoRows):
            open_book(path)


def test_an_ods_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no worksheet"):
        open_book(ods_file(tmp_path, {}))
