"""Headers to fields."""

import pytest

from core.errors import HeaderMissing, InvalidOption
from core.inventory.fields import ITEM
from core.sheets.options import NOT_INPUTS, SheetOptions
from core.sheets.recognition.recognise import DECISION_HEADERS, recognise, require
from core.sheets.recognition.spellings import spelled


def _fields(*headers: str, **options: object) -> list[str | None]:
    found = recognise(dict(enumerate(headers)), SheetOptions(**options))  # type: ignore[arg-type]
    return [column.field for column in found]


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


def test_no_decision_column_reads_as_an_input() -> None:
    headers = list(DECISION_HEADERS.values())
    assert set(_fields(*headers)) == {None}
    for header in headers:  # not even alone, when the sheet can no longer be told to be ours
        assert _fields(header) == [None]


def test_two_headers_for_one_field_are_refused_naming_both() -> None:
    with pytest.raises(InvalidOption) as refused:
        _fields("Usage", "Consumption")
    assert "'Usage'" in refused.value.message
    assert "'Consumption'" in refused.value.message
    assert "mapping" in refused.value.remedy


def test_the_exact_name_goes_before_another_spelling() -> None:
    assert _fields("Item", "SKU", "demand") == [None, "sku", "demand"]


def test_the_mapping_goes_before_the_spelling() -> None:
    assert _fields("SKU", "Demand", "Qty", mapping={"Qty": "demand"}) == ["sku", None, "demand"]
    assert _fields("SKU", "Demand", mapping={"Demand": ""}) == ["sku", None]


def test_a_mapping_of_an_absent_header_is_refused_naming_the_headers() -> None:
    with pytest.raises(InvalidOption) as refused:
        _fields("SKU", "Demand", mapping={"Menge": "demand"})
    assert "'SKU', 'Demand'" in refused.value.remedy


@pytest.mark.parametrize("field", ["no_such_field", "abc_class", "eoq"])
def test_a_mapping_to_what_is_no_input_is_refused(field: str) -> None:
    with pytest.raises(InvalidOption):
        SheetOptions(mapping={"A": field})


def test_missing_columns_are_named_with_the_headers_that_were_seen() -> None:
    columns = recognise({0: "SKU", 1: "Qty"}, SheetOptions())
    with pytest.raises(HeaderMissing) as refused:
        require(columns, "the file")
    assert "demand" in refused.value.message
    assert "'Qty'" in refused.value.message
    assert "mapping" in refused.value.remedy


def test_repeated_and_missing_headers_get_keys_of_their_own() -> None:
    columns = recognise(dict(enumerate(["note", "note", ""])), SheetOptions())
    assert [column.key for column in columns] == ["note (A)", "note (B)", "(column C)"]


def test_options_travel_as_json() -> None:
    options = SheetOptions(sheet="x", header_row=3, mapping={"A": "demand"}, decimal=",", rows_per_chunk=7)
    assert SheetOptions.from_json(options.to_json()) == options
    assert SheetOptions.from_json({}) == SheetOptions()
