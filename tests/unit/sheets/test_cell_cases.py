"""Readings of single cells that were agreed before the importer was written: all hold."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.sheets.intake.keys import keys_of
from core.sheets.intake.total_words import IS_TOTAL
from core.sheets.options import SheetOptions
from core.sheets.understanding import Column
from core.sheets.values.cells import Cells, read_cells
from core.sheets.values.codes import case_duplicate_row, explained, is_warning
from core.sheets.values.decimals import evidence_of, verdicts
from core.sheets.values.numbers import trimmed
from core.sheets.values.shares import shares_of, with_percent

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cell_cases.json").read_text())["cases"]

# Another cell of the column, by which its decimal separator is told.
_TELLS = {"en": "1,000.5", "ch": "1\u2019000.5", "fr": "1 000,5", "de": "1.000,5", "unknown": None}
# A column's usual numbers, where a single cell tells nothing about percent.
_USUAL = {"25": ["20", "30"], "95": ["98"], "1.65": ["0.95", "0.97"]}
_FACTORS = {"Lead time (wks)": 7.0, "LT weeks": 7.0}


def _outcome(cells: Cells) -> object:
    """The first cell as the cases write it: a value, or error:code, or warning:code."""
    if cells.codes[0] is not None:
        assert not is_warning(cells.codes[0])
        return f"error:{cells.codes[0]}"
    for positions, code in cells.warnings:
        if 0 in positions.to_list():
            assert is_warning(code)
            assert cells.values[0][0] is not None
            return f"warning:{code}"
    return cells.values[0][0]


def _number(raw: str, tells: str | None) -> object:
    column = Column(header="Price", key="Price", letter="A", position=0, field="unit_cost")
    texts = pl.Series([raw] if tells is None else [raw, tells])
    verdict = verdicts([column], {0: evidence_of(trimmed(texts))}, SheetOptions())[0]
    assert verdict.question is None
    known = Column(
        header="Price", key="Price", letter="A", position=0, field="unit_cost", decimal=verdict.decimal
    )
    return _outcome(read_cells(texts, None, known))


def _share(raw: str, field: str) -> object:
    column = Column(header=field, key=field, letter="A", position=0, field=field)
    texts = [raw, *_USUAL.get(raw, [])]
    known, _ = with_percent(
        column, shares_of(dict.fromkeys(texts, 1), column), SheetOptions(), is_shown=False
    )
    return _outcome(read_cells(pl.Series(texts), None, known))


def _lead_time(raw: float | str, header: str) -> object:
    column = Column(
        header=header,
        key=header,
        letter="A",
        position=0,
        field="lead_time_days",
        factor=_FACTORS.get(header, 1.0),
    )
    return _outcome(read_cells(pl.Series([raw]), None, column))


def _sku(raw: str) -> object:
    column = Column(header="SKU", key="SKU", letter="A", position=0, field="sku")
    if found := re.fullmatch(r"cell (\d+) with number_format (0+)", raw):
        return _outcome(read_cells(pl.Series([float(found[1])]), None, column, zeros=len(found[2])))
    if found := re.fullmatch(r"(\S+) vs (\S+)", raw):
        keys = keys_of(pl.Series(list(found.groups())), None)
        assert keys.exact[0] != keys.exact[1]
        assert keys.folded[0] == keys.folded[1]
        return f"warning:{case_duplicate_row(3, 2, column, found[2]).code}"
    if found := re.fullmatch(r"1-2 shown as (\S+)", raw):
        return _outcome(read_cells(pl.Series([found[1]]), None, column))
    if re.search(IS_TOTAL, raw):
        return "skip:totals_row"
    return _outcome(read_cells(pl.Series([raw]), None, column))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['field']}-{case['raw']!a}")
def test_a_cell_reads_as_agreed(case: dict[str, Any]) -> None:
    raw, field = case["raw"], case["field"]
    match field:
        case "quantity_or_cost":
            read = _number(raw, _TELLS[case["column_locale"]])
        case "holding_rate" | "service_level":
            read = _share(raw, field)
        case "lead_time":
            read = _lead_time(raw, case["header"])
        case _:
            read = _sku(raw)
    assert read == case["expected"]


def test_there_are_36_of_them() -> None:
    assert len(CASES) == 36


@pytest.mark.parametrize(
    "code", sorted({case["expected"].partition(":")[2] for case in CASES if ":" in str(case["expected"])})
)
def test_each_code_of_theirs_has_a_message_and_a_remedy(code: str) -> None:
    if code == "totals_row":  # left out, and counted
        return
    message, remedy = explained(code, Column(header="X", key="X", letter="A", position=0, field="sku"), "5")
    assert message
    assert remedy
