"""The importer's benchmark measures what it says, on small sheets here."""

import json
from pathlib import Path

from typer.testing import CliRunner

from ops.bench.command import app
from ops.bench.importer import measure
from ops.bench.wide_sheets import frames, write_csv
from tests.unit.sheets.files import read_file


def test_every_reader_is_measured_on_its_kind_of_file(tmp_path: Path) -> None:
    speed = measure(tmp_path, 300, 500)
    assert [(one.reader, one.kind, one.rows) for one in speed.readings] == [
        ("fastexcel", "xlsx", 300),
        ("lotwise", "xlsx", 300),
        ("polars", "csv", 500),
        ("lotwise", "csv", 500),
    ]
    assert all(one.seconds > 0 and one.peak_mib > 10 for one in speed.readings)
    assert speed.times_fastexcel > 0


def test_the_sheets_measured_are_understood_without_an_error(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    write_csv(path, 250)
    found = read_file(path)
    assert found.errors == ()
    assert found.understanding.questions == ()
    assert sum(column.field is not None for column in found.understanding.columns) == 12
    assert sum(frame.height for frame in frames(250)) == 250


def test_the_command_prints_one_json_object_and_keeps_its_files(tmp_path: Path) -> None:
    arguments = ["importer", "--rows", "50", "--folder", str(tmp_path), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert {one["kind"] for one in json.loads(result.output)["readings"]} == {"xlsx", "csv"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["250.csv", "50.xlsx"]
