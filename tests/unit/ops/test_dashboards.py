"""Grafana's dashboards: as the code and as Grafana's schema say, with links that lead somewhere."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ops.dashboards import files, promql
from ops.dashboards.grafana import DATA_SOURCE_UID
from ops.dashboards.model import GRID_COLUMNS, Kind, laid_out
from ops.dashboards.runbooks import FOLDER, page
from ops.monitors import configured
from ops.root import ROOT

SCHEMA = jsonschema.Draft7Validator(json.loads(Path(__file__).with_name("grafana_schema.json").read_text()))
PANELS = [(dashboard, panel) for dashboard in files.DASHBOARDS for panel in dashboard.panels]
WRITTEN = [json.loads(text) for text in files.texts().values()]


def test_the_committed_files_are_what_the_code_writes() -> None:
    """After a change: ./lotwise dashboards."""
    committed = {path: path.read_text(encoding="utf-8") for path in files.FOLDER.glob("*")}
    assert committed == files.texts()


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written["uid"])
def test_a_dashboard_is_as_grafanas_schema_says(written: dict[str, Any]) -> None:
    assert [error.message for error in SCHEMA.iter_errors(written)] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("panels", 0, "options", "colourMode"), "value"),
        (("panels", 0, "options", "colorMode"), "pink"),
        (("panels", 0, "type"), "statistic"),
        (("panels", 0, "fieldConfig", "defaults", "thresholds", "mode"), "relative"),
        (("graphTooltip",), 7),
        (("templates",), {}),
    ],
)
def test_the_schema_refuses_what_is_wrong(place: tuple[str | int, ...], value: object) -> None:
    """A schema that takes anything would prove nothing."""
    wrong: Any = copy.deepcopy(WRITTEN[0])
    inner = wrong
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert list(SCHEMA.iter_errors(wrong))


def test_panels_neither_overlap_nor_leave_the_page() -> None:
    for dashboard in files.DASHBOARDS:
        taken: set[tuple[int, int]] = set()
        for panel, place in laid_out(dashboard.panels):
            cells = {
                (x, y)
                for x in range(place.x, place.x + place.width)
                for y in range(place.y, place.y + place.height)
            }
            assert not cells & taken, panel.title
            assert place.x + place.width <= GRID_COLUMNS, panel.title
            taken |= cells


def test_every_panel_says_what_it_means_and_what_its_lines_are() -> None:
    for dashboard, panel in PANELS:
        assert panel.means.endswith("."), (dashboard.title, panel.title)
        if panel.kind in (Kind.TIME_SERIES, Kind.BARS):
            assert all(query.legend for query in panel.queries), (dashboard.title, panel.title)
        if panel.kind is Kind.HEAT_MAP:
            assert "sum by (le" in panel.queries[0].expr or "max by (le)" in panel.queries[0].expr


def test_the_data_source_is_the_one_that_is_provisioned() -> None:
    provisioned = (ROOT / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text()
    assert f"uid: {DATA_SOURCE_UID}\n" in provisioned


def test_panels_link_only_to_alerts_that_there_are() -> None:
    rules = "".join(path.read_text() for path in configured.RULES.glob("*.yml"))
    for _, panel in PANELS:
        for alert in panel.runbooks:
            assert f"alert: {alert}\n" in rules, (panel.title, alert)


@pytest.mark.skipif(not FOLDER.exists(), reason="no runbooks here yet")
def test_every_runbook_a_panel_links_to_is_there() -> None:
    linked = {alert for _, panel in PANELS for alert in panel.runbooks}
    assert [alert for alert in sorted(linked) if not page(alert).exists()] == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ('sum by (le, handler) (rate(a_bucket{le=~".+"}[$__rate_interval])) > 0', {"a_bucket"}),
        ("1 - job:x:ratio_rate5m / (max(b) > bool 0.001)", {"job:x:ratio_rate5m", "b"}),
        ("a and on (instance) b or vector(0)", {"a", "b"}),
        ('label_replace(up{job="c"}, "x", "$1", "y", "(.*)")', {"up"}),
    ],
)
def test_the_metrics_of_a_query_are_found(query: str, named: set[str]) -> None:
    assert promql.metrics(query) == named


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ('a{b="c"}', [("a", "b", "=", ("c",))]),
        ('x:y{b=~"c|d",e!~"(f|g).*"}[5m]', [("x:y", "b", "=~", ("c", "d")), ("x:y", "e", "!~", ())]),
        (
            'up{job!="a"} and z{le="0.25", h=~"5.."}',
            [("up", "job", "!=", ("a",)), ("z", "le", "=", ("0.25",)), ("z", "h", "=~", ())],
        ),
        ('label_replace(a{b="}"}, "c", "$1", "d", "{e=\\"f\\"}")', [("a", "b", "=", ("}",))]),
        ("a", []),
    ],
)
def test_what_a_query_wants_of_labels_is_found(query: str, wanted: list[tuple[Any, ...]]) -> None:
    found = [(each.metric, each.label, each.operator, each.words) for each in promql.matchers(query)]
    assert found == wanted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sum by (le, h) (rate(a[5m])) > 0", [("a", "le"), ("a", "h")]),
        ("max by (s) (sum by (s, i) (a)) / max(b)", [("a", "s"), ("a", "s"), ("a", "i")]),
        ("sum by (s) (a + b) or sum(c)", [("a", "s"), ("b", "s")]),
        ('sum by (x) (label_replace(a, "x", "$1", "y", "(.)"))', []),
    ],
)
def test_labels_series_are_put_together_by_are_found(query: str, found: list[tuple[str, str]]) -> None:
    assert promql.grouped(query) == found


@pytest.mark.parametrize("query", ["sum(a) by (b)", "sum without (b) (a)", "a / on (b) group_left (c) d"])
def test_a_grouping_that_would_go_unchecked_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match="write it by"):
        promql.grouped(query)


@pytest.mark.parametrize(
    ("alert", "compared"),
    [
        ("max(a) > max(min_over_time(b[1d]))", ["max(a)", "max(min_over_time(b[1d]))"]),
        (
            'max by (job) (up == bool 0) > 0 or absent(up{job="c"})',
            ["max by (job) (up == bool 0)", 'up{job="c"}'],
        ),
        ("(sum(x) or vector(0)) < 1", ["(sum(x) or vector(0))"]),
        ("a > 14.4 * 0.001 and b * 1 * 3600 >= 10", ["a", "b * 1 * 3600"]),
        ("vector(1)", ["vector(1)"]),
    ],
)
def test_what_an_alert_compares_is_found(alert: str, compared: list[str]) -> None:
    assert promql.operands(alert) == compared
