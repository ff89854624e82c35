"""`./lotwise examples` says where the engine differs, and its exit status means something."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.examples.command import compare, examples

RIGHT = {
    "id": "EOQ-03",
    "tier": "must",
    "model": "eoq",
    "input": {"demand_rate": 5000, "fixed_cost": 400, "holding_cost": 28.0},
    "expected": {"Q": 377.9644730092272, "cost": 10583.005244258362},
    "rel_tol": 1e-9,
}
WRONG = RIGHT | {"id": "WRONG", "tier": "should", "expected": {"Q": 377.9644730092272, "cost": 10583.005}}
MISSING = RIGHT | {"id": "LATER", "tier": "moonshot", "model": "a_model_of_the_future"}
SILENT = RIGHT | {"id": "SILENT", "expected": {"Q": 377.9644730092272, "an_output_nobody_gives": 1.0}}
ACCEPTED = RIGHT | {"id": "ACCEPTED", "expected": {"status": "error", "kind": "validation"}}


def _run(path: Path, *arguments: str) -> Result:
    app = typer.Typer()
    app.command()(examples)
    return CliRunner().invoke(app, [str(path), *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [RIGHT, WRONG, MISSING]}))
    return path


def test_agreement_exits_0(file: Path) -> None:
    """A tier whose cases all agree: one closing line."""
    result = _run(file, "--tier", "must")
    assert (result.exit_code, result.output) == (0, "1 of 1 agree\n")


def test_a_wrong_digit_is_a_line_and_exit_1(file: Path) -> None:
    """The eighth digit is wrong: the line names the case, the output, both numbers."""
    result = _run(file, "--tier", "should")
    assert result.exit_code == 1
    line, closing = result.output.splitlines()
    assert line.startswith("WRONG (should, eoq): cost: expected 10583.005, got 10583.00524")
    assert closing == "0 of 1 agree"


def test_a_model_not_built_is_missing_and_disagrees(file: Path) -> None:
    """What the engine cannot do counts against it."""
    result = _run(file, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert (report["agree"], report["cases"]) == (1, 3)
    assert [each["id"] for each in report["disagreements"] if each["is_missing"]] == ["LATER"]


@pytest.mark.parametrize("case", [SILENT, ACCEPTED], ids=lambda case: str(case["id"]))
def test_an_answer_not_given_disagrees(case: dict[str, Any]) -> None:
    """An output the model does not give, and a refusal that does not happen, are disagreements."""
    assert compare([case]).agree == 0


@pytest.mark.parametrize("content", [None, "{", "[]", '{"no_cases": 1}'])
def test_a_file_without_cases_exits_2(tmp_path: Path, content: str | None) -> None:
    """Refused input is told apart from disagreement."""
    path = tmp_path / "cases.json"
    if content is not None:
        path.write_text(content)
    assert _run(path).exit_code == 2
