"""Which column is which field, what is asked and what is suggested."""

import pytest

from core.errors import HeaderMissing, InvalidOption
from core.inventory.fields import ITEM
from core.sheets.files.book import Cell, CellKind
from core.sheets.options import NOT_INPUTS, SheetOptions
from core.sheets.questions import answered
from core.sheets.recognition.our_headers import DECISION_HEADERS
from core.sheets.recognition.plan_of import plan_of
from tests.unit.sheets.plans import asked, fields, head, items, planned, reason, suggested


def test_a_sheet_with_unambiguous_sku_and_demand_asks_nothing() -> None:
    plan = planned(items("Item No", "Annual demand", "Unit cost", "MOQ"))
    assert not plan.questions
    assert fields(plan) == {
        "Item No": "sku",
        "Annual demand": "demand",
        "Unit cost": "unit_cost",
        "MOQ": "min_order_qty",
    }


def test_two_plain_demands_that_differ_are_asked_about_and_the_answer_decides() -> None:
    sheet = items("SKU", "Usage", "Consumption", Consumption=[3, 99, 5, 1])
    plan = planned(sheet)
    assert asked(plan) == {"field:demand": ["Usage", "Consumption"]}
    options = answered(SheetOptions(), plan.questions, {"field:demand": "Consumption"})
    decided = plan_of([sheet], options)
    assert not decided.questions
    assert fields(decided) == {"SKU": "sku", "Consumption": "demand"}


def test_a_demand_per_month_beside_its_year_is_no_second_demand() -> None:
    plan = planned(
        items(
            "SKU",
            "Monthly demand",
            "Annual demand",
            **{"Monthly demand": [10, 20, 30, 40], "Annual demand": [120, 240, 360, 480]},
        )
    )
    assert not plan.questions
    assert fields(plan) == {"SKU": "sku", "Annual demand": "demand"}


def test_the_exact_name_goes_before_another_spelling() -> None:
    assert fields(planned(items("Item", "SKU", "demand", "Usage", SKU=["a", "b", "c", "d"]))) == {
        "Item": "description",
        "SKU": "sku",
        "demand": "demand",
    }


def test_two_plain_numbers_of_items_are_asked_about() -> None:
    plan = planned(items("Item No", "Part number", "Demand", **{"Part number": ["x", "y", "z", "q"]}))
    assert asked(plan) == {"field:sku": ["Item No", "Part number"]}


def test_of_code_and_product_the_code_that_is_different_in_every_row_is_the_sku() -> None:
    plan = planned(items("Code", "Product", "Annual demand", Product=["blue pen", "red pen", "ink", "ink"]))
    assert fields(plan) == {"Code": "sku", "Product": "description", "Annual demand": "demand"}


def test_a_column_of_nothing_but_repeats_is_asked_about_where_another_numbers_the_rows() -> None:
    groups = ["pens", "pens", "ink", "ink"] * 5
    codes = [f"C{at}" for at in range(20)]
    plan = planned(head(["Item", "Code", "Demand"], *([g, c, 5] for g, c in zip(groups, codes, strict=True))))
    assert fields(plan)["Code"] == "sku"
    plan = planned(
        head(["Item No", "Code", "Demand"], *([g, c, 5] for g, c in zip(groups, codes, strict=True)))
    )
    assert asked(plan) == {"field:sku": ["Item No", "Code"]}


@pytest.mark.parametrize("header", ["Qty", "Menge", "Sales", "Forecast"])
def test_a_doubtful_demand_is_asked_about(header: str) -> None:
    assert asked(planned(items("SKU", header))) == {"field:demand": [header]}


def test_headers_for_optional_fields_that_say_too_little_are_suggested_and_taken_as_none() -> None:
    plan = planned(items("SKU", "Annual demand", "Cost", "Qty", "Min"))
    assert fields(plan) == {"SKU": "sku", "Annual demand": "demand"}
    assert suggested(plan) == {"column:Cost": "none", "column:Qty": "none", "column:Min": "none"}


def test_two_lead_times_are_neither_and_suggested() -> None:
    plan = planned(items("SKU", "Annual demand", "Delivery time (days)", "Supplier lead time (days)"))
    assert "lead_time_days" not in fields(plan).values()
    assert suggested(plan) == {"field:lead_time_days": "none"}


def test_a_retail_price_beside_a_cost_is_no_unit_cost() -> None:
    plan = planned(items("SKU", "Annual demand", "Unit cost", "Retail price", "Price"))
    assert fields(plan)["Unit cost"] == "unit_cost"
    assert not plan.suggestions
    assert reason(plan, "Retail price") == "another price"


def test_a_service_level_is_taken_as_cycle_service_and_the_other_reading_is_offered() -> None:
    assert suggested(planned(items("SKU", "Annual demand", "Service level"))) == {
        "column:Service level": "service_level"
    }
    assert not planned(items("sku", "demand", "service_level")).suggestions


def test_a_lead_time_without_a_unit_and_with_small_numbers_is_days_until_told() -> None:
    small = items("SKU", "Annual demand", "Lead time", **{"Lead time": [2, 3, 6, 1]})
    assert suggested(planned(small)) == {"unit:Lead time": "day"}
    weeks = planned(small, units={"Lead time": "week"})
    assert next(column.factor for column in weeks.columns if column.header == "Lead time") == 7.0
    assert not weeks.suggestions
    large = items("SKU", "Annual demand", "Lead time", **{"Lead time": [14, 30, 60, 7]})
    assert not planned(large).suggestions


def test_what_is_on_hand_without_what_is_available_is_what_customers_ordered() -> None:
    plan = planned(
        head(
            ["Material", "Annual demand", "Stock", "Cantidad en Pedido", "Disponible"],
            *([f"M{at}", 100 + at, 50 + at, at % 7 + 1, 50 + at - (at % 7 + 1)] for at in range(12)),
        )
    )
    assert fields(plan)["Cantidad en Pedido"] == "allocated"
    assert "Disponible" not in fields(plan)
    assert any("Cantidad en Pedido" in note for note in plan.notes)


def test_available_alone_is_stock_with_the_allocated_taken_off_already() -> None:
    plan = planned(items("SKU", "Annual demand", "Available", "Allocated"))
    assert fields(plan) == {"SKU": "sku", "Annual demand": "demand", "Available": "on_hand"}
    assert plan.notes


def test_a_holding_cost_in_percent_is_a_rate() -> None:
    rates = [Cell("25 %"), Cell("20 %"), Cell("25 %"), Cell("22 %")]
    plan = planned(items("SKU", "Annual demand", "Unit cost", "Holding cost", **{"Holding cost": rates}))
    assert fields(plan)["Holding cost"] == "holding_rate"
    shown = [Cell(text, CellKind.NUMBER, "0%") for text in ("0.25", "0.2", "0.25", "0.22")]
    plan = planned(items("SKU", "Annual demand", "Unit cost", "Holding cost", **{"Holding cost": shown}))
    assert fields(plan)["Holding cost"] == "holding_rate"


def test_a_tiny_holding_cost_beside_dear_items_is_asked_to_be_told() -> None:
    plan = planned(
        items("SKU", "Annual demand", "Unit cost", "Holding cost", **{"Holding cost": [0.2, 0.25, 0.3, 0.2]})
    )
    assert suggested(plan) == {"column:Holding cost": "holding_cost"}


def test_reorder_points_beside_an_eoq_are_results_of_the_sheet() -> None:
    assert (
        fields(planned(items("SKU", "Annual demand", "Reorder point")))["Reorder point"]
        == "current_reorder_point"
    )
    plan = planned(items("SKU", "Annual demand", "EOQ", "Reorder point", "Current order qty"))
    assert fields(plan) == {"SKU": "sku", "Annual demand": "demand", "Current order qty": "current_order_qty"}
    assert suggested(plan) == {"column:Reorder point": "none"}


def test_letters_of_the_textbooks_count_only_together() -> None:
    assert fields(planned(items("SKU", "D", "K", "h", "C"))) == {
        "SKU": "sku",
        "D": "demand",
        "K": "order_cost",
        "h": "holding_cost",
        "C": "unit_cost",
    }
    assert "D" not in fields(planned(items("SKU", "Annual demand", "D")))


def test_money_in_one_currency_is_said_and_what_differs_is_left_out() -> None:
    plan = planned(items("SKU", "Annual demand", "Unit cost (EUR)", "Order cost (EUR)"))
    assert plan.currency == "EUR"
    plan = planned(items("SKU", "Annual demand", "Unit cost (EUR)", "Order cost (USD)"))
    assert "Order cost (USD)" not in fields(plan)
    assert suggested(plan) == {"column:Order cost (USD)": "none"}


def test_a_price_per_hundred_becomes_a_parameter() -> None:
    plan = planned(items("SKU", "Annual demand", "Price per 100"))
    assert fields(plan)["Price per 100"] == "unit_cost"
    assert [(one.field, one.value) for one in plan.parameters] == [("price_per", 100.0)]


def test_a_price_is_never_taken_for_what_it_is_for() -> None:
    assert fields(planned(items("SKU", "Annual demand", "Price/unit")))["Price/unit"] == "unit_cost"
    per = items("SKU", "Annual demand", "Unit cost", "Price unit", **{"Price unit": [100, 1, 100, 1000]})
    assert fields(planned(per))["Price unit"] == "price_per"
    assert "Price unit" not in fields(planned(items("SKU", "Annual demand", "Price unit")))


@pytest.mark.parametrize("name", [name for name in ITEM if name not in NOT_INPUTS])
def test_every_field_is_taken_by_its_own_name(name: str) -> None:
    headers = list(dict.fromkeys(["sku", "demand", name]))
    assert name in fields(planned(items(*headers))).values()


def test_results_of_an_earlier_run_are_not_read_and_do_not_travel() -> None:
    ours = list(DECISION_HEADERS.values())
    first = ["suggested_order", *(header for header in ours if header != "suggested_order")]
    plan = planned(items("sku", "demand", *first))
    assert fields(plan) == {"sku": "sku", "demand": "demand"}
    assert not plan.questions
    assert {column.header for column in plan.columns if not column.travels} == set(ours)


@pytest.mark.parametrize("header", DECISION_HEADERS.values())
def test_no_decision_column_alone_is_taken_for_an_input(header: str) -> None:
    assert fields(planned(items("sku", "demand", header))) == {"sku": "sku", "demand": "demand"}


@pytest.mark.parametrize("header", ["Sales (kpcs)", "Shipped '000"])
def test_a_mapped_column_in_thousands_is_read_in_thousands(header: str) -> None:
    plan = planned(items("SKU", header), mapping={header: "demand"})
    (column,) = (column for column in plan.columns if column.header == header)
    assert column.factor == 1000.0
    assert "x 1000" in column.reason


def test_the_mapping_goes_before_everything_and_an_empty_field_leaves_out() -> None:
    sheet = items("SKU", "Annual demand", "Qty")
    assert fields(planned(sheet, mapping={"Qty": "demand"})) == {"SKU": "sku", "Qty": "demand"}
    assert asked(planned(sheet, mapping={"Annual demand": ""})) == {"field:demand": ["Qty"]}


def test_a_repeated_header_is_named_by_its_key() -> None:
    sheet = items("SKU", "Usage", "Usage")
    assert asked(planned(sheet)) == {"field:demand": ["Usage (B)", "Usage (C)"]}
    with pytest.raises(InvalidOption, match="which 2 columns have"):
        planned(sheet, mapping={"Usage": "demand"})
    assert fields(planned(sheet, mapping={"Usage (C)": "demand"})) == {"SKU": "sku", "Usage (C)": "demand"}


@pytest.mark.parametrize("options", [{"mapping": {"Menge": "demand"}}, {"units": {"Menge": "day"}}])
def test_an_option_naming_an_absent_header_is_refused_naming_the_headers(options: dict[str, object]) -> None:
    with pytest.raises(InvalidOption) as refused:
        planned(items("SKU", "Demand"), **options)
    assert "'SKU', 'Demand'" in refused.value.remedy


def test_one_field_for_two_columns_is_refused() -> None:
    with pytest.raises(InvalidOption, match="unit_cost to 2 columns"):
        planned(items("SKU", "Demand", "A1", "B1"), mapping={"A1": "unit_cost", "B1": "unit_cost"})


def test_a_stock_list_without_demand_is_refused_and_stock_is_never_offered() -> None:
    with pytest.raises(HeaderMissing) as refused:
        planned(items("SKU", "Stock", "Unit cost", "Available"))
    assert "demand" in refused.value.message
    assert "'Stock'" in refused.value.message
