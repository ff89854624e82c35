"""`./lotwise drill` as a command: what it lists, refuses and returns. Its scenarios are acceptance tests."""

import json
from collections.abc import Iterator

import pytest
import typer

from ops import drill as command
from ops.drills.scenario import Result, Scenario
from ops.drills.table import SCENARIOS
from ops.refusal import Refusal


def test_every_scenario_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    command.drill(listed=True, as_json=True)
    assert [one["name"] for one in json.loads(capsys.readouterr().out)] == list(SCENARIOS)


def test_scenarios_are_chosen_by_name_or_by_how_names_begin(capsys: pytest.CaptureFixture[str]) -> None:
    command.drill(only=["poison-row"], listed=True)
    assert capsys.readouterr().out.splitlines() == [f"poison-row  {SCENARIOS['poison-row'].fault}"]
    command.drill(only=["cut-host"], listed=True)
    assert len(capsys.readouterr().out.splitlines()) == 4
    command.drill(only=["poison-row", "cut-host"], listed=True)
    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize("names", [["nonsense"], ["poison-row", "nonsense"]])
def test_a_scenario_nobody_knows_is_refused(names: list[str]) -> None:
    with pytest.raises(Refusal, match="No scenario is called nonsense"):
        command.drill(only=names)


@pytest.mark.parametrize(("complaints", "status"), [((), 0), (("rows missing: 7",), 1)])
def test_the_status_says_whether_every_promise_was_kept(
    complaints: tuple[str, ...],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def performed(chosen: list[Scenario]) -> Iterator[Result]:
        for one in chosen:
            yield Result(name=one.name, fault=one.fault, where="here", rows=600, complaints=complaints)

    monkeypatch.setattr(command, "_performed", performed)
    returned = 0
    try:
        command.drill(only=["poison-row"], as_json=True)
    except typer.Exit as ended:
        returned = ended.exit_code
    assert returned == status
    verdict = json.loads(capsys.readouterr().out)[0]["verdict"]
    assert verdict == ("BROKEN" if complaints else "kept")
