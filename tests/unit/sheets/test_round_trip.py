"""What Lotwise writes, it reads again as the same."""

import re
from pathlib import Path
from unicodedata import normalize

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.inventory.fields import DECISION_FIELDS
from core.sheets.intake.total_words import IS_TOTAL
from core.sheets.summary import summarise
from core.sheets.values.sku_cells import ERROR_TEXT
from core.sheets.writing.sample import sample, write_sample
from core.sheets.writing.write import write_csv, write_errors_csv, write_errors_xlsx, write_xlsx
from tests.unit.sheets.files import Decided, csv_file, decide_file, read_file, xlsx_file

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
DECISIONS = [field.name for field in DECISION_FIELDS]
_FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)

# What a sheet can hold: no NUL, no half of a surrogate pair, nothing a table trims away.
_TEXT = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and text not in {"-", "\u2013", "\u2014"} and not text.startswith("'"))
)
_NUMBER = st.floats(0.001, 1e9, allow_nan=False).map(lambda value: float(f"{value:.12g}"))
# A row called "Total" whose demand is the sum of those above it is no item; "#NAME?" is a cell in error.
_SKU = _TEXT.filter(lambda text: not re.match(IS_TOTAL, text) and not re.match(ERROR_TEXT, text))
_ROWS = st.lists(
    st.tuples(_SKU, _NUMBER, st.none() | _NUMBER, st.none() | _TEXT),
    min_size=1,
    max_size=8,
    unique_by=lambda row: normalize("NFC", row[0]),
)


def _as_read(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return [
        (row["sku"], row["demand"], row["unit_cost"], row["description"])
        for row in frame.select("sku", "demand", "unit_cost", "description").to_dicts()
    ]


@_FEW
@given(_ROWS)
def test_any_sheet_written_as_csv_is_read_as_written(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=["SKU", "Demand", "Unit cost", "Description"], orient="row")
    path = csv_file(tmp_path, frame.write_csv())
    assert _as_read(read_file(path, decimal=".").frame) == rows


def test_a_sku_that_is_written_as_an_error_is_named_as_one(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand,Unit cost,Description\n#NAME?,1,2,x\nB,1,2,y\n"))
    assert [(error.cell, error.value, error.code) for error in found.errors] == [
        ("A2", "#NAME?", "excel_error")
    ]


@_FEW
@given(_ROWS)
def test_any_workbook_is_read_as_written(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    path = xlsx_file(tmp_path, [["SKU", "Demand", "Unit cost", "Description"], *rows])
    assert _as_read(read_file(path).frame) == [
        (
            sku,
            pytest.approx(demand, rel=1e-14),
            cost if cost is None else pytest.approx(cost, rel=1e-14),
            text,
        )
        for sku, demand, cost, text in rows
    ]


def _write(found: Decided, target: Path) -> Path:
    if target.suffix == ".csv":
        write_csv(found.frames, found.understanding, target)
    else:
        write_xlsx(found.frames, found.understanding, summarise(found.frames), found.errors, target)
    return target


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_decisions_uploaded_again_give_the_same_decisions(tmp_path: Path, kind: str) -> None:
    first = decide_file(SAMPLES / "skus.xlsx")
    second = decide_file(_write(first, tmp_path / f"one.{kind}"))
    third = decide_file(_write(second, tmp_path / f"two.{kind}"))
    assert first.frame.select(DECISIONS).equals(second.frame.select(DECISIONS))
    assert first.frame.select(DECISIONS).equals(third.frame.select(DECISIONS))
    assert [column.header for column in third.understanding.columns] == [
        column.header for column in second.understanding.columns
    ]


def test_inputs_called_like_outputs_are_kept_as_they_were_sent(tmp_path: Path) -> None:
    text = (
        "SKU,Demand,Order cost,Unit cost,Holding rate,distribution,abc_class,status,Lead time (weeks)\n"
        "A,1200,50,2,0.25,auto,mine,active,2\nB,600,50,2,0.25,,yours,old,3\n"
    )
    first = decide_file(csv_file(tmp_path, text))
    second = decide_file(_write(first, tmp_path / "one.csv"))
    assert first.frame.select(DECISIONS).equals(second.frame.select(DECISIONS))
    lines = (tmp_path / "one.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[5:9] for line in lines] == [
        ["distribution", "abc_class", "status", "Lead time (weeks)"],
        ["auto", "mine", "active", "2.0"],
        ["", "yours", "old", "3.0"],
    ]
    assert second.frame["lead_time_days"].to_list() == [14.0, 21.0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_errors_file_is_the_rows_as_sent_and_once_fixed_gives_the_missing_decisions(
    tmp_path: Path, kind: str
) -> None:
    clean = tmp_path / "clean.csv"
    write_sample(sample(300, 7), clean)
    expected = {row["sku"]: row for row in decide_file(clean).frame.to_dicts()}
    found = decide_file(SAMPLES / "skus.xlsx")
    path = tmp_path / f"errors.{kind}"
    write = write_errors_csv if kind == "csv" else write_errors_xlsx
    write(found.frames, found.understanding, found.errors, path)
    again = read_file(path)
    assert again.understanding.rows == 2
    assert [error.value for error in again.errors] == ["approx. 500"]
    fixed = tmp_path / "fixed.csv"
    rows = pl.read_csv(path, infer_schema=False) if kind == "csv" else pl.read_excel(path, engine="calamine")
    source = pl.read_csv(clean, infer_schema=False).filter(pl.col("SKU").is_in(rows["SKU"].to_list()))
    assert rows["error_row"].cast(pl.Int64).to_list() == [58, 141]
    rows.with_columns(source["Annual demand"], source["Unit cost"]).write_csv(fixed)
    for row in decide_file(fixed, decimal=".").frame.to_dicts():
        for name in set(DECISIONS) - {"abc_class", "xyz_class", "achieved_service_level"}:
            if row["service_level"] is not None:
                assert row[name] == expected[row["sku"]][name], name


def test_formulas_as_names_survive_the_trip(tmp_path: Path) -> None:
    text = (
        "SKU,Demand,Order cost,Unit cost,Holding rate,Note\n=ARO DE 60,5,1,1,0.25,@home\n+A,5,1,1,0.25,-5\n"
    )
    first = decide_file(csv_file(tmp_path, text))
    for kind in ("csv", "xlsx"):
        again = read_file(_write(first, tmp_path / f"out.{kind}"))
        assert again.frame["sku"].to_list() == ["=ARO DE 60", "+A"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Usage 18 months", "demand"),
        ("Usage 24 months", "demand"),
        ("Annual demand (k)", "demand"),
        ("Holding rate (% per month)", "holding_rate"),
        ("Holding rate (% per quarter)", "holding_rate"),
        ("Holding rate per month", "holding_rate"),
        ("Lead time (hours)", "lead_time_days"),
        ("Lead time (months)", "lead_time_days"),
        ("Unit cost (cents)", "unit_cost"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_numbers_in_any_unit_are_written_as_they_were_sent(
    tmp_path: Path, header: str, field: str, kind: str
) -> None:
    number = {"holding_rate": "0.02"}.get(field, "7") if "%" not in header else "2"
    columns = {"SKU": "A", "Demand": "900", "Unit cost": "4", "Holding rate": "0.25"}
    replaced = {"demand": "Demand", "unit_cost": "Unit cost", "holding_rate": "Holding rate"}.get(field)
    row = {name: text for name, text in columns.items() if name != replaced} | {header: number}
    first = decide_file(csv_file(tmp_path, f"{','.join(row)}\n{','.join(row.values())}\n"))
    path = _write(first, tmp_path / f"out.{kind}")
    again = decide_file(path)
    assert again.frame[field].to_list() == first.frame[field].to_list()
    frame = pl.read_csv(path) if kind == "csv" else pl.read_excel(path, engine="calamine")
    assert float(frame[header][0]) == float(number)
