"""Shortened rules are the rules with other times, and nothing else."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ops.drills.alerts.shortening import FACTOR, shortened, without_alerts, without_jobs
from ops.root import ROOT
from ops.testing import HOW_TO_GET_PROMTOOL

RULES = sorted((ROOT / "ops/alerts/rules").glob("*.yml"))
# What a time looks like, in an expression and as the value of a key.
IN_EXPRESSION = re.compile(r"\[\d+[smhd]\]|(?<= \* )(60|3600|86400|2|120|2880)\b")
KEYS = {"for", "interval", "keep_firing_for"}


def timeless(rules: object) -> object:
    """The rules with a T in the place of each time."""
    if isinstance(rules, dict):
        return {key: "T" if key in KEYS else timeless(value) for key, value in rules.items()}
    if isinstance(rules, list):
        return [timeless(one) for one in rules]
    return IN_EXPRESSION.sub("T", rules) if isinstance(rules, str) else rules


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_nothing_but_times_is_changed(path: Path) -> None:
    before, after = path.read_text(), shortened(path.read_text())
    assert timeless(yaml.safe_load(after)) == timeless(yaml.safe_load(before))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_no_time_stays_long(path: Path) -> None:
    for group in yaml.safe_load(shortened(path.read_text()))["groups"]:
        for rule in group["rules"]:
            assert not re.search(r"\[\d+[mhd]\]| \* (60|3600|86400)\b", rule["expr"]), rule
            assert re.fullmatch(r"\d+s", rule.get("for", "1s")), rule
            assert all(int(seconds) >= 4 for seconds in re.findall(r"\[(\d+)s\]", rule["expr"])), rule


@pytest.mark.skipif(shutil.which("promtool") is None, reason=HOW_TO_GET_PROMTOOL)
def test_prometheus_takes_the_shortened_rules(tmp_path: Path) -> None:
    for path in RULES:
        (tmp_path / path.name).write_text(shortened(path.read_text()))
    done = subprocess.run(
        ["promtool", "check", "rules", *sorted(tmp_path.iterdir())], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("        for: 1m", "        for: 2s"),
        ("        for: 10s", "        for: 1s"),
        ("      group_wait: 0s", "      group_wait: 0s"),
        ("  scrape_interval: 15s", "  scrape_interval: 1s"),
        ("    interval: 1h30m", "    interval: 180s"),
        ("rate(a[1m])", "rate(a[4s])"),
        ("rate(a[3d] offset 1d)", "rate(a[8640s] offset 2880s)"),
        ("a > 10 * 60 and b > 1.5 * 3600", "a > 10 * 2 and b > 1.5 * 120"),
        # No times: a recorded name, a bucket, a share, words.
        (
            'job:a:rate5m > 14.4 * 0.001 and b{le="0.25"} > 60',
            'job:a:rate5m > 14.4 * 0.001 and b{le="0.25"} > 60',
        ),
        ('summary: "within 1h, {{ $value }} of [60]"', 'summary: "within 1h, {{ $value }} of [60]"'),
    ],
)
def test_what_is_a_time(before: str, after: str) -> None:
    assert shortened(before) == after


def test_all_products_divide_evenly() -> None:
    assert not any(seconds % FACTOR for seconds in (60, 3600, 86400))


def test_an_alert_is_left_out_and_its_neighbours_stay() -> None:
    for path in RULES:
        groups = yaml.safe_load(path.read_text())["groups"]
        names = [rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule]
        for name in names:
            rest = yaml.safe_load(without_alerts(path.read_text(), [name]))["groups"]
            for group in groups:
                kept = [rule for rule in group["rules"] if rule.get("alert") != name]
                assert kept == next(one["rules"] for one in rest if one["name"] == group["name"])
    with pytest.raises(ValueError, match="no rule is called Nonsense"):
        without_alerts(RULES[0].read_text(), ["Nonsense"])


def test_a_job_is_left_out_and_its_neighbours_stay() -> None:
    text = (ROOT / "prometheus.yml").read_text()
    jobs = yaml.safe_load(text)["scrape_configs"]
    for job in jobs:
        rest = yaml.safe_load(without_jobs(text, [job["job_name"]]))["scrape_configs"]
        assert rest == [one for one in jobs if one != job]
    with pytest.raises(ValueError, match="no job is called nonsense"):
        without_jobs(text, ["nonsense"])
