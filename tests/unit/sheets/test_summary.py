"""What a run comes to, in numbers and in words."""

from pathlib import Path

import pytest

from core.inventory.defaults import Defaults
from core.sheets.summary import Summary, summarise
from core.sheets.totals import Totals
from core.sheets.words import words
from tests.unit.sheets.files import csv_file, decide_file

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
HEADER = (
    "SKU,Demand,Order cost,Unit cost,Holding rate,Lead time,On hand,Current order qty,Currency,Supplier\n"
)


def test_summaries_of_parts_add_up_to_the_summary_of_the_whole() -> None:
    path = SAMPLES / "skus.xlsx"
    whole = summarise(decide_file(path).frame)
    parts = summarise(decide_file(path, rows_per_chunk=70).frames)
    assert parts.to_json().keys() == whole.to_json().keys()
    assert parts.totals["EUR"].order_value == pytest.approx(whole.totals["EUR"].order_value)
    assert (parts.rows, parts.order_now, parts.suppliers, parts.by_abc) == (
        whole.rows,
        whole.order_now,
        whole.suppliers,
        whole.by_abc,
    )
    assert parts.words() == whole.words()


def test_it_travels_as_json() -> None:
    summary = summarise(decide_file(SAMPLES / "skus.xlsx").frame)
    assert Summary.from_json(summary.to_json()) == summary


def test_the_sample_is_what_the_readme_says() -> None:
    summary = summarise(decide_file(SAMPLES / "skus.xlsx", Defaults(review_period_days=1.0)).frame)
    assert summary.rows == 300
    assert summary.by_status["error"] == 2
    assert 0.08 < summary.order_now / summary.rows < 0.16


def test_totals_are_kept_apart_by_currency_and_by_direction(tmp_path: Path) -> None:
    rows = (
        "A,1200,50,2,0.25,10,5,4000,EUR,x\nB,1200,50,2,0.25,10,5,20,EUR,x\nC,1200,50,2,0.25,10,5,4000,USD,y\n"
    )
    found = decide_file(csv_file(tmp_path, HEADER + rows))
    summary = summarise(found.frames)
    frame = found.frame
    assert list(summary.totals) == ["EUR", "USD"]
    euro = summary.totals["EUR"]
    assert euro.stock_release == pytest.approx(frame["stock_release_value"][0])
    assert euro.stock_increase == pytest.approx(-frame["stock_release_value"][1])
    assert euro.operating_saving == pytest.approx(frame["annual_saving"][:2].sum())
    assert summary.suppliers == {"x", "y"}


def test_rows_in_error_count_in_nothing_but_rows_and_errors(tmp_path: Path) -> None:
    summary = summarise(decide_file(csv_file(tmp_path, HEADER + "A,x,50,2,0.25,10,5,4000,EUR,x\n")).frames)
    assert (summary.rows, summary.decided, summary.with_current, summary.totals) == (1, 0, 0, {})
    assert words(summary) == ["1 row has errors and was not computed."]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,9,5,2,0.2,,1,4,,\n", "No advice for today on 1 SKU: stock or lead time is not known."),
        ("A,9,5,2,0.2,,1,4,,\nB,0,5,2,0.2,,1,4,,\n", "No advice for today on 1 SKU"),
        ("A,9,5,2,0.2,,1,4,,\nB,9,5,2,0.2,9,40,4,,\n", "Nothing to order today (1 SKU looked at)."),
    ],
)
def test_nothing_to_order_is_said_only_of_what_is_known(tmp_path: Path, rows: str, said: str) -> None:
    summary = summarise(decide_file(csv_file(tmp_path, HEADER + rows)).frames)
    assert words(summary)[0].startswith(said)
    assert summary.is_today_unknown == said.startswith("No advice")


def test_assumed_costs_are_counted_among_those_with_a_current_quantity(tmp_path: Path) -> None:
    text = "SKU,Demand,Unit cost,Order cost,Current order qty\nA,1200,2,50,100\nB,1200,2,,100\nC,1200,2,,\n"
    defaults = Defaults(order_cost=40.0, holding_rate=0.25)
    summary = summarise(decide_file(csv_file(tmp_path, text), defaults).frames)
    assert summary.with_current == 2
    assert summary.assumed_costs == 2


def test_the_sentences_name_each_kind_of_money_and_never_one_lump() -> None:
    summary = Summary(
        rows=300,
        decided=300,
        order_now=37,
        with_current=280,
        assumed_costs=15,
        suppliers=frozenset(f"s{n}" for n in range(9)),
        by_status={"ok": 298, "infeasible": 2},
        totals={
            "EUR": Totals(
                order_value=41_200.0,
                purchase_saving=1_240.0,
                purchase_saving_rows=12,
                stock_release=18_300.0,
                stock_release_rows=150,
                stock_increase=4_100.0,
                stock_increase_rows=90,
                operating_saving=2_900.0,
                operating_saving_rows=200,
            )
        },
    )
    assert summary.words() == [
        "Order 37 of 300 SKUs today from 9 suppliers: 41,200 EUR.",
        "Lower prices paid: 1,240 EUR a year (12 SKUs).",
        "Stock to release, once: 18,300 EUR; increases elsewhere: 4,100 EUR.",
        "Less ordering and holding: 2,900 EUR a year "
        "(calculated, from 280 of 300 SKUs with a current quantity; 15 use assumed costs).",
        "2 SKUs cannot be ordered within their limits.",
    ]
