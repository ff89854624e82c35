"""The judges use all that is written down about a file, and see what is not so."""

import ast
import dataclasses
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from tests.real_files.expectations import Expectation, Known, Periods, Probe, RowErrors, every_file
from tests.real_files.judged import disagreements
from tests.real_files.made import Made
from tests.real_files.outcome import outcome_of

_HERE = Path(__file__).parent
_PROSE = {"why", "read_by", "note"}
_FILES = {entry.name: entry for entry in every_file()}
# How the second reader finds the cells a value is made of (`test_expectations.py`).
_ONLY_FOR_THE_SECOND_READER = {
    Probe: {"header", "raw", "headers", "columns", "total", "down"},
    Known: {"column"},
}


def _attributes_of_the_judges() -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in _HERE.glob("judged*.py")]
    trees += [ast.parse((_HERE / name).read_text(encoding="utf-8")) for name in ("table.py", "test_made.py")]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("kind", [Expectation, Probe, Known, RowErrors, Periods, Made])
def test_every_attribute_that_is_no_prose_is_compared_by_a_judge(kind: type) -> None:
    known = {field.name for field in fields(kind)}
    spared = _PROSE | _ONLY_FOR_THE_SECOND_READER.get(kind, set())
    assert known - spared <= _attributes_of_the_judges()


_SMALL, _ITEMS, _SPOILT = "pollock_source.csv", "tr_abc_analysis.xlsx", "akawebdev_dirty_212_rows.csv"
_WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    (_SMALL, {"outcome": ("refused",)}),
    (_SMALL, {"rows": 82}),
    (_SMALL, {"data_rows": 84}),
    (_SMALL, {"units_in_all": 453.0}),
    (_SMALL, {"never_header_row": 1}),
    (_SMALL, {"header_row": 2}),
    (_SMALL, {"header_rows": (4, 5)}),
    (_SMALL, {"shape": "items"}),
    (_SMALL, {"encoding": "cp1252"}),
    (_SMALL, {"delimiter": ";"}),
    (_SMALL, {"same_as": "pollock_file_one_data_row.csv"}),
    (_SMALL, {"says": ("nothing says this",)}),
    (_SMALL, {"mapping": {"Qty": "sku"}}),
    (_SMALL, {"unmapped_must_stay": ("Qty",)}),
    (_SMALL, {"never": {"Qty": ("quantity",)}}),
    (_SMALL, {"never_silently": {"Qty": "quantity"}}),
    (_SMALL, {"only_with_suggestion": ("Qty",)}),
    (_SMALL, {"suggested": ("Qty",)}),
    (_SMALL, {"turned": True}),
    (_SMALL, {"values": (Probe(field="quantity", value=3, sku="MG-8769", count=1),)}),
    (_SMALL, {"values": (Probe(field="quantity", value=2, sku="MG-8769", count=2),)}),
    (_SMALL, {"periods": Periods(headers=("Qty",), period="month")}),
    (_SMALL, {"not_items": ("MG-8769",)}),
    (_SMALL, {"last_row": 12}),
    (_SMALL, {"texts": {"D2": "MG-8760"}}),
    (_ITEMS, {"sheet": "Sheet2"}),
    (_ITEMS, {"skipped": {"total_rows": 2}}),
    (_ITEMS, {"known": (Known(our_field="annual_value", value=77.0, tolerance=1e-9, row=2),)}),
    (_ITEMS, {"known": (Known(our_field="eoq", value=1.0, tolerance=1e-9, sku="nobody's"),)}),
    (_ITEMS, {"values": (Probe(field="demand", value=1.0, row=2, period="day"),)}),
    (_SPOILT, {"row_errors": RowErrors(count=29)}),
    (_SPOILT, {"row_errors": RowErrors(count=None, cells=({"row": 10, "header": "x", "cell": "F10"},))}),
    ("roo_zero-padded-number.xlsx", {"texts": {"A2": "6083"}}),
    ("roo_zero-padded-number.xlsx", {"formats": {"A2": "0"}}),
    ("roo_zero-padded-number.xlsx", {"because": "nothing says this"}),
    ("roo_zero-padded-number.xlsx", {"never_because": "."}),
    ("uci_online_retail_II_2sheets_500.xlsx", {"about": ("decimal",)}),
    ("uci_online_retail_II_2sheets_500.xlsx", {"choices": ("no choice",)}),
    ("uci_online_retail_II_2sheets_500.xlsx", {"answer": {"sheet": "Year 2009-2010", "table": "items"}}),
)


@pytest.mark.parametrize(
    ("name", "wrong"), [pytest.param(name, wrong, id=f"{name}-{wrong}") for name, wrong in _WRONG]
)
def test_a_judge_sees_what_is_not_so(name: str, wrong: dict[str, Any]) -> None:
    entry = _FILES[name]
    if entry.absent:
        pytest.skip(entry.absent)
    found = outcome_of(entry.path)
    assert not list(disagreements(entry, found))
    assert list(disagreements(replace(entry, **wrong), found))


def test_every_attribute_of_an_expectation_is_seen_to_be_wrong_somewhere() -> None:
    tried = {key for _, wrong in _WRONG for key in wrong}
    known = {field.name for field in dataclasses.fields(Expectation)}
    assert known - tried == {*_PROSE & known, "name", "group", "choices_any"}
