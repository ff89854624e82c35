"""Decisions as Parquet and as JSON lines."""

import datetime as dt
import io
import json
from pathlib import Path

import polars as pl
import pytest

from core.inventory.fields import DECISION_FIELDS, Kind
from core.sheets.writing.write import jsonl_parts, write_jsonl, write_parquet
from tests.unit.sheets.files import Decided, csv_file, decide_file

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
TYPES = {Kind.NUMBER: pl.Float64, Kind.FLAG: pl.Boolean, Kind.DATE: pl.Date, Kind.TEXT: pl.String}


def _parquet(found: Decided) -> pl.DataFrame:
    target = io.BytesIO()
    write_parquet(found.frames, found.understanding, target)
    return pl.read_parquet(target.getvalue())


@pytest.fixture(scope="module")
def sample() -> Decided:
    return decide_file(SAMPLES / "skus.xlsx", rows_per_chunk=70)


def test_every_decision_has_its_own_type_and_its_own_value(sample: Decided) -> None:
    table = _parquet(sample)
    for field in DECISION_FIELDS:
        name = "distribution_used" if field.name == "distribution" else field.name
        assert table.schema[name] == TYPES[field.kind]
        assert table[name].to_list() == sample.frame[field.name].to_list(), name
    assert table["row_no"].to_list() == sample.frame["row_no"].to_list()


def test_original_columns_are_numbers_in_the_sheets_unit_and_null_where_unreadable(tmp_path: Path) -> None:
    text = "SKU,Demand,Lead time (weeks),Holding rate (%),Note\n007,10,2,25,1.10\nB,many,3,20,x\n"
    found = decide_file(csv_file(tmp_path, text))
    table = _parquet(found)
    assert table["SKU"].to_list() == ["007", "B"]
    assert table["Demand"].to_list() == [10.0, None]
    assert table["Lead time (weeks)"].to_list() == [2.0, 3.0]
    assert table["Holding rate (%)"].to_list() == [25.0, 20.0]
    assert table["Note"].to_list() == ["1.10", "x"]
    assert "'many'" in table["reason"][1]


def test_a_header_that_is_taken_gets_its_letter(tmp_path: Path) -> None:
    text = "SKU,Demand,Same,Same,status,row_no\nA,10,s1,s2,mine,9\n"
    (row,) = _parquet(decide_file(csv_file(tmp_path, text))).to_dicts()
    assert (row["Same"], row["Same (D)"], row["status (E)"], row["row_no (F)"]) == ("s1", "s2", "mine", "9")
    assert (row["row_no"], row["status"]) == (2, "error")


def test_without_rows_there_are_still_all_columns(sample: Decided) -> None:
    target = io.BytesIO()
    write_parquet([], sample.understanding, target)
    assert pl.read_parquet(target.getvalue()).schema == _parquet(sample).schema
    assert list(jsonl_parts([], sample.understanding)) == []


def test_each_json_line_is_the_parquet_row(sample: Decided, tmp_path: Path) -> None:
    write_jsonl(sample.frames, sample.understanding, tmp_path / "x.jsonl")
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    expected = [
        {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}
        for row in _parquet(sample).to_dicts()
    ]
    assert read == expected
