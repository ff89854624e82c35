"""What came and what went in one column is never summed to a demand; money by month is none either."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import HeaderMissing, UnreadableFile
from core.sheets.options import SheetOptions
from core.sheets.questions import answered
from core.sheets.recognition.plan_of import plan_of
from tests.unit.sheets.files import csv_file, read_file
from tests.unit.sheets.plans import accepted, asked, fields, head, parts, planned

_DAYS = ["2025-01-03", "2025-01-10", "2025-02-03", "2025-03-03", "2025-03-13", "2025-04-01"]


def _lines(kinds: Sequence[object], quantities: list[float], header: str = "Movement") -> list[list[object]]:
    rows = zip(_DAYS, ["A", "A", "A", "B", "B", "B"], kinds, quantities, strict=True)
    return [["Date", "Material", header, "Qty"], *map(list, rows)]


@pytest.mark.parametrize(
    ("came", "went"),
    [
        ("receipt", "issue"),
        ("IN", "OUT"),
        ("Wareneingang", "Warenausgang"),
        ("Purchase order", "Sales order"),
        ("Entrada", "Salida"),
        ("Sales return", "Sale"),
        ("Réception", "Sortie"),
        ("入庫", "出庫"),
    ],
)
def test_receipts_and_issues_in_one_column_are_refused_by_name(came: str, went: str) -> None:
    rows = _lines([went, came, went, went, came, went], [5, 50, 7, 3, 30, 4])
    with pytest.raises(UnreadableFile, match="Movement") as refused:
        planned(head(*rows))
    assert came in refused.value.message
    assert went in refused.value.message
    assert "Movement" in refused.value.remedy


@pytest.mark.parametrize("header", ["MvT", "Movement type", "BWART", "Bewegungsart"])
def test_movement_types_of_sap_are_known_by_their_numbers(header: str) -> None:
    rows = _lines([201, 101, 261, 201, 101, 201], [5, 50, 7, 3, 30, 4], header)
    with pytest.raises(UnreadableFile, match=r"'101'.*'201'"):
        planned(head(*rows))
    assert planned(head(*_lines([201, 101] * 3, [5, 50, 7, 3, 30, 4], "Line"))).table == "lines"


def test_who_leaves_the_column_out_says_that_every_line_counts() -> None:
    rows = _lines(["issue", "receipt"] * 3, [5, 50, 7, 3, 30, 4])
    assert fields(planned(head(*rows), mapping={"Movement": ""}))["Qty"] == "quantity"


@pytest.mark.parametrize("kinds", [["issue"] * 6, ["online", "shop"] * 3, ["sale", "B2B sale"] * 3])
def test_lines_of_what_went_only_are_a_demand(kinds: list[str]) -> None:
    plan = planned(head(*_lines(kinds, [5, 50, 7, 3, 30, 4])))
    assert plan.table == "lines"
    assert fields(plan)["Qty"] == "quantity"


def test_quantities_of_both_signs_are_refused_and_a_few_returns_are_not() -> None:
    with pytest.raises(UnreadableFile, match="below zero"):
        planned(head(*_lines(["x"] * 6, [-5, 50, -7, -3, 30, -4])))
    said = planned(head(*_lines(["x"] * 6, [-5, 50, -7, -3, 30, -4])), mapping={"Qty": "quantity"})
    assert fields(said)["Qty"] == "quantity"
    assert planned(head(*_lines(["x"] * 6, [5, 50, -7, 3, 30, 4]))).table == "lines"


@pytest.mark.parametrize("unit", ["$", "€", "(EUR)", "USD"])
def test_money_by_month_is_no_demand(unit: str) -> None:
    header = ["SKU", *(f"{month} {unit}" for month in ("Jan", "Feb", "Mar", "Apr"))]
    try:
        plan = planned(head(header, ["A", 100, 120, 140, 150], ["B", 10, 11, 12, 13]))
    except HeaderMissing:
        return
    assert not parts(plan)
    assert "field:demand" in asked(plan)


@pytest.mark.parametrize("header", ["Lead time (s)", "Lead time [s]"])
def test_a_lead_time_in_s_is_seconds_where_its_numbers_say_so(header: str) -> None:
    large = planned(head(["SKU", "Demand", header], ["A", 5, 864_000], ["B", 6, 172_800]))
    small = planned(head(["SKU", "Demand", header], ["A", 5, 10], ["B", 6, 14]))
    assert [column.factor for column in large.columns if column.field == "lead_time_days"] == [1 / 86_400]
    assert [column.factor for column in small.columns if column.field == "lead_time_days"] == [1.0]
    assert any("in seconds" in note for note in large.notes)


_MONTHS: list[list[object]] = [
    ["SKU", "Jan", "Feb", "Mar"],
    ["A", 50, 60, 70],
    ["B", 5, 6, 7],
    ["C", 1, 2, 3],
]


@pytest.mark.parametrize("title", ["Sales in EUR", "Umsatz 2025", "Chiffre d'affaires: ventes en €"])
def test_months_below_a_title_that_names_money_are_asked_about(title: str) -> None:
    sheet = head([title], *_MONTHS)
    plan = planned(sheet)
    assert asked(plan) == {"money": ["units", "money"]}
    units = answered(SheetOptions(), plan.questions, {"money": "units"})
    assert parts(plan_of([sheet], units)) == {"Jan": "1", "Feb": "2", "Mar": "3"}
    money = answered(SheetOptions(), plan.questions, {"money": "money"})
    with pytest.raises(HeaderMissing):
        accepted(plan_of([sheet], money))


@pytest.mark.parametrize("title", ["Sales 2025", "Sales in units, prices in EUR", "All prices in EUR"])
def test_months_below_another_title_are_units(title: str) -> None:
    assert not planned(head([title], *_MONTHS)).questions


def _far_down(kind: str, quantity: int) -> str:
    lines = [f"2025-{1 + at % 12:02d}-03,A-{at % 7},issue,{1 + at % 9}" for at in range(400)]
    lines[350] = f"2025-05-03,A-1,{kind},{quantity}"
    return "\n".join(["Date,SKU,Movement,Qty", *lines, ""])


def test_receipts_far_down_a_list_of_issues_are_found(tmp_path: Path) -> None:
    path = csv_file(tmp_path, _far_down("receipt", 500))
    with pytest.raises(UnreadableFile, match="'receipt'"):
        read_file(path)
    assert read_file(path, mapping={"Movement": ""}).understanding.rows == 7
    assert read_file(csv_file(tmp_path, _far_down("issue", 500))).understanding.rows == 7
