"""The readings of single cells that were agreed hold for cells of whole files, read as a job reads them."""

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.unit.sheets.files import Read, csv_file, read_file, xlsx_file

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cell_cases.json").read_text())["cases"]

# The other cells of the column: they tell its decimal separator, or what its shares are like.
_TELL = {
    "en": ["1,000.5", "2,000.5"],
    "ch": ["1\u2019000.5", "2\u2019000.5"],
    "fr": ["1 000,5", "2 000,5"],
    "de": ["1.000,5", "2.000,5"],
    "unknown": ["7", "8"],
}
_SHARES = {"25": ["20", "30"], "95": ["98", "97"], "1.65": ["0.95", "0.97"]}
_HEADERS = {"quantity_or_cost": "Unit cost", "holding_rate": "Holding rate", "service_level": "Service level"}
_FIELDS = {"quantity_or_cost": "unit_cost", "lead_time": "lead_time_days"}
_OTHERS = {"lead_time": ["4", "5"], "holding_rate": ["20%", "22%"], "service_level": ["95%", "97%"]}


def _column(case: dict[str, Any]) -> tuple[str, list[str]]:
    """The header and the cells of the column that is tried, the case's own first."""
    raw, field = str(case["raw"]), case["field"]
    if field == "quantity_or_cost":
        return "Unit cost", [raw, *_TELL[case["column_locale"]]]
    if field == "sku":
        return "SKU", [*raw.split(" vs ")] if " vs " in raw else [
            raw.rpartition("shown as ")[2],
            "b-2",
            "b-3",
        ]
    header = case.get("header") or _HEADERS[field]
    return header, [raw, *_SHARES.get(raw, _OTHERS[field])]


def _table(case: dict[str, Any]) -> list[list[str]]:
    header, cells = _column(case)
    if header == "SKU":
        return [["SKU", "Demand", "Note"], *([cell, str(100 + at), "x"] for at, cell in enumerate(cells))]
    return [["SKU", "Demand", header], *([f"S{at}", "100", cell] for at, cell in enumerate(cells))]


def _written(folder: Path, case: dict[str, Any], kind: str) -> Path:
    if found := re.fullmatch(r"cell (\d+) with number_format (0+)", str(case["raw"])):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in (["SKU", "Demand"], [int(found[1]), 100], [456, 100], [789, 100]):
            sheet.append(row)
        for at in (2, 3, 4):
            sheet.cell(at, 1).number_format = found[2]
        book.save(folder / "sheet.xlsx")
        return folder / "sheet.xlsx"
    table = _table(case)
    if kind == "xlsx":
        return xlsx_file(folder, table)
    return csv_file(folder, "".join("\t".join(row) + "\n" for row in table), "sheet.tsv")


def _outcome(case: dict[str, Any], found: Read) -> object:
    """The first row's cell as the cases write it: a value, or error:, warning: or skip: with its code."""
    assert not found.understanding.questions
    field = _FIELDS.get(case["field"], case["field"])
    first = found.frame.filter(pl.col("row_no") == 2)
    errors = [error.code for error in found.errors if error.row == 2]
    warnings = [one.code for chunk in found.chunks for one in chunk.warnings if one.row in (2, 3)]
    if str(case["expected"]).startswith("warning:") and warnings:
        assert not errors
        assert first[field][0] is not None
        return f"warning:{warnings[0]}"
    if errors:
        assert len(errors) == 1
        return f"error:{errors[0]}"
    if first.is_empty():
        return "skip:totals_row" if found.understanding.skipped.get("total_rows") == 1 else "skipped"
    return first[field][0] if field in first.columns else None


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['field']}-{case['raw']!a}")
def test_a_cell_of_a_file_reads_as_agreed(case: dict[str, Any], kind: str, tmp_path: Path) -> None:
    if "number_format" in str(case["raw"]) and kind == "csv":
        pytest.skip("a text file has no number formats")
    assert _outcome(case, read_file(_written(tmp_path, case, kind))) == case["expected"]
