"""What a header plainly says."""

import pytest

from core.errors import InvalidOption
from core.inventory.fields import ITEM
from core.sheets.options import NOT_INPUTS, SheetOptions
from core.sheets.recognition.doubtful_headers import doubtful
from core.sheets.recognition.spellings import spelled


@pytest.mark.parametrize("name", [name for name in ITEM if name not in NOT_INPUTS])
def test_every_field_is_recognised_by_its_own_name_however_it_is_written(name: str) -> None:
    for written in (name, name.upper(), name.replace("_", " "), f" {name.replace('_', '-').title()}\n"):
        found = spelled(written)
        assert found is not None, written
        assert found.field == name


@pytest.mark.parametrize(
    ("header", "field", "factor", "period"),
    [
        ("Annual demand", "demand", 1.0, "year"),
        ("Monthly Demand (units)", "demand", 1.0, "month"),
        ("Demand per week", "demand", 1.0, "week"),
        ("Demand (daily)", "demand", 1.0, "day"),
        ("Demand", "demand", 1.0, None),
        ("Monthly demand std dev", "demand_std", 1.0, "month"),
        ("Lead time (weeks)", "lead_time_days", 7.0, None),
        ("Lead time [days]", "lead_time_days", 1.0, None),
        ("Lead time weeks", "lead_time_days", 7.0, None),
        ("Holding cost (per unit and year)", "holding_cost", 1.0, None),
        ("Holding cost %", "holding_rate", 1.0, None),
        ("Unit cost (EUR)", "unit_cost", 1.0, None),
        ("Stock on hand (pcs)", "on_hand", 1.0, None),
        ("MOQ", "min_order_qty", 1.0, None),
    ],
)
def test_units_and_periods_are_taken_from_the_header(
    header: str, field: str, factor: float, period: str | None
) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.factor, found.period) == (field, factor, period)


@pytest.mark.parametrize(
    "header",
    [
        "Qty",
        "Cost",
        "Min",
        "",
        "Holding cost (% of order cost)",
        "Lead time (max)",
        "Annual demand value",
        "Demand 2",
    ],
)
def test_what_is_not_plain_is_not_guessed(header: str) -> None:
    assert spelled(header) is None


@pytest.mark.parametrize(
    ("header", "field", "factor", "period"),
    [
        ("Annual demand (kpcs)", "demand", 1000.0, "year"),
        ("Annual demand (thousands)", "demand", 1000.0, "year"),
        ("Demand in thousands", "demand", 1000.0, None),
        ("Demand '000", "demand", 1000.0, None),
        ("Demand (000s)", "demand", 1000.0, None),
        ("Jahresbedarf in Tsd. Stück", "demand", 1000.0, "year"),
        ("Stock on hand (k)", "on_hand", 1000.0, None),
        ("Unit cost (cents)", "unit_cost", 0.01, None),
        ("Unit cost (k€)", "unit_cost", 1000.0, None),
        ("Order cost in TEUR", "order_cost", 1000.0, None),
    ],
)
def test_what_a_header_says_its_numbers_stand_for_is_a_factor(
    header: str, field: str, factor: float, period: str | None
) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.factor, found.scale, found.period) == (field, factor, factor, period)


@pytest.mark.parametrize(
    "header", ["Lead time (thousands)", "Holding rate (k)", "Demand 2000", "K", "Stock code"]
)
def test_no_scale_is_read_into_times_shares_and_other_words(header: str) -> None:
    found = spelled(header)
    assert found is None or found.scale == 1.0


def test_a_price_for_a_thousand_is_no_price_in_thousands() -> None:
    found = spelled("Price per thousand")
    assert found is not None
    assert (found.field, found.scale, found.price_per) == ("unit_cost", 1.0, 1000.0)


@pytest.mark.parametrize(
    ("header", "factor", "is_percent"),
    [
        ("Holding rate per month", 12.0, False),
        ("Monthly holding rate", 12.0, False),
        ("Holding rate (% per month)", 12.0, True),
        ("Carrying rate % per quarter", 4.0, True),
        ("Holding rate (% per year)", 1.0, True),
    ],
)
def test_a_holding_rate_is_made_a_year_s(header: str, factor: float, *, is_percent: bool) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.factor, found.is_percent) == ("holding_rate", factor, is_percent)


@pytest.mark.parametrize(("header", "amount"), [("Price / 1000 pcs", 1000.0), ("Price/100", 100.0)])
def test_a_price_over_an_amount_is_for_so_many(header: str, amount: float) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.price_per) == ("unit_cost", amount)


@pytest.mark.parametrize(("header", "period"), [("Annual std dev", "year"), ("Std dev per week", "week")])
def test_a_deviation_of_a_period_is_that_of_the_demand(header: str, period: str) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.period) == ("demand_std", period)


@pytest.mark.parametrize("field", ["no_such_field", "abc_class", "eoq"])
def test_a_mapping_to_what_is_no_input_is_refused(field: str) -> None:
    with pytest.raises(InvalidOption):
        SheetOptions(mapping={"A": field})


def test_options_travel_as_json() -> None:
    options = SheetOptions(sheet="x", header_row=3, mapping={"A": "demand"}, decimal=",", rows_per_chunk=7)
    assert SheetOptions.from_json(options.to_json()) == options
    assert SheetOptions.from_json({}) == SheetOptions()


@pytest.mark.parametrize(
    "header",
    ["LT min", "Lead time min", "LT (min)", "LT max", "Max LT", "Production LT", "Transport lead time"],
)
def test_the_least_the_most_and_parts_of_a_lead_time_are_only_suggested(header: str) -> None:
    assert spelled(header) is None
    assert doubtful(header) == ("lead_time_days",)


@pytest.mark.parametrize("header", ["Total LT", "Planned deliv. time", "LT avg", "Lead time(s)"])
def test_the_whole_lead_time_is_read_in_days(header: str) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.factor) == ("lead_time_days", 1.0)


def test_a_purchase_price_without_tax_is_the_unit_cost_and_another_price_may_be() -> None:
    found = spelled("Purchase price excl. VAT")
    assert found is not None
    assert found.field == "unit_cost"
    assert doubtful("Price excl. VAT") == ("unit_cost",)
    assert (spelled("Price incl. VAT"), doubtful("Price incl. VAT")) == (None, ())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Variant SKU", "sku"),  # Shopify
        ("Internal Reference", "sku"),  # Odoo
        ("Reordering Max Quantity", "max_stock"),
        ("Qty. on Purch. Order", "on_order"),  # Business Central
        ("Qty. on Sales Order", "allocated"),
        ("Last Direct Cost", "unit_cost"),
        ("Last Purchase Rate", "unit_cost"),  # ERPNext
        ("Moving price", "unit_cost"),  # SAP
        ("Total replenishment lead time", "lead_time_days"),
    ],
)
def test_columns_of_erps_are_known_by_their_own_names(header: str, field: str) -> None:
    found = spelled(header)
    assert found is not None
    assert found.field == field
