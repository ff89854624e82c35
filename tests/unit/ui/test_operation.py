"""The audit, the status, the remembered sheets, jobs under way, and refused rows done again."""

from typing import Any

import pytest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import JOB_ID, FakeApi, job
from tests.unit.ui.test_views import click
from ui.views.readings import changes

CALCULATION: dict[str, Any] = {
    "id": "1",
    "calculated_at": "2026-11-22T08:12:44+00:00",
    "request_id": "r-1",
    "caller": "user:1",
    "input": {"sku": "007", "demand": 1200.0},
    "result": {"reason": "Order 208 now.", "status": "ok"},
    "http_status": 200,
    "duration_ms": 3.2,
    "engine_version": "1",
}
WORKER = {
    "name": "lotwise-1@host",
    "is_alive": True,
    "is_stopping": False,
    "processes": 2,
    "chunks_running": 1,
    "version": "1",
    "started_at": "2026-11-22T08:00:00+00:00",
    "heartbeat_at": "2026-11-22T08:12:44+00:00",
}
READING = {
    "signature": "ab" * 32,
    "headers": ["Item no.", "Used"],
    "options": {"mapping": {"Used": "demand", "Colour": ""}, "decimal": ","},
    "confirmed_by": "user:1",
    "confirmed_at": "2026-11-22T08:12:44+00:00",
}


@pytest.fixture
def calculations(api: FakeApi) -> FakeApi:
    api.doors |= {
        "GET /calculations?limit=50": {"items": [CALCULATION], "next": None},
        "GET /calculations?limit=50&sku=x": {"items": [], "next": None},
    }
    return api


def test_calculations_are_listed_with_what_was_answered(desk: Open, calculations: FakeApi) -> None:
    at = desk("views/calculations.py")
    assert not at.exception
    shown = at.dataframe[0].value
    assert shown["SKU"].tolist() == ["007"]
    assert shown["Answer"].tolist() == ["Order 208 now."]


def test_calculations_are_found_by_the_server(desk: Open, calculations: FakeApi) -> None:
    at = desk("views/calculations.py", sku="x")
    assert "No calculation fits" in at.info[0].value


def test_no_calculation_yet_says_what_to_do(desk: Open, api: FakeApi) -> None:
    api.doors["GET /calculations?limit=50"] = {"items": [], "next": None}
    at = desk("views/calculations.py")
    assert "Nothing was calculated yet" in at.info[0].value


def test_the_status_shows_parts_workers_and_what_waits(desk: Open, api: FakeApi) -> None:
    api.doors["GET /ready"] = {"status": "ok", "postgresql": "ok", "redis": "ok"}
    api.doors["GET /workers"] = {"items": [WORKER]}
    api.job_list = [job("queued", summary=None, status_reason="waiting: 1st in line")]
    at = desk("views/status.py")
    assert not at.exception
    assert {one.label: one.value for one in at.metric} == {
        "Database": "works",
        "Queue": "works",
        "Workers": "1 with 2 processes",
        "Jobs under way": "1",
    }
    assert "Waiting\\: 1st in line" in text(at)


def test_a_house_without_workers_says_why_jobs_wait(desk: Open, api: FakeApi) -> None:
    api.doors["GET /ready"] = {"status": "degraded", "postgresql": "ok", "redis": "away"}
    api.doors["GET /workers"] = {"items": []}
    said = [one.value for one in desk("views/status.py").warning]
    assert "start later" in said[0]
    assert "No worker is at work" in said[1]


def test_remembered_sheets_are_shown_and_forgotten_after_asking(desk: Open, api: FakeApi) -> None:
    api.doors["GET /mappings"] = {"items": [READING]}
    at = desk("views/readings.py")
    assert "Used is demand" in text(at)
    click(at, "Forget")
    assert api.done == []
    click(at, "Yes, forget")
    assert api.done == [("DELETE", f"/mappings/{READING['signature']}", None)]


def test_nothing_remembered_says_when_it_begins(desk: Open, api: FakeApi) -> None:
    api.doors["GET /mappings"] = {"items": []}
    assert "Nothing is remembered yet" in desk("views/readings.py").info[0].value


def test_what_is_read_otherwise_is_said_in_sentences() -> None:
    assert changes({"mapping": {"Used": "demand", "Colour": ""}, "units": {}, "decimal": ","}) == [
        "Used is demand",
        "Colour is kept as it is",
        "decimal: ,",
    ]


def test_a_job_that_waits_says_why_and_can_be_cancelled_from_the_list(desk: Open, api: FakeApi) -> None:
    api.job_list = [job("queued", summary=None, status_reason="waiting: 3rd in line")]
    at = desk("views/jobs.py")
    assert "Waiting\\: 3rd in line" in text(at)
    click(at, "Cancel")
    assert api.cancelled == [JOB_ID]


def test_refused_rows_are_sent_again_alone(desk: Open, api: FakeApi) -> None:
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("Refused rows").run()
    at.file_uploader[0].upload("mended.csv", b"SKU,Demand\n1,2\n", "text/csv").run()
    click(at, "Compute the mended rows")
    assert not at.exception
    assert api.amended == [(JOB_ID, "mended.csv")]
    assert at.query_params["job"] == JOB_ID
