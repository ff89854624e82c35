"""Decisions as text tables and as workbooks."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

from core.errors import InvalidOption
from core.sheets.summary import summarise
from core.sheets.writing.write import csv_parts, error_csv_parts, write_csv, write_xlsx
from tests.unit.sheets.files import AS_OF, Decided, csv_file, decide_file, parsed

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
HEADER = (
    "SKU,Demand,Order cost,Unit cost,Holding rate,Lead time,On hand,Current order quantity,Supplier,Note\n"
)
ROWS = (
    "00123,1200,50,2,0.25,10,5,300,=cmd|' /C calc'!A0,@x\n"
    "B,many,50,2,0.25,10,500,100,Adler,\n"
    "C,1200,50,2,0.25,10,4000,100,Adler,-5\n"
)


@pytest.fixture
def decided(tmp_path: Path) -> Decided:
    return decide_file(csv_file(tmp_path, HEADER + ROWS))


def _workbook(found: Decided) -> openpyxl.Workbook:
    target = io.BytesIO()
    write_xlsx(found.frames, found.understanding, summarise(found.frames), found.errors, target, as_of=AS_OF)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def test_original_columns_come_first_then_what_to_do_today(decided: Decided) -> None:
    rows = parsed(csv_parts(decided.frames, decided.understanding))
    headers = list(rows[0])
    assert headers[: len(HEADER.split(","))] == HEADER.strip().split(",")
    assert headers[len(HEADER.split(",")) :][:4] == ["suggested_order", "order_now", "status", "reason"]
    assert [row["SKU"] for row in rows] == ["00123", "B", "C"]
    assert rows[1]["Demand"] == "many"
    assert rows[1]["status"] == "error"


def test_text_a_spreadsheet_would_run_is_made_harmless_and_no_number_is_touched(
    decided: Decided,
) -> None:
    rows = parsed(csv_parts(decided.frames, decided.understanding))
    assert rows[0]["Supplier"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["Note"] == "'@x"
    assert rows[2]["Note"] == "-5"
    assert not any(value.startswith(("=", "@", "\t", "\r")) for row in rows for value in row.values())
    assert min(float(row["stock_release_value"]) for row in (rows[0], rows[2])) < 0


def test_decimal_comma_and_semicolon_as_asked(decided: Decided) -> None:
    rows = parsed(csv_parts(decided.frames, decided.understanding, delimiter=";", decimal=","), ";")
    assert rows[0]["Holding rate"] == "0,25"
    assert float(rows[0]["eoq"].replace(",", ".")) == pytest.approx(489.897948556)
    with pytest.raises(InvalidOption):
        list(csv_parts(decided.frames, decided.understanding, delimiter=",", decimal=","))


def test_without_rows_there_is_still_a_header(decided: Decided) -> None:
    assert b"".join(csv_parts([], decided.understanding)).startswith(b"SKU,Demand,")
    target = io.BytesIO()
    write_csv([], decided.understanding, target)
    assert target.getvalue().count(b"\n") == 1


def test_the_errors_file_has_one_line_a_row_with_all_its_reasons(tmp_path: Path) -> None:
    found = decide_file(
        csv_file(tmp_path, HEADER + "B,many,50,-2,0.25,10,500,100,Adler,\n" + ROWS.splitlines()[0])
    )
    (row,) = parsed(error_csv_parts(found.frames, found.understanding, found.errors))
    assert row["Demand"] == "many"
    assert row["error_row"] == "2"
    assert row["error_cell"] == "B2 D2"
    assert "not a number" in row["error_reason"]
    assert "unit_cost" in row["error_reason"]


def test_the_workbook_has_the_four_sheets_a_planner_needs(decided: Decided) -> None:
    book = _workbook(decided)
    assert book.sheetnames == ["Decisions", "Orders by supplier", "Summary", "Errors"]
    sheet = book["Decisions"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    (rules,) = sheet.conditional_formatting
    headers = {cell.value: cell for cell in sheet[1] if isinstance(cell, Cell)}
    assert rules.rules[0].formula == [f"${headers['order_now'].column_letter}2=TRUE"]


def test_numbers_are_numbers_texts_are_texts_and_dates_are_dates(decided: Decided) -> None:
    sheet = _workbook(decided)["Decisions"]
    row = {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["SKU"].value == "00123"
    assert row["SKU"].data_type == "s"
    assert row["Demand"].value == 1200
    assert row["eoq"].data_type == "n"
    assert row["order_now"].value is True
    assert row["Supplier"].value == "=cmd|' /C calc'!A0"
    assert row["Supplier"].data_type == "s"
    assert row["Supplier"].quotePrefix
    bad = {header.value: cell for header, cell in zip(sheet[1], sheet[3], strict=True)}
    assert bad["Demand"].value == "many"
    assert bad["eoq"].value is None


def test_orders_are_grouped_by_supplier_with_totals_that_add_up(tmp_path: Path) -> None:
    found = decide_file(SAMPLES / "skus.xlsx")
    sheet = _workbook(found)["Orders by supplier"]
    names = [cell.value for cell in sheet[1]]
    rows = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    lines = [row for row in rows if not str(row["Supplier"]).startswith("Total ")]
    totals = [row for row in rows if str(row["Supplier"]).startswith("Total ")]
    summary = summarise(found.frames)
    assert len(lines) == summary.order_now
    assert len(totals) == len(summary.suppliers)
    for part in (lines, totals):
        value = sum(float(str(row["Value"])) for row in part)
        assert value == pytest.approx(summary.totals["EUR"].order_value)
    assert all(isinstance(row["Order by"], dt.datetime | None) for row in lines)


def test_the_summary_sheet_says_what_the_words_say_and_as_of_when(decided: Decided) -> None:
    texts = [row[0] for row in _workbook(decided)["Summary"].iter_rows(values_only=True)]
    assert set(summarise(decided.frames).words()) <= set(texts)
    assert any("As of 2026-03-02" in str(text) for text in texts)


def test_the_errors_sheet_names_cell_reason_and_remedy(decided: Decided) -> None:
    rows = list(_workbook(decided)["Errors"].iter_rows(min_row=2, values_only=True))
    assert [row[:4] for row in rows] == [(3, "Demand", "B3", "many")]
    assert all(rows[0][4:7])
