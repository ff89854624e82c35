"""Inspecting tells everything about a file without keeping its rows."""

from pathlib import Path

import pytest

from core.errors import SheetTooLarge, UnreadableFile
from core.sheets.inspect import inspect
from core.sheets.inspection import MOST_TOLD, Inspection
from core.sheets.options import SheetOptions
from tests.unit.sheets.files import csv_file

TEXT = (
    "SKU;Demand;Unit cost;Holding rate;Colour\na-1;1.000,5;2;25;red\nA-1;viele;3;25;\nB;5;-;25;\nTotal;;;;\n"
)


def _inspected(path: Path, **options: object) -> Inspection:
    return inspect(path, path.name, SheetOptions(**options))  # type: ignore[arg-type]


def test_it_tells_counts_errors_warnings_and_the_report_in_words(tmp_path: Path) -> None:
    found = _inspected(csv_file(tmp_path, TEXT))
    assert found.understanding.rows == 3
    assert [(error.cell, error.code) for error in found.errors] == [("B3", "not_a_number")]
    assert (found.rows_with_errors, dict(found.error_counts)) == (1, {"not_a_number": 1})
    assert (found.rows_with_warnings, dict(found.warning_counts)) == (2, {"case_duplicate": 2})
    assert found.understanding.report.startswith(
        "Text in utf-8, semicolon-separated, header in row 1, 3 SKUs, decimal comma, "
        "Holding rate read as percent, 1 total row skipped, 1 row with errors; "
        "4 of 5 columns understood, Colour kept as it is."
    )


def test_the_preview_shows_what_stands_there_beside_what_was_read(tmp_path: Path) -> None:
    first = _inspected(csv_file(tmp_path, TEXT)).preview[0]
    assert first.row == 2
    assert first.texts == {
        "SKU": "a-1", "Demand": "1.000,5", "Unit cost": "2", "Holding rate": "25", "Colour": "red",
    }  # fmt: skip
    assert {name: first.values[name] for name in ("sku", "demand", "unit_cost", "holding_rate")} == {
        "sku": "a-1",
        "demand": 1000.5,
        "unit_cost": 2.0,
        "holding_rate": 0.25,
    }


def test_a_question_comes_back_without_rows_and_the_answer_gives_them(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "SKU;Demand\nA;1.234\n")
    asked = _inspected(path)
    assert [question.id for question in asked.understanding.questions] == ["decimal:Demand"]
    assert asked.preview == ()
    assert "1.234" in asked.understanding.report
    assert _inspected(path, decimals={"Demand": ","}).preview[0].values["demand"] == 1234.0


def test_it_survives_a_journey_as_json(tmp_path: Path) -> None:
    found = _inspected(csv_file(tmp_path, TEXT))
    assert Inspection.from_json(found.to_json()) == found


def test_only_the_first_of_many_errors_are_told_and_all_are_counted(tmp_path: Path) -> None:
    rows = MOST_TOLD + 500
    path = csv_file(tmp_path, "SKU,Demand\n" + "".join(f"S{n},{'x' if n else 5}\n" for n in range(rows + 1)))
    found = _inspected(path, rows_per_chunk=400)
    assert len(found.errors) == MOST_TOLD
    assert found.error_counts == {"not_a_number": rows}
    assert found.rows_with_errors == rows


def test_a_refusal_and_a_limit_are_the_same_as_for_a_job(tmp_path: Path) -> None:
    path = tmp_path / "scanned.xlsx"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(UnreadableFile):
        _inspected(path)
    with pytest.raises(SheetTooLarge):
        inspect(csv_file(tmp_path, TEXT), "sheet.csv", SheetOptions(), seconds=0.0)
