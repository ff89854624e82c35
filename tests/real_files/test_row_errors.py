"""The row errors and conversions written down follow from the cells, by the rules in words."""

from collections import defaultdict

import pytest

from tests.real_files.expectations import Expectation, Probe, every_file
from tests.real_files.second_reader import Sheet, read_sheet

_ALL = {entry.name: entry for entry in every_file()}
_PROBES = [
    pytest.param(probe, id=f"{entry.name}/{probe.row}/{probe.header}")
    for entry in _ALL.values()
    for probe in entry.values
    if probe.header is not None
]


def _sheet(entry: Expectation) -> Sheet:
    if entry.absent:
        pytest.skip(entry.absent)
    return read_sheet(entry.path, entry.sheet)


def _without_copies(entry: Expectation, sheet: Sheet, sku: str) -> tuple[list[int], set[int]]:
    """The rows left when exact copies of a row are dropped, and those of them that share their SKU."""
    first: dict[tuple[object, ...], int] = {}
    for row in sheet.filled_rows(entry):
        first.setdefault(tuple(sheet.row(row)), row)
    groups = defaultdict(list)
    for row in first.values():
        groups[sheet.text(row, entry, sku).strip()].append(row)
    shared = {row for rows in groups.values() if len(rows) > 1 for row in rows}
    return list(first.values()), shared


@pytest.mark.parametrize("probe", _PROBES)
def test_a_probed_value_is_its_cell_without_signs_for_thousands(probe: Probe) -> None:
    if probe.raw in (None, ""):
        assert probe.value is None
    elif isinstance(probe.value, str):
        assert str(probe.raw).strip() == probe.value
    else:
        assert float(str(probe.raw).replace(",", "")) == probe.value


@pytest.mark.parametrize("name", ["akawebdev_dirty_212_rows.csv", "akawebdev_dirty_212_rows.xlsx"])
def test_dirty_rows_are_duplicates_blank_demand_and_prices_of_zero(name: str) -> None:
    entry = _ALL[name]
    sheet = _sheet(entry)
    rows, expected = _without_copies(entry, sheet, "Product_ID")
    for row in rows:
        demand, price = (sheet.value(row, entry, header) for header in ("Demande_Annuelle", "Prix_Unitaire"))
        if demand in (None, "") or price in (0, "0"):
            expected.add(row)
    assert entry.row_errors is not None
    assert len(rows) == entry.rows
    assert expected == set(entry.row_errors.rows)


def test_of_four_rows_of_one_part_two_are_copies_and_two_contradict_each_other() -> None:
    entry = _ALL["morpracticals_items_price_demand.csv"]
    rows, shared = _without_copies(entry, _sheet(entry), "Item-code")
    assert entry.row_errors is not None
    assert len(rows) == entry.rows
    assert shared == set(entry.row_errors.rows)


def test_orders_are_subtracted_from_stock_in_the_sap_list_so_they_are_customers_orders() -> None:
    entry = _ALL["ar_sap_stock_uppercase_ext.XLSX"]
    sheet = _sheet(entry)
    rows = sheet.filled_rows(entry)
    headers = ("Libre utilización", "Cantidad en Pedido", "Disponible")
    cells = [[float(sheet.text(row, entry, header)) for header in headers] for row in rows]
    assert sum(abs(stock - orders - free) < 0.01 for stock, orders, free in cells) == 110
    assert len(rows) == 112


def test_quantities_of_the_hospital_list_are_the_sums_of_their_months() -> None:
    entry = _ALL["mikecsdc_hospital_supplies_EOQ-Final.csv"]
    sheet = _sheet(entry)
    assert entry.periods is not None
    for row in sheet.filled_rows(entry):
        months = sum(float(sheet.text(row, entry, month)) for month in entry.periods.headers)
        assert months == float(sheet.text(row, entry, "Quantity"))


@pytest.mark.parametrize(
    "name",
    [
        "frepple_buffer_onhand.xlsx",
        "ar_corralon_articulos.csv",
        "br_icecream_estoque.xlsx",
        "de_lagerbestand_latin1_semicolon.csv",
    ],
)
def test_a_stock_list_without_demand_is_never_said_to_be_understood(name: str) -> None:
    assert "understood" not in _ALL[name].outcome
    assert set(_ALL[name].about) & {"sku", "demand"}
