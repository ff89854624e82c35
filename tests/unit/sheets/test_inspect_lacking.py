"""What the engine would refuse is told before a job is made: of rows, and of the sheet as a whole."""

import datetime as dt
from pathlib import Path

import pytest

from core.inventory.defaults import Defaults
from core.sheets.inspect import inspect
from core.sheets.inspection import MOST_TOLD, Inspection
from core.sheets.options import SheetOptions
from tests.unit.sheets.files import csv_file

BARE = "sku,demand,unit cost\nA,1200,5\nB,300,\nC,viele,4\n"
DAY = dt.date(2026, 11, 23)


def _inspected(path: Path, rows_per_chunk: int = 20_000, **defaults: float) -> Inspection:
    options = SheetOptions(rows_per_chunk=rows_per_chunk)
    return inspect(path, path.name, options, as_of=DAY, defaults=Defaults(**defaults))


def test_what_no_row_has_is_lacking_once_and_no_error_of_rows(tmp_path: Path) -> None:
    found = _inspected(csv_file(tmp_path, BARE))
    assert [one.field for one in found.lacking] == ["order_cost", "holding_cost"]
    assert [(error.cell, error.code) for error in found.errors] == [("B4", "not_a_number")]
    assert "Cannot be computed yet: it lacks order_cost and holding_cost." in found.understanding.report


@pytest.mark.parametrize("rows_per_chunk", [1, 2, 20_000])
def test_what_some_rows_lack_is_an_error_of_those(tmp_path: Path, rows_per_chunk: int) -> None:
    path = csv_file(tmp_path, BARE)
    found = _inspected(path, rows_per_chunk, order_cost=40.0, holding_rate=0.25)
    assert found.lacking == ()
    assert [(error.cell, error.code) for error in found.errors] == [("C3", "missing"), ("B4", "not_a_number")]
    assert found.rows_with_errors == 2


def test_a_value_the_engine_refuses_is_told_at_its_cell(tmp_path: Path) -> None:
    text = "sku,demand,order cost,holding cost,service level,fill rate\nA,9,40,1,0.9,0.9\nB,9,40,1,0.9,\n"
    found = _inspected(csv_file(tmp_path, text))
    assert [(error.cell, error.code) for error in found.errors] == [("F2", "two_targets")]
    assert found.rows_with_errors == 1


def test_nothing_is_lacking_where_the_defaults_are_not_said(tmp_path: Path) -> None:
    path = csv_file(tmp_path, BARE)
    found = inspect(path, path.name, SheetOptions())
    assert (found.lacking, found.rows_with_errors) == ((), 1)


@pytest.mark.parametrize("rows_per_chunk", [400, 20_000])
def test_all_rows_are_counted_and_the_first_are_told(tmp_path: Path, rows_per_chunk: int) -> None:
    rows = 2 * MOST_TOLD
    text = "sku,demand,unit cost\n" + "".join(f"S{n},9,{'4' if n % 4 == 0 else ''}\n" for n in range(rows))
    path = csv_file(tmp_path, text)
    found = _inspected(path, rows_per_chunk, order_cost=40.0, holding_rate=0.25)
    assert found.rows_with_errors == found.error_counts["missing"] == rows * 3 // 4
    assert len(found.errors) == MOST_TOLD
    assert [error.row for error in found.errors[:4]] == [3, 4, 5, 7]
