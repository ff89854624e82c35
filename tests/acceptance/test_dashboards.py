"""A real Prometheus over everything: each query of each panel, and what each alert compares, has data."""

import time
from collections.abc import Iterator

import pytest

from ops.dashboards import evaluate, labels, monitored, traffic
from ops.dashboards.evaluate import Span
from ops.dashboards.monitored import Monitored
from ops.drills.site import scratch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(monitored.missing()), reason=f"missing: sudo apt-get install {' '.join(monitored.missing())}"
    ),
]
_SECONDS = 20.0


@pytest.fixture(scope="module")
def seen() -> Iterator[tuple[Monitored, Span]]:
    with scratch() as folder, monitored.opened(folder) as opened:
        start = time.time()
        traffic.drive(opened.site, _SECONDS)
        evaluate.settle(opened.prometheus)
        yield opened, Span(start=start, end=time.time())


def test_every_query_of_every_panel_has_data(seen: tuple[Monitored, Span]) -> None:
    answers = list(evaluate.panels(seen[0].prometheus, seen[1]))
    assert len(answers) > 60
    assert [(each.where, each.title, each.query) for each in answers if not each.is_good] == []


def test_everything_an_alert_compares_has_data(seen: tuple[Monitored, Span]) -> None:
    answers = list(evaluate.alerts(seen[0].prometheus))
    assert len({each.title for each in answers}) > 20
    assert [(each.title, each.query) for each in answers if not each.is_good] == []


def test_no_dashboard_names_a_metric_that_nothing_brings(seen: tuple[Monitored, Span]) -> None:
    assert evaluate.unknown(seen[0].prometheus) == {}


def test_every_label_and_value_a_query_names_is_brought_by_something(seen: tuple[Monitored, Span]) -> None:
    queries = list(evaluate.queries(seen[0].prometheus, seen[1]))
    assert len(queries) > 100
    assert labels.strangers(seen[0].prometheus, queries) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('lotwise_jobs{state="redy"}', "state of lotwise_jobs is never redy"),
        ('lotwise_jobs{state=~"queued|redy"}', "state of lotwise_jobs is never redy"),
        (
            'lotwise_chunk_attempts_total{result!="dne"}',
            "result of lotwise_chunk_attempts_total is never dne",
        ),
        ('http_requests_total{status=~"6.."}', "status of http_requests_total is never like 6.."),
        ('http_requests_total{code=~"5.."}', "http_requests_total has no label code"),
        ('redis_up{job="valkey"}', "job of redis_up is never valkey"),
        ("sum by (status) (lotwise_jobs)", "lotwise_jobs has no label status to put together by"),
        (
            "sum by (instance, handler) (job:eoq:rate5m)",
            "job:eoq:rate5m has no label instance to put together by",
        ),
    ],
)
def test_a_label_or_value_nothing_brings_is_found(
    seen: tuple[Monitored, Span], query: str, words: str
) -> None:
    """A check that finds nothing wrong in anything would prove nothing."""
    found = labels.strangers(seen[0].prometheus, [("here", query)])
    assert found[0] == f"here: {words}"


def test_legends_and_annotations_speak_of_labels_there_are(seen: tuple[Monitored, Span]) -> None:
    opened, span = seen
    assert evaluate.unlabelled(opened.prometheus, span) == []


def test_at_most_five_queries_may_be_empty_each_for_a_reason() -> None:
    assert len(evaluate.EMPTY_WHEN_WELL) <= 5
    assert all(evaluate.EMPTY_WHEN_WELL.values())


def test_what_was_done_is_what_is_counted(seen: tuple[Monitored, Span]) -> None:
    """The killed worker's leases, the refused item, the guesses: each shows in its own number."""
    for query in (
        'lotwise_chunk_attempts_total{result="expired"}',
        'lotwise_jobs_ended_total{state="failed"}',
        'lotwise_calculations_total{result="no_demand"}',
        'lotwise_rate_limited_total{limit="sign-in"}',
        'lotwise_sign_in_failures_total{kind="key"}',
        'lotwise_sign_in_failures_total{kind="password"}',
        'http_requests_total{handler="/eoq",status="422"}',
        "lotwise_nightly_last_success_timestamp_seconds",
        'celery_task_succeeded_total{name="lotwise.work"}',
    ):
        assert seen[0].prometheus.now(f"sum({query})")[0].last >= 1, query
