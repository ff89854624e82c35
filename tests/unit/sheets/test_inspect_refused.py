"""A sheet that would be refused is told with its columns, so that they can be mapped; a job of it fails."""

from pathlib import Path

import openpyxl
import pytest

from core.errors import HeaderMissing, NoRows, Refused, UnreadableFile
from core.sheets.inspect import inspect
from core.sheets.inspection import Inspection
from core.sheets.limited import read_limited
from core.sheets.options import SheetOptions
from core.sheets.questions import answered
from tests.unit.sheets.files import csv_file

NO_DEMAND = "SKU;Colour;Size\nA;red;5\nB;blue;7\n"
NO_SKU = "Width;Annual demand\n5,5;7\n5,5;8\n"
STACKED = "SKU,Demand,Price,Supplier\nA,5,2,X\nB,6,2,Y\n\nSKU,Demand,Price\nC,7,3\nD,8,3\n"
KINDS = "Date,SKU,Movement,Qty\n" + "".join(
    f"2025-{month:02d}-03,A-{month % 3},{kind},{month}\n"
    for month in range(1, 13)
    for kind in ("receipt", "issue")
)
SIGNS = "Date,SKU,Note,Qty\n" + "".join(
    f"2025-{month:02d}-03,A-{month % 3},x,{sign}{month}\n" for month in range(1, 13) for sign in ("", "-")
)
FAR_DOWN = "Date,SKU,Movement,Qty\n" + "".join(
    f"2025-{1 + at % 12:02d}-03,A-{at % 7},{'receipt' if at == 350 else 'issue'},{1 + at % 9}\n"
    for at in range(400)
)
ONLY_A_HEADER = "SKU,Demand\n"


def _inspected(path: Path, **options: object) -> Inspection:
    return inspect(path, path.name, SheetOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (NO_DEMAND, HeaderMissing),
        (NO_SKU, HeaderMissing),
        (STACKED, UnreadableFile),
        (KINDS, UnreadableFile),
        (SIGNS, UnreadableFile),
        (FAR_DOWN, UnreadableFile),
        (ONLY_A_HEADER, NoRows),
    ],
)
def test_the_columns_come_with_the_refusal_a_job_would_end_with(
    tmp_path: Path, text: str, error: type[Refused]
) -> None:
    path = csv_file(tmp_path, text)
    with pytest.raises(error) as refused:
        list(read_limited(path, path.name, SheetOptions()))
    found = _inspected(path)
    assert found.problem is not None
    assert (found.problem.code, found.problem.detail) == (error.code, refused.value.message)
    assert found.problem.remedy == refused.value.remedy
    assert found.problem.detail in found.understanding.report
    headers = text.partition("\n")[0].replace(";", ",").split(",")
    assert [column.header for column in found.understanding.columns] == headers
    assert Inspection.from_json(found.to_json()) == found


def test_the_first_rows_are_shown_as_they_stand_there(tmp_path: Path) -> None:
    found = _inspected(csv_file(tmp_path, NO_DEMAND))
    assert [(row.row, dict(row.texts), dict(row.values)) for row in found.preview] == [
        (2, {"SKU": "A", "Colour": "red", "Size": "5"}, {}),
        (3, {"SKU": "B", "Colour": "blue", "Size": "7"}, {}),
    ]


def test_a_mapping_solves_it_and_the_rows_are_checked(tmp_path: Path) -> None:
    found = _inspected(csv_file(tmp_path, NO_DEMAND), mapping={"Size": "demand"})
    assert found.problem is None
    assert [row.values["demand"] for row in found.preview] == [5.0, 7.0]


def test_another_header_row_solves_tables_below_each_other(tmp_path: Path) -> None:
    found = _inspected(csv_file(tmp_path, STACKED), header_row=5)
    assert found.problem is None
    assert [row.values["sku"] for row in found.preview] == ["C", "D"]


@pytest.mark.parametrize("text", [KINDS, SIGNS, FAR_DOWN])
def test_whether_every_line_counts_is_asked_beside_the_refusal(tmp_path: Path, text: str) -> None:
    path = csv_file(tmp_path, text)
    questions = _inspected(path).understanding.suggestions
    (question,) = [one for one in questions if one.id.startswith("lines:")]
    options = answered(SheetOptions(), questions, {question.id: "all"})
    assert inspect(path, path.name, options).problem is None


def test_the_sheets_of_a_workbook_are_named_and_another_one_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    cover = book.create_sheet("Cover")
    for row in (["SKU", "Colour", "Weight in kg"], ["A", "red", "n/a"], ["B", "blue", "n/a"]):
        cover.append(row)
    other = book.create_sheet("Old")
    for row in (["SKU", "Colour"], ["A", "red"]):
        other.append(row)
    hidden = book.create_sheet("Secret")
    hidden.append(["SKU", "Demand"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    found = _inspected(tmp_path / "book.xlsx")
    assert found.problem is not None
    assert found.understanding.sheets == ("Cover", "Old")
    again = _inspected(tmp_path / "book.xlsx", sheet="Old")
    assert (again.understanding.sheet, again.understanding.sheets) == ("Old", ("Cover", "Old"))
