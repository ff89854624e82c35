"""Where the table is: sheets, header rows, parameters, periods, order lines and price breaks."""

import datetime as dt

import pytest

from core.errors import HeaderMissing, InvalidOption, NoRows, UnreadableFile
from core.sheets.files.book import Cell, CellKind, Head
from core.sheets.options import SheetOptions
from core.sheets.questions import answered
from core.sheets.recognition.plan_of import plan_of
from tests.unit.sheets.plans import asked, fields, head, items, parts, planned, suggested

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
GOOD = ("SKU", "Annual demand", "Unit cost")


def _named(sheet: Head, name: str, *, is_visible: bool = True) -> Head:
    return Head(name=name, rows=sheet.rows, merged=sheet.merged, is_visible=is_visible)


def test_the_sheet_with_items_is_read_among_others() -> None:
    notes = head(["How to use this file"], ["Author", "A. Planner"], name="README")
    plan = planned(notes, _named(items("SKU", "Description"), "Names"), _named(items(*GOOD), "Items"))
    assert plan.head == 2
    assert not plan.questions


def test_several_good_sheets_are_asked_about_and_hidden_ones_are_not() -> None:
    sheets = (
        _named(items(*GOOD), "North"),
        _named(items(*GOOD), "South"),
        _named(items(*GOOD), "Old", is_visible=False),
    )
    plan = planned(*sheets)
    assert asked(plan) == {"sheet": ["North", "South"]}
    options = answered(SheetOptions(), plan.questions, {"sheet": "South"})
    assert plan_of(sheets, options).head == 1
    assert planned(*sheets, sheet="Old").head == 2


def test_a_sheet_that_is_not_there_and_a_book_of_hidden_sheets_are_refused() -> None:
    with pytest.raises(InvalidOption) as refused:
        planned(_named(items(*GOOD), "North"), sheet="West")
    assert "'North'" in refused.value.remedy
    with pytest.raises(NoRows):
        planned(_named(items(*GOOD), "North", is_visible=False))
    with pytest.raises(NoRows):
        planned(Head(name="empty"))


def test_the_header_is_found_below_titles_and_in_the_row_the_options_say() -> None:
    sheet = head(
        ["Stock list 2025"],
        [],
        ["printed on", dt.date(2025, 1, 31)],
        list(GOOD),
        ["A-1", 5, 2.5],
        ["A-2", 7, 3],
    )
    assert planned(sheet).header_row == 3
    assert planned(sheet, header_row=4).header_row == 3


def test_a_header_below_row_thirty_is_not_looked_for() -> None:
    sheet = head(*([["x"]] * 30), list(GOOD), ["A-1", 5, 2.5])
    with pytest.raises(HeaderMissing):
        planned(sheet)


def test_merged_headers_of_two_rows_are_one() -> None:
    sheet = head(
        ["SKU", "Demand", "", "", "Stock", "", "Cost", ""],
        ["", "Jan", "Feb", "Mar", "On hand", "On order", "Unit", "Order"],
        ["A-1", 5, 6, 7, 8, 9, 1.5, 30],
        ["A-2", 4, 3, 2, 1, 0, 2.5, 30],
        merged=((0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7)),
    )
    plan = planned(sheet)
    assert plan.header_row == 1
    assert parts(plan) == {"Demand Jan": "1", "Demand Feb": "2", "Demand Mar": "3"}
    assert set(fields(plan).values()) == {"sku", "on_hand", "on_order", "unit_cost", "order_cost"}


def test_headers_of_two_rows_in_a_text_file_are_carried_to_the_right() -> None:
    sheet = head(
        ["", "Demand", "", "Lead time", ""],
        ["SKU", "Annual", "Std dev", "Weeks", "Std dev (days)"],
        ["A", 5, 1, 2, 1],
    )
    plan = planned(sheet)
    assert plan.header_row == 1
    assert sorted(fields(plan).values()) == [
        "demand",
        "demand_std",
        "lead_time_days",
        "lead_time_std_days",
        "sku",
    ]
    assert next(column.factor for column in plan.columns if column.field == "lead_time_days") == 7.0


def test_a_row_of_units_below_the_header_is_read_as_units() -> None:
    sheet = head(
        ["SKU", "Demand", "Lead time", "Unit cost"],
        ["", "(units/month)", "weeks", "EUR"],
        ["A-1", 5, 2, 1],
        ["A-2", 6, 3, 1],
    )
    plan = planned(sheet)
    assert plan.header_row == 1
    said = {column.field: (column.period, column.factor) for column in plan.columns}
    assert said["demand"] == ("month", 1.0)
    assert said["lead_time_days"] == (None, 7.0)
    assert plan.currency == "EUR"


def test_values_above_the_table_hold_for_all_rows_in_the_unit_of_their_field() -> None:
    sheet = head(
        ["Order cost: 115", "", "Holding rate 25 %"],
        ["Lead time (weeks)", 2],
        ["Service level", Cell("0.95", CellKind.NUMBER, "0%")],
        ["Carrying rate", 5875],
        list(GOOD),
        ["A-1", 5, 2.5],
        ["A-2", 7, 3],
    )
    plan = planned(sheet)
    assert {one.field: one.value for one in plan.parameters} == {
        "order_cost": 115.0,
        "holding_rate": 0.25,
        "lead_time_days": 14.0,
        "service_level": 0.95,
    }
    assert {one.cell for one in plan.parameters} == {"A1", "C1", "B2", "B3"}


def test_a_column_goes_before_a_value_above_the_table() -> None:
    sheet = head(["Order cost", 115], ["SKU", "Annual demand", "Order cost"], ["A-1", 5, 20], ["A-2", 7, 30])
    plan = planned(sheet)
    assert not plan.parameters
    assert any("not used" in note for note in plan.notes)


def test_values_on_a_second_sheet_hold_for_all_rows() -> None:
    plan = planned(items(*GOOD), head(["Ordering cost", 40], ["Currency", "EUR"], name="Parameters"))
    assert [(one.field, one.value) for one in plan.parameters] == [("order_cost", 40.0)]
    assert plan.currency == "EUR"


@pytest.mark.parametrize(
    ("headers", "kind", "first"),
    [
        (MONTHS, "month", "1"),
        ([f"m{n}" for n in range(1, 13)], "month", "1"),
        ([f"P{n}" for n in range(1, 13)], "month", "1"),
        ([f"2025-{n:02d}" for n in range(1, 7)], "month", "2025-01"),
        (["Apr-24", "May-24", "Jun-24"], "month", "2024-04"),
        ([f"W{n}" for n in range(52)], "week", "1"),
        (["KW 1/2025", "KW 2/2025", "KW 3/2025"], "week", "2025-W01"),
        (["janv.", "févr.", "mars", "avr."], "month", "1"),
        (["Ocak", "Şubat", "Mart", "Nisan"], "month", "1"),
        (["1月", "2月", "3月", "4月"], "month", "1"),
        (["Tháng 1", "Tháng 2", "Tháng 3"], "month", "1"),
        (["Q1 2024", "Q2 2024", "Q3 2024"], "quarter", "2024-Q1"),
        (["Demand 2023", "Demand 2024"], "year", "2023"),
        ([dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1)], "month", "2024-01"),
        ([dt.date(2024, 1, 1), dt.date(2024, 1, 8), dt.date(2024, 1, 15)], "week", "2024-01-01"),
    ],
)
def test_columns_of_periods_are_parts_of_the_demand(headers: list[object], kind: str, first: str) -> None:
    plan = planned(
        head(["SKU", *headers], *([f"A-{at}", *(at + n for n in range(len(headers)))] for at in range(4)))
    )
    assert not plan.questions
    found = [column for column in plan.columns if column.part]
    assert len(found) == len(headers)
    assert (found[0].period, found[0].part) == (kind, first)


def test_months_of_sales_are_said_to_be_units() -> None:
    plan = planned(items("SKU", "Sales Jan", "Sales Feb", "Sales Mar"))
    assert len(parts(plan)) == 3
    assert any("units, not as money" in note for note in plan.notes)
    with pytest.raises(HeaderMissing):
        planned(items("SKU", "Sales 2023 (EUR)", "Sales 2024 (EUR)"))


def test_normalised_twins_totals_and_extremes_are_no_demand() -> None:
    weeks: list[list[int]] = [[(3 * at + 5 * n) % 11 for n in range(6)] for at in range(1, 8)]
    rows = [
        [f"P{at}", *row, sum(row), min(row), max(row), *(number / 10 for number in row)]
        for at, row in enumerate(weeks)
    ]
    names = [*(f"W{n}" for n in range(6)), "Quantity", "MIN", "MAX", *(f"Normalized {n}" for n in range(6))]
    plan = planned(head(["Product_Code", *names], *rows))
    assert list(parts(plan)) == [f"W{n}" for n in range(6)]
    assert fields(plan) == {"Product_Code": "sku"}
    assert not plan.suggestions


def test_months_that_add_up_to_the_annual_demand_are_read_and_others_only_travel() -> None:
    rows = [[f"A-{at}", *(at + n for n in range(12))] for at in range(1, 6)]
    totals = [sum(at + n for n in range(12)) for at in range(1, 6)]
    summed = head(
        ["SKU", *MONTHS, "Annual demand"],
        *([*row, total] for row, total in zip(rows, totals, strict=True)),
    )
    assert len(parts(planned(summed))) == 12
    assert "Annual demand" not in fields(planned(summed))
    other = planned(
        head(["SKU", *MONTHS, "Annual demand"], *([*row, 999 + at] for at, row in enumerate(rows)))
    )
    assert not parts(other)
    assert fields(other)["Annual demand"] == "demand"
    assert suggested(other) == {"field:demand": "Annual demand"}
    options = answered(SheetOptions(), other.suggestions, {"field:demand": "Jan..Dec"})
    sheet = head(["SKU", *MONTHS, "Annual demand"], *([*row, 999 + at] for at, row in enumerate(rows)))
    assert len(parts(plan_of([sheet], options))) == 12


def test_rows_with_a_date_and_a_quantity_are_order_lines() -> None:
    rows = [[dt.date(2025, 1, 1 + at), f"A-{at % 3}", 5 + at, 9.5] for at in range(9)]
    plan = planned(head(["Order date", "Item", "Qty", "Unit price"], *rows))
    assert plan.table == "lines"
    assert fields(plan) == {"Order date": "date", "Item": "sku", "Qty": "quantity"}
    assert suggested(plan) == {"column:Unit price": "none"}
    as_items = planned(head(["Order date", "Item", "Qty", "Unit price"], *rows), table="items")
    assert as_items.table == "items"
    assert asked(as_items) == {"field:demand": ["Qty"]}


def test_a_demand_per_period_beside_the_date_of_the_report_is_no_order_line() -> None:
    sheet = items("SKU", "Annual demand", "Date", Date=[dt.date(2025, 1, 31)] * 4)
    assert planned(sheet).table == "items"


def test_products_in_columns_and_the_months_of_one_item_are_refused_with_the_way_out() -> None:
    days = [dt.date(2025, month, 1) for month in range(1, 7)]
    with pytest.raises(HeaderMissing, match="products seem to stand in columns"):
        planned(head(["datum", "M01AB", "M01AE"], *([day, 5 + at, 7 * at] for at, day in enumerate(days))))
    with pytest.raises(HeaderMissing, match="one item without a SKU"):
        planned(head(["month", "orders"], *([month.lower(), 7 * at] for at, month in enumerate(MONTHS))))


def test_labels_with_values_beside_them_are_refused_as_that() -> None:
    sheet = head(
        ["Basic EOQ model"],
        ["Annual demand", "D", 6000],
        ["Setup cost", "K", 115],
        ["Holding cost", "h", 4.2],
        ["Lead time", "L", 9],
    )
    with pytest.raises(HeaderMissing, match="labels with values"):
        planned(sheet)


def test_a_second_table_below_with_another_header_is_refused() -> None:
    rows = [["A-1", 5, 2.5], ["A-2", 7, 3]]
    with pytest.raises(UnreadableFile, match=r"row 1.*row 4"):
        planned(head([*GOOD, "Note"], *rows, list(GOOD), *rows))
    assert planned(head(list(GOOD), *rows, list(GOOD), *rows)).header_row == 0


def test_price_breaks_side_by_side_are_parts() -> None:
    plan = planned(items("SKU", "Annual demand", "Qty1", "Price1", "Qty2", "Price2"))
    assert parts(plan) == {
        "Qty1": "min_qty 1",
        "Price1": "unit_cost 1",
        "Qty2": "min_qty 2",
        "Price2": "unit_cost 2",
    }
    plan = planned(items("SKU", "Annual demand", "Price 1-99", "Price 100-499", "Price 500+"))
    assert list(parts(plan).values()) == ["unit_cost from 1", "unit_cost from 100", "unit_cost from 500"]
    assert not parts(planned(items("SKU", "Annual demand", "0-30", "31-60", "61-90")))


def test_price_breaks_on_a_second_sheet_are_found() -> None:
    tiers = head(
        ["SKU", "Min qty", "Price"],
        ["A-1", 1, 10],
        ["A-1", 100, 9],
        ["A-2", 1, 5],
        ["A-2", 50, 4],
        name="Breaks",
    )
    plan = planned(items(*GOOD), tiers)
    assert plan.breaks is not None
    assert (plan.breaks.head, plan.breaks.sku, plan.breaks.min_qty, plan.breaks.unit_cost) == (1, 0, 1, 2)
    assert not plan.questions
    stock = head(["SKU", "Qty", "Price"], ["A-1", 1, 10], ["A-2", 100, 9], name="Warehouse")
    assert planned(items(*GOOD), stock).breaks is None
