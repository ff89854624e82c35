"""What no field holds travels with its row alone, however the sheet is cut."""

import json
from pathlib import Path

import pytest

from tests.unit.sheets.files import csv_file, read_file


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_unreadable_cells_are_kept_with_their_own_row_only(tmp_path: Path, rows: int) -> None:
    text = 'SKU,Demand,Unit cost,Shelf\nA,many,2,R1\nB,5,"say ""so""",R2\nC,7,3,R3\nD,8,4,\n'
    found = read_file(csv_file(tmp_path, text), rows_per_chunk=rows)
    assert [json.loads(text) for text in found.frame["other"]] == [
        {"Shelf": "R1", "Demand": "many"},
        {"Shelf": "R2", "Unit cost": 'say "so"'},
        {"Shelf": "R3"},
        {"Shelf": None},
    ]


@pytest.mark.parametrize("rows", [1, 1000])
def test_a_sheet_without_other_columns_keeps_only_what_was_not_read(tmp_path: Path, rows: int) -> None:
    found = read_file(csv_file(tmp_path, "SKU,Demand\nA,1\nB,many\nC,2\n"), rows_per_chunk=rows)
    assert found.frame["other"].to_list() == [None, '{"Demand":"many"}', None]
