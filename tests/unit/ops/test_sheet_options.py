"""The options of the command line are those of the reading, and every answer is a flag that exists."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer import Typer
from typer.core import TyperCommand
from typer.main import get_command
from typer.testing import CliRunner

from core.sheets.options import SheetOptions
from ops.calc import calc
from ops.inspect import inspect
from ops.refusal import Refusal
from ops.sheet_options import as_flags, sheet_options

GIVEN = {
    "sheet": "Plan 2026",
    "header_row": 4,
    "mapping": {"Qty": "demand", 'a "b" $c': "", "a=b": "sku"},
    "decimal": ",",
    "decimals": {"Unit cost": "."},
    "units": {"Lead time": "week"},
    "duplicates": "sum_stock",
    "date_order": "day_first",
    "table": "lines",
}


def _command(name: str) -> TyperCommand:
    app = Typer()
    if name == "calc":
        app.command(name)(calc)
    else:
        app.command(name)(inspect)
    command = get_command(app)
    assert isinstance(command, TyperCommand)
    return command


def _taken(command: TyperCommand, words: list[str]) -> SheetOptions:
    arguments = [*words, "sheet.csv", *(["-o", "out.csv"] if command.name == "calc" else [])]
    given = command.make_context(command.name, arguments).params
    return sheet_options(
        sheet=given["sheet"],
        header_row=given["header_row"],
        decimal=given["decimal"],
        mapping=given["map_"],
        units=given["unit"],
        duplicates=given["duplicates"],
        dates=given["dates"],
        table=given["table"],
    )


@pytest.mark.parametrize("name", ["calc", "inspect"])
def test_every_option_of_a_reading_is_given_on_the_command_line_as_it_is_told(name: str) -> None:
    command = _command(name)
    for key, value in GIVEN.items():
        one: Mapping[str, object] = {key: value}
        assert _taken(command, shlex.split(as_flags(one))) == SheetOptions.from_json(one), key


@pytest.mark.parametrize(
    "words",
    [
        ["--decimal", ";"],
        ["--decimal", "Price=;"],
        ["--decimal", ".", "--decimal", ","],
        ["--duplicates", "sum"],
        ["--dates", "3/4/2026"],
        ["--table", "rows"],
        ["--map", "Qty"],
        ["--unit", "week"],
    ],
)
def test_what_is_wrong_is_named_by_its_flag(words: list[str]) -> None:
    with pytest.raises(Refusal, match=words[0]):
        _taken(_command("inspect"), words)


@pytest.mark.parametrize(
    "text",
    [
        "sku,on hand,old,new\nA,1,2,3\nB,4,5,6\n",
        "sku,demand,unit cost\nA,5,1.234\nB,7,4.321\n",
        "sku,date,quantity\nA,1/2/2026,3\nB,2/3/2026,4\n",
    ],
)
def test_an_offered_answer_given_back_settles_the_question(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    app = Typer()
    app.command()(inspect)
    asked = json.loads(CliRunner().invoke(app, [str(path), "--json"]).stdout)["understanding"]
    (question,) = asked["questions"]
    words = shlex.split(as_flags(question["choices"][0]["options"]))
    assert f"--{question['about']}" in words or question["about"] in ("demand", "decimal")
    answered = json.loads(CliRunner().invoke(app, [str(path), "--json", *words]).stdout)["understanding"]
    assert answered["questions"] == []
