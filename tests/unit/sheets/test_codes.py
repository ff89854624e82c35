"""Each code a cell or a row can have is explained, with a way out."""

import re
from pathlib import Path

import pytest

from core.sheets.understanding import Column
from core.sheets.values import codes
from core.sheets.values.codes import explained, is_warning

_CELL = Column(header="Cost {per} unit", key="Cost", letter="C", position=2, field="unit_cost")
_MODULES = (
    "numbers", "cells", "shares", "ranges", "sku_cells", "dates", "currencies", "periods", "breaks",
    "breaks_wide", "breaks_sheet", "codes",
)  # fmt: skip
_ROW_CODES = {"duplicate_key", "too_many_cells"}  # said by functions of their own


def _codes_in(name: str) -> set[str]:
    """Every constant of a module that is a code: its name in capitals, its value in small letters."""
    text = (Path(codes.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    found: set[str] = set()
    for line in re.findall(r'^[A-Z][A-Z_, ]* = ((?:"[a-z_]+"(?:, )?)+)$', text, flags=re.MULTILINE):
        found |= set(re.findall(r'"([a-z_]+)"', line))
    return found


def test_every_code_is_explained() -> None:
    found = set().union(*(_codes_in(name) for name in _MODULES)) - _ROW_CODES
    found -= {"price_breaks_min_qty", "price_breaks_unit_cost"}
    assert len(found) > 20
    for code in found:
        message, remedy = explained(code, _CELL, "{value}")
        assert message.endswith(".")
        assert remedy.endswith(".")
        assert "{per}" not in remedy
        assert code in message or "'{value}'" in message or "{" not in message


@pytest.mark.parametrize(
    "code", ["range", "period", "precision_lost", "short_history", "tier_incomplete", "hidden_row"]
)
def test_a_doubt_is_a_warning(code: str) -> None:
    assert is_warning(code)


@pytest.mark.parametrize(
    "code", ["not_a_number", "excel_error", "uncached_formula", "date_in_sku", "mixed_share"]
)
def test_what_cannot_be_read_is_an_error(code: str) -> None:
    assert not is_warning(code)


def test_a_formula_without_a_value_says_how_to_get_one() -> None:
    message, remedy = explained("uncached_formula", _CELL, "=A1*2")
    assert "=A1*2" in message
    assert remedy.startswith("Open the file in a spreadsheet program")


def test_a_column_of_a_part_is_named_by_its_header() -> None:
    column = Column(header="Jan 25", key="Jan 25", letter="D", position=3, field="demand", part="2025-01")
    assert explained("not_a_number", column, "x")[0] == "Jan 25 is 'x', which is not a number."
