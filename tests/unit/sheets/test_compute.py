"""Deciding a chunk."""

from pathlib import Path

import polars as pl
import pytest

from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION, DECISION_FIELDS, ITEM_FIELDS, Kind
from core.sheets.compute import TABLE_FIELDS
from core.sheets.payload import decode, to_items
from tests.unit.sheets.files import csv_file, decide_file, read_file

HEADER = "SKU,Demand,Order cost,Unit cost,Holding rate,Lead time,On hand\n"


def test_the_table_has_every_field_once_in_the_agreed_order(tmp_path: Path) -> None:
    frame = decide_file(csv_file(tmp_path, HEADER + "A,1200,50,2,0.25,10,5\n")).frame
    items = [field.name for field in ITEM_FIELDS]
    outputs = [field.name for field in DECISION_FIELDS if field.name not in items]
    assert frame.columns == ["row_no", *items, *outputs, "other"]
    types = {
        Kind.NUMBER: pl.Float64,
        Kind.FLAG: pl.Boolean,
        Kind.TEXT: pl.String,
        Kind.DATE: pl.Date,
        Kind.BREAKS: pl.String,
    }
    for field in TABLE_FIELDS:
        kind = DECISION[field.name].kind if field.name in DECISION else field.kind
        assert frame.schema[field.name] == types[kind], field.name


def test_the_engine_s_errors_get_back_header_row_and_cell(tmp_path: Path) -> None:
    found = decide_file(csv_file(tmp_path, HEADER + "\nA,1200,50,-2,0.25,10,5\nB,1200,50,2,0,10,5\n"))
    assert [(e.row, e.column, e.cell, e.value) for e in found.errors] == [
        (3, "Unit cost", "D3", "-2"),
        (4, "Holding rate", "E4", "0"),
    ]
    assert all(error.message and error.remedy for error in found.errors)
    assert found.frame["status"].to_list() == ["error", "error"]


def test_a_cell_that_could_not_be_read_is_reported_once_and_hides_no_other(tmp_path: Path) -> None:
    found = decide_file(csv_file(tmp_path, HEADER + "A,many,50,-2,0.25,10,5\n"))
    assert found.errors[0].code == "not_a_number"
    assert [e.cell for e in found.errors] == ["B2", "D2"]


def test_a_row_in_error_has_no_numbers_and_its_first_reason(tmp_path: Path) -> None:
    text = HEADER + "A,1200,50,2,0.25,10,soon\nB,1200,50,2,0.25,10,5\n"
    frame = decide_file(csv_file(tmp_path, text)).frame
    bad, good = frame.to_dicts()
    assert bad["status"] == "error"
    assert bad["reason"] == "on_hand is 'soon', which is not a number."
    absent = {field.name for field in DECISION_FIELDS} - {"status", "reason", "abc_class", "xyz_class"}
    assert all(bad[name] is None for name in absent)
    assert good["status"] in {"ok", "warning"}
    assert good["eoq"] == pytest.approx((2 * 50 * 1200 / 0.5) ** 0.5)


def test_defaults_fill_what_the_sheet_lacks_and_are_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "SKU,Demand,Unit cost\nA,1200,2\n")
    assert decide_file(path).frame["status"].to_list() == ["error"]
    frame = decide_file(path, Defaults(order_cost=50.0, holding_rate=0.25)).frame
    assert frame["eoq"][0] == pytest.approx((2 * 50 * 1200 / 0.5) ** 0.5)
    assert {"order_cost", "holding_rate"} <= set(frame["assumed"][0].replace(" ", "").split(","))
    assert frame["order_cost"][0] is None  # the input stays as it was given


def test_a_part_of_a_chunk_is_decided_as_in_the_whole(tmp_path: Path) -> None:
    text = HEADER + "".join(f"S{n},{n * 100},50,2,{'x' if n == 3 else 0.25},10,5\n" for n in range(1, 9))
    (chunk,) = read_file(csv_file(tmp_path, text)).chunks
    from core.sheets.compute import decide_frame
    from tests.unit.sheets.files import AS_OF

    whole = decode(chunk.payload)
    every = decide_frame(whole, Defaults(), AS_OF)
    halves = [decide_frame(whole.slice(start, 4), Defaults(), AS_OF) for start in (0, 4)]
    assert pl.concat([half.frame for half in halves]).equals(every.frame)
    assert [error for half in halves for error in half.errors] == every.errors


def test_absent_values_reach_the_engine_as_it_expects_them(tmp_path: Path) -> None:
    header = "SKU,Demand,Supplier,Allow backorders,price_breaks\n"
    text = header + 'A,5,,yes,\nB,,x,,"[{""min_qty"":1,""unit_cost"":2}]"\n'
    items = to_items(read_file(csv_file(tmp_path, text)).frame)
    assert items["supplier"].tolist() == [None, "x"]
    assert items["allow_backorders"].tolist() == [1, -1]
    assert items["price_breaks_min_qty"].shape == (2, 1)
    assert str(items["demand"].tolist()) == "[5.0, nan]"
