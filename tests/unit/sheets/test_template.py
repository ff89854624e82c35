"""The template a planner fills in."""

import io

import openpyxl
import pytest

from core.inventory.fields import ITEM
from core.sheets.options import NOT_INPUTS
from core.sheets.writing.template import EXAMPLE, template
from tests.unit.sheets.written import rows, sheet


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template()))


def test_the_first_sheet_has_one_example_row_with_real_numbers(book: openpyxl.Workbook) -> None:
    items = sheet(book, "Items")
    assert rows(items) == [EXAMPLE]
    assert items.freeze_panes == "B2"


def test_every_cell_to_fill_in_is_explained_and_numbers_are_checked(book: openpyxl.Workbook) -> None:
    rules = sheet(book, "Items").data_validations.dataValidation
    assert {str(rule.promptTitle) for rule in rules} == set(EXAMPLE)
    assert all(rule.prompt and len(rule.prompt) <= 255 for rule in rules)
    by_name = {rule.promptTitle: rule for rule in rules}
    assert by_name["currency"].type == "list"
    assert "EUR" in by_name["currency"].formula1
    assert (by_name["holding_rate"].type, by_name["holding_rate"].formula2) == ("decimal", "1")
    assert by_name["demand"].operator == "greaterThanOrEqual"
    assert by_name["on_hand"].type in (None, "none")
    assert {rule.errorStyle for rule in rules} == {"warning"}


def test_the_second_sheet_explains_every_field_that_can_be_given(book: openpyxl.Workbook) -> None:
    fields = rows(sheet(book, "Fields"))
    assert [row["field"] for row in fields] == [name for name in ITEM if name not in NOT_INPUTS]
    assert all(row["meaning"] for row in fields)
