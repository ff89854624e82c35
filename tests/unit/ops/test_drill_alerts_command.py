"""`drill --alerts` as a command: what it lists, refuses and returns. Its faults are an acceptance test."""

import json
from collections.abc import Iterator

import pytest
import typer
import yaml
from rich.console import Console

from ops import drill
from ops.drills.alerts import command
from ops.drills.alerts.faults import FAULTS
from ops.drills.alerts.performing import Course, Outcome
from ops.drills.alerts.scene import Fault
from ops.refusal import Refusal
from ops.root import ROOT


def test_every_fault_is_listed_with_alerts_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    drill.drill(alerts=True, listed=True, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in told] == list(FAULTS)
    rules = [yaml.safe_load(path.read_text()) for path in (ROOT / "ops/alerts/rules").glob("*.yml")]
    known = {rule.get("alert") for one in rules for group in one["groups"] for rule in group["rules"]}
    assert {alert for one in told for alert in one["alerts"]} <= known


def test_faults_are_chosen_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    drill.drill(alerts=True, only=["beat"], listed=True)
    assert capsys.readouterr().out == "beat  beat stopped: LotwiseBeatSilent\n"


def test_a_fault_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal, match="No fault of the drill of alerts is called nonsense"):
        drill.drill(alerts=True, only=["beat", "nonsense"])


def test_without_prometheus_it_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refusal, match="needs prometheus and prometheus-alertmanager") as refused:
        drill.drill(alerts=True)
    assert "--no-install-recommends prometheus prometheus-alertmanager" in refused.value.remedy


def test_every_page_is_drilled() -> None:
    rules = [yaml.safe_load(path.read_text()) for path in (ROOT / "ops/alerts/rules").glob("*.yml")]
    pages = {
        rule["alert"]
        for one in rules
        for group in one["groups"]
        for rule in group["rules"]
        if rule.get("labels", {}).get("severity") == "page"
    }
    assert pages - {alert for fault in FAULTS.values() for alert in fault.every} == set()


def test_a_fault_that_cannot_be_done_here_is_left_out_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = Course(fault="disk", words="", alert="LotwiseDiskFull", skipped="mkfs.ext4 is not installed")
    outcome = Outcome(fault="disk", courses=(course,))
    monkeypatch.setattr(command, "performed", lambda *_: iter([outcome]))
    drill.drill(alerts=True, only=["disk"])
    told = capsys.readouterr()
    assert "left out disk: mkfs.ext4 is not installed" in told.err
    assert "mkfs.ext4 is not installed" in told.out


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 0),
        ({"fired": None}, 1),
        ({"arrived": None}, 1),
        ({"cleared": None}, 1),
        ({"fired": None, "arrived": None, "cleared": None, "skipped": "no exporter"}, 0),
    ],
)
def test_the_status_says_whether_every_alert_came_and_went(
    changes: dict[str, float | None],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def performed(chosen: list[Fault], _: Console) -> Iterator[Outcome]:
        for one in chosen:
            seen = {"fired": 1.0, "arrived": 1.0, "cleared": 2.0} | changes
            course = Course(fault=one.name, words=one.words, alert=one.alerts[0], **seen)  # type: ignore[arg-type]
            yield Outcome(fault=one.name, courses=(course,))

    monkeypatch.setattr(command, "performed", performed)
    returned = 0
    try:
        drill.drill(alerts=True, only=["beat"], as_json=True)
    except typer.Exit as ended:
        returned = ended.exit_code
    assert returned == status
    (told,) = json.loads(capsys.readouterr().out)
    assert told["is_good"] == (status == 0)
