"""Whatever the headers and cells are: a plan or a refusal that says what to do."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import LotwiseError
from core.sheets.files.book import Cell, CellKind
from core.sheets.options import SheetOptions
from core.sheets.questions import answered
from core.sheets.recognition.plan import Plan
from tests.unit.sheets.plans import fields, head, planned

_WORDS = st.sampled_from(
    [
        "SKU",
        "Item",
        "Code",
        "Annual demand",
        "Demand",
        "Usage",
        "Qty",
        "Cost",
        "Unit cost",
        "Price",
        "Lead time",
        "LT (weeks)",
        "Stock",
        "Available",
        "On order",
        "Min",
        "Max",
        "MOQ",
        "Jan",
        "Feb",
        "Mar",
        "2025-01",
        "2025-02",
        "Date",
        "D",
        "K",
        "h",
        "H",
        "Qty1",
        "Price1",
        "Qty2",
        "Price2",
        "1-99",
        "100+",
        "Supplier",
        "Holding cost",
        "EOQ",
        "",
        "x",
        "W1",
        "W2",
        "W3",
        "Service level",
        "Currency",
        "suggested_order",
        "Total",
    ]
)
_CELLS = st.sampled_from(
    [
        "A-1",
        "A-2",
        5,
        0,
        12.5,
        -3,
        "",
        "1,234",
        "2025-01-31",
        "25 %",
        "x",
        "€ 5",
        Cell("#N/A", CellKind.ERROR),
    ]
)


@given(st.lists(_WORDS, min_size=1, max_size=12), st.data())
@settings(max_examples=150, deadline=None)
def test_no_set_of_headers_makes_it_crash(headers: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=len(headers), max_size=len(headers)), max_size=4))
    try:
        plan = planned(head(headers, *rows))
    except LotwiseError as error:
        refused = error
    else:
        _check(plan)
        return
    assert refused.message
    assert refused.remedy


def _check(plan: Plan) -> None:
    whole = [column.field for column in plan.columns if column.field and column.part is None]
    assert len(whole) == len(set(whole))
    for question in (*plan.questions, *plan.suggestions):
        assert question.choices
        for choice in question.choices:
            answered(SheetOptions(), [question], {question.id: choice.value})


@given(
    st.permutations(
        ["SKU", "Annual demand", "Unit cost", "Lead time (weeks)", "Stock", "Available", "Cost", "Min"]
    )
)
@settings(max_examples=40, deadline=None)
def test_the_order_of_columns_does_not_matter(headers: list[str]) -> None:
    numbers = {
        "Annual demand": 900,
        "Unit cost": 12.5,
        "Lead time (weeks)": 2,
        "Stock": 50,
        "Available": 40,
        "Cost": 3,
        "Min": 5,
    }
    rows = [[f"A-{at}" if header == "SKU" else numbers[header] + at for header in headers] for at in range(5)]
    assert fields(planned(head(headers, *rows))) == {
        "SKU": "sku",
        "Annual demand": "demand",
        "Unit cost": "unit_cost",
        "Lead time (weeks)": "lead_time_days",
        "Stock": "on_hand",
    }


def test_a_sheet_of_sixteen_thousand_columns_is_planned_in_seconds() -> None:
    headers = ["SKU", "Annual demand", *(f"Attribute {n}" for n in range(16_382))]
    rows = [[f"A-{at}", at, *(f"v{at} {n}" for n in range(16_382))] for at in range(1, 31)]
    sheet = head(headers, *rows)
    begun = time.process_time()
    plan = planned(sheet)
    assert time.process_time() - begun < 20.0
    assert fields(plan) == {"SKU": "sku", "Annual demand": "demand"}
