"""Decisions on real files, uploaded again, are the same decisions; errors, fixed, are the missing ones."""

from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION_FIELDS
from core.sheets.summary import summarise
from core.sheets.writing.write import write_csv, write_errors_csv, write_errors_xlsx, write_xlsx
from tests.real_files.expectations import every_file
from tests.real_files.outcome import AS_OF, Outcome, outcome_of

_MOST_ROWS = 20_000
_GIVEN = Defaults(
    order_cost=50.0, holding_rate=0.25, lead_time_days=14.0, service_level=0.95, review_period_days=1.0
)
# The classes are ranked over the whole sheet; without its good rows the bad ones have other ones.
_OF_THE_SHEET = {"abc_class", "xyz_class"}
_DECISIONS = [field.name for field in DECISION_FIELDS]
_FILES = {
    entry.name: entry
    for entry in every_file()
    if "understood" in entry.outcome and (entry.rows or 0) <= _MOST_ROWS and entry.group != "hostile"
}
_QUICK = {
    "tr_abc_analysis.xlsx",
    "akawebdev_dirty_212_rows.csv",
    "ihbarus_demand_dataset.xlsx",
    "m1_daily_units_v3_promo.csv",
}
_EACH = [pytest.param(name, id=name, marks=[] if name in _QUICK else [pytest.mark.slow]) for name in _FILES]


@lru_cache(maxsize=2)
def _read(name: str) -> Outcome:
    entry = _FILES[name]
    found = outcome_of(entry.path)
    return outcome_of(entry.path, dict(entry.answer)) if found.kind == "asked" and entry.answer else found


def _first(name: str) -> Outcome:
    entry = _FILES[name]
    if entry.absent:
        pytest.skip(entry.absent)
    found = _read(name)
    if found.kind != "understood":
        pytest.skip(f"{name} is {found.kind}")
    return found


def _decided(found: Outcome) -> pl.DataFrame:
    assert found.kind == "understood", found.said
    return found.decided(_GIVEN).frame


def _assert_same(again: pl.DataFrame, first: pl.DataFrame, names: list[str]) -> None:
    assert again.height == first.height
    for name in names:
        own, theirs = again[name], first[name]
        if name == "reason":  # the rows have other numbers where totals and copies were left out
            own, theirs = (column.str.replace_all(r"in row \d+", "in a row") for column in (own, theirs))
        assert own.to_list() == theirs.to_list(), name


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", _EACH)
def test_decisions_on_a_real_file_uploaded_again_are_the_same(name: str, kind: str, tmp_path: Path) -> None:
    found = _first(name)
    first = _decided(found)
    path = tmp_path / f"decisions.{kind}"
    if kind == "csv":
        write_csv([first], found.understood, path)
    else:
        write_xlsx([first], found.understood, summarise(first), found.errors, path, as_of=AS_OF)
    again = _decided(outcome_of(path))
    _assert_same(again, first, ["sku", "location", "demand", "period", "unit_cost", *_DECISIONS])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["akawebdev_dirty_212_rows.csv", "akawebdev_dirty_212_rows.xlsx"])
def test_the_errors_of_a_real_file_fixed_give_the_missing_decisions(
    name: str, kind: str, tmp_path: Path
) -> None:
    found = _first(name)
    decided = found.decided(_GIVEN)
    first = decided.frame
    failed = first.filter(pl.col("status") == "error")
    assert failed.height
    path = tmp_path / f"errors.{kind}"
    write = write_errors_csv if kind == "csv" else write_errors_xlsx
    write([first], found.understood, [*found.errors, *decided.errors], path)
    rows = pl.read_csv(path, infer_schema=False) if kind == "csv" else pl.read_excel(path, engine="calamine")
    assert rows["error_row"].cast(pl.Int64).to_list() == failed["row_no"].to_list()
    fixed = tmp_path / "fixed.csv"
    rows.with_columns(
        (pl.lit("fixed-") + pl.int_range(pl.len()).cast(pl.String)).alias("Product_ID"),
        pl.lit("1200").alias("Demande_Annuelle"),
        pl.lit("4.5").alias("Prix_Unitaire"),
    ).write_csv(fixed)
    again = _decided(outcome_of(fixed, {"decimal": "."}))
    assert again["sku"].to_list() == [f"fixed-{at}" for at in range(failed.height)]
    assert set(again["status"].to_list()) <= {"ok", "warning"}
    assert set(again["demand"].to_list()) == {1200.0}
    assert set(again["unit_cost"].to_list()) == {4.5}
    untouched = ["lead_time_days", "on_hand"]
    _assert_same(again, failed, [name for name in untouched if name in failed.columns])
