"""Sheets of any country and unit: the decisions uploaded again give the same decisions."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.inventory.fields import DECISION_FIELDS
from core.sheets.options import Decimal
from core.sheets.summary import summarise
from core.sheets.writing.write import write_csv, write_errors_csv, write_errors_xlsx, write_xlsx
from tests.unit.sheets.files import Decided, csv_file, decide_file
from tests.unit.sheets.written import csv_rows

DECISIONS = [field.name for field in DECISION_FIELDS]
_SOME = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=20,
    # A trip is two readings: making a failing one shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
HEADER = [
    "SKU", "Demand per month", "Order cost", "Unit cost", "Holding rate (%)", "Lead time (weeks)", "On hand",
    "price_breaks", "Current order quantity", "Supplier", "Remark", "Remark",
]  # fmt: skip


def _number(least: float, most: float) -> st.SearchStrategy[str]:
    """A number as a planner types it: up to four decimals, not all of them shown."""
    places = st.integers(0, 4)
    return st.tuples(st.floats(least, most), places).map(lambda pair: f"{pair[0]:.{pair[1]}f}")


_BREAKS = st.none() | st.tuples(st.integers(2, 500), _number(0.5, 0.9)).map(
    lambda pair: json.dumps(
        [{"min_qty": 1, "unit_cost": 1}, {"min_qty": pair[0], "unit_cost": float(pair[1])}]
    )
)
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=8
).filter(lambda text: not text.startswith("'") and text not in {"-", "\u2013", "\u2014"})
_ROW = st.tuples(
    _number(1, 5_000),
    _number(1, 300),
    _number(1, 2_000),
    _number(5, 60),
    _number(1, 30),
    st.none() | _number(0, 9_000),
    _BREAKS,
    st.none() | _number(1, 900),
    _TEXT,
    _TEXT,
    st.sampled_from(["=1+1", "007", "1.10", "-5", "x;y", 'say "so"', "", "+49 30 1", "\u200f1"]),
)
_ROWS = st.lists(_ROW, min_size=1, max_size=6)
_LOCALES: list[tuple[str, Decimal]] = [(",", "."), (";", ","), ("\t", ",")]


def _cell(text: str | None, decimal: str) -> str:
    is_number = text is not None and text.replace(".", "", 1).isdigit()
    return (text.replace(".", decimal) if is_number else text) if text is not None else ""


def _sheet(rows: list[tuple[str | None, ...]], delimiter: str, decimal: str, spoilt: set[int]) -> str:
    """The rows as CSV; every number with the decimal sign, the demand of the spoilt rows a word."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(HEADER)
    for at, row in enumerate(rows):
        demand, *numbers = (_cell(text, decimal) for text in row[:8])
        texts = [text or "" for text in row[8:]]
        writer.writerow([f"00{at}", "many" if at in spoilt else demand, *numbers, *texts])
    return stream.getvalue()


def _same(first: Decided, second: Decided) -> None:
    assert second.frame.select(DECISIONS).to_dicts() == first.frame.select(DECISIONS).to_dicts()
    for name in ("sku", "supplier", "lead_time_days", "holding_rate", "price_breaks"):
        assert second.frame[name].to_list() == first.frame[name].to_list(), name


def _first(folder: Path, rows: list[tuple[str | None, ...]], locale: int, spoilt: set[int]) -> Decided:
    delimiter, decimal = _LOCALES[locale]
    path = csv_file(folder, _sheet(rows, delimiter, decimal, spoilt), "first.csv")
    return decide_file(path, decimal=decimal)


@pytest.mark.slow
@_SOME
@given(_ROWS, st.integers(0, 2), st.integers(0, 2), st.sets(st.integers(0, 5), max_size=2))
def test_csv_of_any_country_comes_back_as_the_same_decisions(
    tmp_path: Path, rows: list[tuple[str | None, ...]], sent: int, wanted: int, spoilt: set[int]
) -> None:
    first = _first(tmp_path, rows, sent, spoilt)
    delimiter, decimal = _LOCALES[wanted]
    write_csv(first.frames, first.understanding, tmp_path / "out.csv", delimiter=delimiter, decimal=decimal)
    _same(first, decide_file(tmp_path / "out.csv"))


@pytest.mark.slow
@_SOME
@given(_ROWS, st.integers(0, 2), st.sets(st.integers(0, 5), max_size=2))
def test_the_workbook_of_any_country_comes_back_as_the_same_decisions(
    tmp_path: Path, rows: list[tuple[str | None, ...]], sent: int, spoilt: set[int]
) -> None:
    first = _first(tmp_path, rows, sent, spoilt)
    path = tmp_path / "out.xlsx"
    write_xlsx(first.frames, first.understanding, summarise(first.frames), first.errors, path)
    _same(first, decide_file(path))


@pytest.mark.slow
@_SOME
@given(_ROWS, st.integers(0, 2), st.sampled_from(["csv", "xlsx"]), st.sets(st.integers(0, 5), min_size=1))
def test_the_errors_once_fixed_give_what_the_whole_sheet_without_them_gives(
    tmp_path: Path, rows: list[tuple[str | None, ...]], sent: int, kind: str, spoilt: set[int]
) -> None:
    # A demand column without any number is asked about: one row at least stays whole.
    spoilt = set(sorted(at for at in spoilt if at < len(rows))[: max(1, len(rows) - 1)]) or {0}
    whole = _first(tmp_path, rows, sent, set())
    broken = _first(tmp_path, rows, sent, spoilt)
    path = tmp_path / f"errors.{kind}"
    (write_errors_csv if kind == "csv" else write_errors_xlsx)(
        broken.frames, broken.understanding, broken.errors, path
    )
    table = (
        pl.read_csv(path, infer_schema=False)
        if kind == "csv"
        else pl.read_excel(path, engine="calamine", infer_schema_length=None)
    )
    wrong = broken.frame.filter(pl.col("status") == "error")["row_no"].to_list()
    assert table["error_row"].cast(pl.Int64).to_list() == wrong
    assert {at + 2 for at in spoilt} <= set(wrong)
    demand = pl.Series("Demand per month", [rows[number - 2][0] for number in wrong], dtype=pl.String)
    fixed = table.with_columns(demand)
    fixed.rename(
        {name: name.removesuffix("_duplicated_0") for name in fixed.columns if "Demand" in name}
    ).write_csv(tmp_path / "fixed.csv")
    again = decide_file(tmp_path / "fixed.csv", decimal=".").frame
    expected = whole.frame.filter(pl.col("sku").is_in(again["sku"].to_list()))
    # Classes are of the whole sheet, and with them the service level a row without one is given.
    of_its_own = [name for name in DECISIONS if name not in ("abc_class", "xyz_class")]
    apart = _without_class(expected, again, of_its_own)
    assert apart[0] == apart[1]


def _without_class(
    one: pl.DataFrame, other: pl.DataFrame, names: list[str]
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    same = one["abc_class"].to_list() == other["abc_class"].to_list()
    kept = names if same else ["status", "eoq", "orders_per_year"]
    return one.select(kept).to_dicts(), other.select(kept).to_dicts()


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_price_with_three_decimals_can_be_read_only_one_way(tmp_path: Path, decimal: Decimal) -> None:
    """1.234 alone might be 1234 when it comes back."""
    text = "SKU;Demand;Order cost;Unit cost;Holding rate\nA;10;5;1.234;0.25\nB;many;5;1.235;0.25\n"
    first = decide_file(csv_file(tmp_path, text), decimal=".")
    write_csv(first.frames, first.understanding, tmp_path / "out.csv", delimiter=";", decimal=decimal)
    written = csv_rows([(tmp_path / "out.csv").read_bytes()], ";")
    assert written[1][3] == f"1{decimal}2340"
    assert decide_file(tmp_path / "out.csv").frame["unit_cost"].to_list() == [1.234, 1.235]


def test_a_column_with_an_unreadable_cell_keeps_the_decimal_comma(tmp_path: Path) -> None:
    text = (
        "SKU;Demand;Order cost;Unit cost;Holding rate\nA;10;5;2,5;0,25\nB;10;5;cheap;0,25\nC;10;5;3,75;0,25\n"
    )
    first = decide_file(csv_file(tmp_path, text))
    write_csv(first.frames, first.understanding, tmp_path / "out.csv", delimiter=";", decimal=",")
    written = csv_rows([(tmp_path / "out.csv").read_bytes()], ";")
    assert [row[3] for row in written] == ["Unit cost", "2,5", "cheap", "3,75"]
    _same(first, decide_file(tmp_path / "out.csv"))
