"""Lists of what to order today, for ERPs."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidOption
from core.sheets.writing.order_builtins import BUILT_IN, GENERIC
from core.sheets.writing.order_templates import OrderTemplate
from core.sheets.writing.write import order_parts
from tests.unit.sheets.files import AS_OF, Decided, csv_file, decide_file
from tests.unit.sheets.written import csv_rows

SHEET = """\
SKU;Demand;Order cost;Unit cost;Price per;Lead time;On hand;Supplier;Currency;Units per purchase unit\
;Purchase unit;Supplier item;Location;Holding rate
00123;1200;50;200;100;10;5;Beta;EUR;12;box;B-77;North;0,25
=A;1200;50;2,5;;10,5;5;Alfa;EUR;;;=1+1;North;0,25
C;1200;50;2;;10;5;Alfa;USD;;;;South;0,25
D;1200;50;2;;10;5000;Alfa;EUR;;;;South;0,25
E;x;50;2;;10;5;Alfa;EUR;;;;South;0,25
"""


@pytest.fixture
def found(tmp_path: Path) -> Decided:
    return decide_file(csv_file(tmp_path, SHEET), decimal=",")


def _lines(found: Decided, template: OrderTemplate) -> list[dict[str, str]]:
    parts = order_parts(found.frames, found.understanding, template, as_of=AS_OF, job_id="job-1")
    header, *rows = csv_rows(parts, template.delimiter)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_generic_list_has_only_what_to_order_now_by_supplier(found: Decided) -> None:
    lines = _lines(found, GENERIC)
    assert [(line["supplier"], line["currency"], line["sku"]) for line in lines] == [
        ("Alfa", "EUR", "'=A"),
        ("Alfa", "USD", "C"),
        ("Beta", "EUR", "00123"),
    ]
    assert [line["supplier_item"] for line in lines] == ["'=1+1", "", "B-77"]
    assert {line["job_id"] for line in lines} == {"job-1"}


def test_quantities_are_purchase_units_and_prices_are_for_one_of_them(found: Decided) -> None:
    box = _lines(found, GENERIC)[2]
    suggested = found.frame["suggested_order"][0]
    assert float(box["quantity"]) == suggested / 12
    assert box["unit"] == "box"
    assert float(box["price"]) == pytest.approx(200 / 100 * 12)


def test_goods_are_needed_a_lead_time_after_the_last_day_to_order_but_not_before_today(
    found: Decided,
) -> None:
    latest = found.frame["latest_order_date"][1]
    expected = max(latest, AS_OF) + dt.timedelta(days=11)
    assert _lines(found, GENERIC)[0]["need_date"] == expected.isoformat()


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_list_is_written_and_travels_as_json(found: Decided, name: str) -> None:
    template = BUILT_IN[name]
    assert OrderTemplate.from_json(template.to_json()) == template
    lines = _lines(found, template)
    assert len(lines) == 3
    assert list(lines[0]) == [column.header for column in template.columns]


def test_a_nested_import_names_the_supplier_once(found: Decided) -> None:
    lines = _lines(found, BUILT_IN["odoo"])
    assert [line["partner_id"] for line in lines] == ["Alfa", "Alfa", "Beta"]
    parts = found.frames[0].with_columns(supplier=found.frame["supplier"].replace("Beta", "Alfa"))
    one = Decided(understanding=found.understanding, frames=(parts,), errors=())
    assert [line["partner_id"] for line in _lines(one, BUILT_IN["odoo"])] == ["Alfa", "", "Alfa"]


def test_signs_and_dates_are_as_the_template_says(found: Decided) -> None:
    template = OrderTemplate.from_json(
        {
            "name": "ours",
            "delimiter": ";",
            "decimal": ",",
            "date_format": "DD.MM.YYYY",
            "columns": [
                {"header": "Preis", "source": "price"},
                {"header": "Termin", "source": "need_date"},
                {"header": "Art", "constant": "NB"},
                {"header": "Bestellnr", "original": "supplier ITEM"},
                {"header": "Fehlt", "original": "no such column"},
            ],
        }
    )
    lines = _lines(found, template)
    assert [line["Preis"] for line in lines] == ["2,5", "2", "24"]
    assert dt.datetime.strptime(lines[0]["Termin"], "%d.%m.%Y").date() >= AS_OF  # noqa: DTZ007
    assert {(line["Art"], line["Fehlt"]) for line in lines} == {("NB", "")}
    assert lines[2]["Bestellnr"] == "B-77"


def test_without_orders_there_is_a_header_and_nothing_else(found: Decided) -> None:
    parts = list(order_parts([], found.understanding, GENERIC, as_of=AS_OF, job_id="j"))
    assert len(csv_rows(parts)) == 1


GOOD: dict[str, Any] = {"name": "ours", "columns": [{"header": "a", "source": "sku"}]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Ours!"}, "name"),
        ({"name": None}, "name"),
        ({"columns": []}, "columns"),
        ({"columns": "sku"}, "columns"),
        ({"columns": [{"header": "a", "source": "sku"}] * 101}, "columns"),
        ({"columns": ["sku"]}, "columns/0"),
        ({"columns": [{"source": "sku"}]}, "columns/0/header"),
        ({"columns": [{"header": "a"}]}, "columns/0/source"),
        ({"columns": [{"header": "a", "source": "sku", "constant": "x"}]}, "columns/0/source"),
        ({"columns": [{"header": "a", "source": "supplier_item"}]}, "columns/0/source"),
        ({"columns": [{"header": "a", "original": 5}]}, "columns/0/original"),
        ({"delimiter": "#"}, "delimiter"),
        ({"decimal": ","}, "decimal"),
        ({"date_format": "%s"}, "date_format"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_naming_the_place(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidOption) as refused:
        OrderTemplate.from_json(GOOD | change)
    assert field in [problem.field for problem in refused.value.problems]
    assert all(problem.remedy for problem in refused.value.problems)
