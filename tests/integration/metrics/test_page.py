"""A fresh installation says all that the page of metrics lists, and nothing else."""

import re
import shutil
import subprocess

import pytest

from core.job_states import TERMINAL, ChunkKind, ChunkState, JobState
from ops.pages.metrics import PAGE, labels_of
from ops.testing import HOW_TO_GET_PROMTOOL
from tests.integration.api.conftest import Api
from tests.integration.metrics.scraped import names, scrape

_ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*?) \| (.*) \|$", re.MULTILINE)
# What other programs read: `ops/alerts`, `grafana` and whoever has dashboards of their own.
PROMISED = {
    "http_requests_total",
    "http_request_duration_seconds",
    "lotwise_calculations_total",
    "lotwise_audit_batch_rows",
    "lotwise_audit_delay_seconds",
    "lotwise_sign_in_failures_total",
    "lotwise_rate_limited_total",
    "lotwise_key_cache_total",
    "lotwise_database_up",
    "lotwise_jobs",
    "lotwise_jobs_ended_total",
    "lotwise_job_duration_seconds",
    "lotwise_chunks",
    "lotwise_oldest_ready_chunk_age_seconds",
    "lotwise_chunks_dead",
    "lotwise_leases_expired",
    "lotwise_lease_expiries_total",
    "lotwise_chunk_attempts_total",
    "lotwise_rows_total",
    "lotwise_schedules_active",
    "lotwise_nightly_last_success_timestamp_seconds",
    "lotwise_nightly_overdue_seconds",
    "lotwise_beat_last_tick_timestamp_seconds",
    "lotwise_workers",
    "lotwise_worker_processes",
    "lotwise_database_size_bytes",
    "lotwise_database_connections",
    "lotwise_database_connections_max",
}


def test_a_fresh_installation_says_what_the_page_lists(api: Api) -> None:
    found = scrape(api.client)
    listed = {name: (kind, labels) for name, kind, labels, _, _ in _ROW.findall(PAGE.read_text())}
    said = {
        f"{one.name}_total" if one.type == "counter" else one.name: (
            one.type,
            ", ".join(f"`{label}`" for label in labels_of(one)),
        )
        for one in found.families.values()
    }
    assert said == listed
    assert names(found.families.values()) == PROMISED
    assert all(one.samples for one in found.families.values())


def test_closed_sets_of_labels_are_there_at_0(api: Api) -> None:
    found = scrape(api.client)
    for state in JobState:
        assert found.value("lotwise_jobs", state=state) == 0
    for kind in ("upload", "recalculation", "scenario"):
        assert found.value("lotwise_job_duration_seconds_bucket", kind=kind, le="+Inf") == 0
        for state in TERMINAL:
            assert found.value("lotwise_jobs_ended_total", state=state, kind=kind) == 0
    for step in ChunkKind:
        for standing in ChunkState:
            assert found.value("lotwise_chunks", kind=step, state=standing) == 0
        for result in ("done", "failed", "expired", "handed_back"):
            assert found.value("lotwise_chunk_attempts_total", kind=step, result=result) == 0
    for result in ("ok", "warning", "no_demand", "do_not_stock", "infeasible", "error", "refused"):
        assert found.value("lotwise_calculations_total", result=result) == 0
    for kind in ("password", "key", "token"):
        assert found.value("lotwise_sign_in_failures_total", kind=kind) == 0
    for limit in ("eoq", "sign-in", "account", "uploads"):
        assert found.value("lotwise_rate_limited_total", limit=limit) == 0
    for result in ("hit", "miss"):
        assert found.value("lotwise_key_cache_total", result=result) == 0
    for status in ("200", "500", "503"):
        assert found.value("http_requests_total", handler="/eoq", method="POST", status=status) == 0


def test_buckets_are_those_of_2_milliseconds_to_2_seconds_and_a_half(api: Api) -> None:
    found = scrape(api.client).families["http_request_duration_seconds"]
    bounds = [sample.labels.get("le") for sample in found.samples if sample.labels["handler"] == "/eoq"]
    assert [bound for bound in bounds if bound] == (
        ["0.002", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "+Inf"]
    )


def test_prometheus_own_check_finds_nothing_wrong(api: Api) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip(HOW_TO_GET_PROMTOOL)
    done = subprocess.run(
        [promtool, "check", "metrics"], input=scrape(api.client).text, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_it_needs_no_key_and_is_no_part_of_the_documented_api(api: Api) -> None:
    assert "/metrics" not in api.client.get("/openapi.json").json()["paths"]
    assert api.client.post("/metrics").status_code == 405
