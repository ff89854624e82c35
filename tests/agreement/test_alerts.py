"""Alert rules are valid, tested, made of metrics there are, and each has a runbook."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.debian import find
from ops.root import ROOT

ALERTS = ROOT / "ops/alerts"
RUNBOOKS = ROOT / "ops/docs/runbooks"
TESTS = sorted((ALERTS / "tests").glob("*.yml"))
RULES: list[dict[str, Any]] = [
    rule
    for path in sorted((ALERTS / "rules").glob("*.yml"))
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
]
NAMED = {rule["alert"]: rule for rule in RULES if "alert" in rule}
# Of programs that are not ours.
OTHERS = frozenset(
    [
        "up",
        "redis_up",
        "probe_success",
        "probe_ssl_earliest_cert_expiry",
        "celery_worker_up",
        "node_filesystem_avail_bytes",
        "node_filesystem_size_bytes",
    ]
)
needs_promtool = pytest.mark.skipif(
    find("promtool") is None, reason="no promtool: sudo apt-get install prometheus"
)
needs_amtool = pytest.mark.skipif(
    find("amtool") is None, reason="no amtool: sudo apt-get install prometheus-alertmanager"
)


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_takes_its_configuration_and_rules() -> None:
    run("promtool", "check", "config", "prometheus.yml")


@needs_promtool
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_else_are_silent(path: Path) -> None:
    run("promtool", "test", "rules", path)


@needs_amtool
def test_alertmanager_takes_its_configuration() -> None:
    run("amtool", "check-config", ALERTS / "alertmanager.yml")


@needs_amtool
def test_alertmanager_takes_the_example_receivers_too(tmp_path: Path) -> None:
    whole = yaml.safe_load((ALERTS / "alertmanager.yml").read_text())
    whole |= yaml.safe_load((ALERTS / "receivers.example.yml").read_text())
    (tmp_path / "own.yml").write_text(yaml.safe_dump(whole))
    run("amtool", "check-config", tmp_path / "own.yml")


def test_every_alert_is_tested_firing_and_all_but_the_watchdog_silent() -> None:
    fires: set[str] = set()
    silent: set[str] = set()
    for path in TESTS:
        for test in yaml.safe_load(path.read_text())["tests"]:
            for one in test["alert_rule_test"]:
                (fires if one["exp_alerts"] else silent).add(one["alertname"])
    assert fires == set(NAMED)
    assert silent == set(NAMED) - {"LotwiseWatchdog"}


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == set(NAMED)
    for name, rule in NAMED.items():
        assert rule["annotations"]["runbook_url"] == f"ops/docs/runbooks/{name}.md"
        assert rule["labels"]["severity"] in ("page", "ticket", "none")


def test_inhibitions_name_only_alerts_there_are() -> None:
    named = set(re.findall(r"Lotwise\w+", (ALERTS / "alertmanager.yml").read_text()))
    assert named <= set(NAMED)


def test_rules_name_only_metrics_there_are() -> None:
    page = (ROOT / "ops/docs/metrics.md").read_text()
    ours = set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))
    ours |= {name + end for name in ours for end in ("_bucket", "_sum", "_count")}
    recorded = {rule["record"] for rule in RULES if "record" in rule}
    for rule in RULES:
        bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", rule["expr"])
        bare = re.sub(r"\b(by|on|without) ?\([^)]*\)", "", bare)
        names = {word for word in re.findall(r"[a-z][\w:]*\b(?!\s*\()", bare) if "_" in word or word == "up"}
        assert names <= ours | OTHERS | recorded, (rule, names - ours - OTHERS - recorded)
