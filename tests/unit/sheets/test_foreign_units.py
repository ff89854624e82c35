"""A header that is plain but for its unit is neither read as it stands nor left out without a word."""

from pathlib import Path

import pytest

from core.sheets.recognition.foreign_units import partly_named
from tests.unit.sheets.files import Read, csv_file, read_file

_START = "SKU,Annual demand,Unit cost"


def _read(folder: Path, header: str, **options: object) -> Read:
    return read_file(csv_file(folder, f"{_START},{header}\nA,1200,2.5,3\nB,600,4,1\n"), **options)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("MOQ (packs)", "min_order_qty"),
        ("Minimum order [cartons]", "min_order_qty"),
        ("On hand (pallets)", "on_hand"),
        ("Lead time (shifts)", "lead_time_days"),
        ("On order in crates", "on_order"),
    ],
)
def test_it_is_left_out_and_may_be_taken_as_it_stands(tmp_path: Path, header: str, field: str) -> None:
    found = _read(tmp_path, header)
    assert found.fields()[header] is None
    (told,) = found.understanding.suggestions
    assert (told.taken, [choice.value for choice in told.choices]) == ("none", [field, "none"])
    assert header in told.text
    taken = _read(tmp_path, header, **told.choices[0].options)
    assert taken.fields()[header] == field
    assert taken.frame[field].to_list() == [3.0, 1.0]


@pytest.mark.parametrize("header", ["Stock (weeks)", "On hand [days]"])
def test_stock_counted_in_time_is_left_out_with_a_word_and_not_offered(tmp_path: Path, header: str) -> None:
    found = _read(tmp_path, header)
    assert not found.understanding.suggestions
    assert "how long the stock lasts" in found.understanding.columns[-1].reason


def test_nothing_is_said_of_it_where_another_column_is_the_field(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, f"{_START},MOQ,MOQ (packs)\nA,1200,2.5,30,3\nB,600,4,10,1\n"))
    assert not found.understanding.suggestions
    assert found.fields()["MOQ"] == "min_order_qty"


@pytest.mark.parametrize("header", ["Annual demand (dozen)", "Demand per shift"])
def test_a_demand_in_an_unknown_unit_is_asked_for_and_nothing_else_is_offered(
    tmp_path: Path, header: str
) -> None:
    found = read_file(csv_file(tmp_path, f"SKU,{header},MOQ (cartons)\nA,1200,2\nB,600,4\n"))
    (asked,) = found.understanding.questions
    assert [choice.value for choice in asked.choices] == [header]


def test_a_unit_that_is_known_is_read() -> None:
    for header in ("Lead time (weeks)", "On hand (pcs)", "Unit cost (EUR)", "Colour (RAL)", "(packs)", ""):
        assert partly_named(header) is None


@pytest.mark.parametrize(
    "header", ["Demand per working day", "Avg usage/business day", "Bedarf pro Arbeitstag"]
)
def test_a_working_day_is_seven_fifths_of_a_day(tmp_path: Path, header: str) -> None:
    found = read_file(csv_file(tmp_path, f"SKU,{header},Unit cost\nA,7,2\nB,14,4\n"))
    assert found.frame["demand"].to_list() == pytest.approx([5.0, 10.0])
    assert found.frame["period"].to_list() == ["day", "day"]
