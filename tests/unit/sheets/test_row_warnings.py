"""What the reading doubts about a row is part of its decision; the row is computed all the same."""

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from core.inventory.defaults import Defaults
from core.sheets.intake.row_warnings import with_warnings
from tests.unit.sheets.files import csv_file, decide_file, read_file, xlsx_file

DEFAULTS = Defaults(order_cost=50.0, holding_rate=0.25)


def test_a_doubted_row_is_decided_and_says_why(tmp_path: Path) -> None:
    text = "SKU,Demand,Unit cost\na-1,1000,2\nA-1,900,2\nB,500,2\n"
    decided = decide_file(csv_file(tmp_path, text), DEFAULTS).frame
    assert decided["status"].to_list()[:2] == ["warning", "warning"]
    assert "upper and lower case" in decided["warnings"][0]
    assert decided["order_quantity"].null_count() == 0
    assert decided["warnings"][2] is None or "case" not in decided["warnings"][2]


def test_hidden_rows_are_computed_with_a_warning(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["SKU", "Demand", "Unit cost"], ["A", 1000, 2], ["B", 1000, 2]])
    book = openpyxl.load_workbook(path)
    book["Items"].row_dimensions[3].hidden = True
    book.save(path)
    found = read_file(path)
    assert [(warning.row, warning.code) for warning in found.chunks[0].warnings] == [(3, "hidden_row")]
    assert found.understanding.warnings == {"hidden_row": 1}
    assert decide_file(path, DEFAULTS).frame["status"].to_list()[1] == "warning"


def test_uncached_formulas_and_error_cells_are_row_errors_with_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["SKU", "Demand", "Unit cost"], ["A", "=5*100", 2], ["B", 1000, 2]):
        sheet.append(row)
    book.save(path)
    found = read_file(path)
    assert [(error.cell, error.code) for error in found.errors] == [("B2", "uncached_formula")]
    assert "500" not in str(found.frame["demand"].to_list())


def _decided(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def test_both_sides_warnings_are_joined_and_a_row_in_error_keeps_its_own() -> None:
    note = json.dumps([{"field": "sku", "code": "x", "message": "First."}])
    decided = _decided(
        status=["ok", "warning", "error", "infeasible", "ok"],
        warnings=[None, "second", None, None, None],
    )
    frame = pl.DataFrame({"row_warnings": [note, note, note, note, None]}, schema={"row_warnings": pl.String})
    told = with_warnings(decided, frame)
    assert told["status"].to_list() == ["warning", "warning", "error", "infeasible", "ok"]
    assert told["warnings"].to_list() == ["First", "First; second", None, "First", None]


@pytest.mark.parametrize(
    ("amounts", "wrong"),
    [(["$5", "$6", "€7"], [4]), (["5 EUR", "6", "7"], []), (["€5", "€6", "7"], [])],
)
def test_amounts_in_another_currency_than_the_rest_are_errors_without_a_currency_column(
    tmp_path: Path, amounts: list[str], wrong: list[int]
) -> None:
    rows = "".join(f"S{at},10,{amount}\n" for at, amount in enumerate(amounts))
    found = read_file(csv_file(tmp_path, "SKU,Demand,Unit cost\n" + rows))
    assert [error.row for error in found.errors] == wrong
    assert {error.code for error in found.errors} <= {"currency_differs"}


def test_signs_that_agree_with_the_row_s_own_currency_are_no_errors(tmp_path: Path) -> None:
    text = "SKU,Demand,Unit cost,Currency\nA,10,$5,USD\nB,10,€6,EUR\nC,10,€7,USD\nD,10,$8,CAD\n"
    assert [error.row for error in read_file(csv_file(tmp_path, text)).errors] == [4]


def test_a_bare_number_among_times_with_units_is_an_error_and_asked_about(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "SKU,Demand,Lead time\nA,10,2 weeks\nB,20,3\nC,30,10 days\n")
    found = read_file(path)
    assert [(error.row, error.code) for error in found.errors] == [(3, "unit_missing")]
    assert found.frame["lead_time_days"].to_list() == [14.0, None, 10.0]
    (suggestion,) = found.understanding.suggestions
    assert [choice.value for choice in suggestion.choices] == ["day", "week", "month"]
    told = read_file(path, units={"Lead time": "week"})
    assert not told.errors
    assert told.frame["lead_time_days"].to_list() == [14.0, 21.0, 10.0]


def test_typed_numbers_among_times_with_units_are_errors_too(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["SKU", "Demand", "Lead time"], ["A", 10, "2 weeks"], ["B", 20, 3]])
    assert [(error.row, error.code) for error in read_file(path).errors] == [(3, "unit_missing")]


def test_stock_in_cases_beside_a_demand_in_units_is_told(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand,On hand (cases)\nA,10,5\nB,20,3\n"))
    assert [question.column for question in found.understanding.suggestions] == ["On hand (cases)"]
    same = read_file(csv_file(tmp_path, "SKU,Demand (cases),On hand (cases)\nA,10,5\nB,20,3\n"))
    assert not any("counts cases" in question.text for question in same.understanding.suggestions)
