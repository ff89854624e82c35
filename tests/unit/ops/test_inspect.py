"""`./lotwise inspect` says what was understood, asks, or refuses; it never ends in a traceback."""

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from ops.inspect import inspect

app = Typer()
app.command()(inspect)

PLAIN = "Item No;Jahresbedarf;Preis\n4711;1.200,5;3,10\n4712;abc;2,00\n"
ASKING = "sku,on hand,old,new\nA,1,2,3\nB,4,5,6\n"


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, [str(path), *options])


def sheet(folder: Path, text: str) -> Path:
    path = folder / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sheet_is_told_column_by_column_with_its_bad_cells(tmp_path: Path) -> None:
    result = run(sheet(tmp_path, PLAIN))
    assert result.exit_code == 0
    assert "demand" in result.output
    assert "B3" in result.output
    assert "decimal comma" in result.output


def test_a_program_gets_all_of_it_as_json(tmp_path: Path) -> None:
    result = run(sheet(tmp_path, PLAIN), "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["understanding"]["rows"] == 2
    assert [error["cell"] for error in told["errors"]] == ["B3"]
    assert told["preview"][0]["values"]["demand"] == pytest.approx(1200.5)


def test_a_question_is_told_with_its_choices_and_is_no_refusal(tmp_path: Path) -> None:
    result = run(sheet(tmp_path, ASKING), "--json")
    assert result.exit_code == 0
    question = json.loads(result.stdout)["understanding"]["questions"][0]
    assert question["about"] == "demand"
    assert {"mapping": {"old": "demand"}} in [choice["options"] for choice in question["choices"]]


def test_an_option_answers_the_question(tmp_path: Path) -> None:
    result = run(sheet(tmp_path, ASKING), "--json", "--map", "old=demand")
    told = json.loads(result.stdout)
    assert told["understanding"]["questions"] == []
    assert [row["values"]["demand"] for row in told["preview"]] == [2.0, 5.0]


def test_a_sheet_without_a_demand_is_refused_with_its_columns_and_mapped_by_a_flag(tmp_path: Path) -> None:
    path = sheet(tmp_path, "SKU,Colour,Size\nA,red,5\nB,blue,7\n")
    refused = run(path)
    assert refused.exit_code == 2
    assert "Cannot be computed as it is: No column of the file is plainly the demand" in refused.stdout
    assert "Colour" in refused.stdout
    told = run(path, "--json")
    assert told.exit_code == 2
    body = json.loads(told.stdout)
    assert body["problem"]["code"] == "header_missing"
    assert body["problem"]["detail"] == body["problem"]["message"]
    assert [column["header"] for column in body["understanding"]["columns"]] == ["SKU", "Colour", "Size"]
    mapped = run(path, "--json", "--map", "Size=demand")
    assert (mapped.exit_code, json.loads(mapped.stdout)["problem"]) == (0, None)


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", [], "empty_file"),
        (b"%PDF-1.7 ...", [], "unreadable_file"),
        (ASKING.encode(), ["--map", "price=demand"], "invalid_option"),
        (ASKING.encode(), ["--map", "demand"], "invalid_option"),
        (ASKING.encode(), ["--dates", "sideways"], "invalid_option"),
    ],
)
def test_a_refusal_is_a_problem_with_status_2(
    tmp_path: Path, content: bytes, options: list[str], code: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    result = run(path, "--json", *options)
    assert result.exit_code == 2
    problem = json.loads(result.stdout)["problem"]
    assert problem["code"] == code
    assert problem["message"]
    assert problem["remedy"]


def test_what_no_row_has_is_told_with_the_flag_that_gives_it(tmp_path: Path) -> None:
    result = run(sheet(tmp_path, "sku,demand,unit cost\nA,1200,5\n"), "--order-cost", "40")
    assert result.exit_code == 0
    assert "--holding-rate" in result.output
    assert "--order-cost" not in result.output
