"""Catalogues in the desk: made, run, scheduled, fed by a sheet; and what changed, told."""

from copy import deepcopy

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import JOB_ID, SUMMARY, FakeApi, job
from tests.unit.ui.test_upload import send, with_file
from ui.asking.client import Json

CATALOGUE_ID = "7a2c1c2e-8d55-4a06-9a3f-2f3f7e1d0007"
SCHEDULE_ID = "9b2c1c2e-8d55-4a06-9a3f-2f3f7e1d0009"
CATALOGUE: Json = {
    "id": CATALOGUE_ID,
    "name": "Main [x](http://evil)",
    "inbox": "default-00000000/main-7a2c1c2e",
    "settings": {
        "window_months": 24,
        "method": "auto",
        "demand_from": "history",
        "change_percent": 10.0,
        "inbox_mode": "merge",
        "placed_days": 7,
        "defaults": {},
    },
    "items": 200,
    "fields": ["sku", "on_hand"],
    "stock_from": "2026-11-20T06:00:00+00:00",
    "stock_to": "2026-11-22T06:00:00+00:00",
    "demand_until": "2026-10-31",
    "last_run": JOB_ID,
    "last_run_state": "partially_succeeded",
    "last_run_ended": "2026-11-22T01:03:00+00:00",
    "next_run": None,
    "created_by": "user:1",
    "created_at": "2026-11-01T08:00:00+00:00",
}
CHANGE: Json = {
    "row_no": 2,
    "kind": "reorder_point",
    "sku": "007",
    "location": None,
    "supplier": "SKF",
    "description": "O-ring",
    "old": "60",
    "new": "69",
    "percent": 15.0,
    "why": "demand rose 18 %",
}
CHANGES: Json = {
    "run": JOB_ID,
    "compares_with": "x",
    "as_of": "2026-11-22",
    "counts": {"reorder_point": 1},
    "words": ["1 item with another reorder point (moved by more than 10 %)."],
    "items": [CHANGE],
    "next": None,
}
SCHEDULE: Json = {
    "id": SCHEDULE_ID,
    "catalogue_id": CATALOGUE_ID,
    "catalogue_name": "Main",
    "cron": "0 2 * * *",
    "in_words": "at 02:00 every day",
    "time_zone": "Europe/Berlin",
    "paused_at": None,
    "next_due": "2026-11-23T01:00:00+00:00",
    "next_times": ["2026-11-23T01:00:00+00:00"],
    "last": {"due_at": "2026-11-22T01:00:00+00:00"},
    "created_by": "user:1",
    "created_at": "2026-11-01T08:00:00+00:00",
}
FEED: Json = {
    "received_at": "2026-11-22T06:00:00+00:00",
    "kind": "stock",
    "received_by": "key:1",
    "answer": {"changed": 12, "unknown_total": 3},
}
FAILED: Json = {
    "received_at": "2026-11-22T05:00:00+00:00",
    "kind": "upload",
    "received_by": "inbox:plan.xlsx",
    "answer": {"refused": "The file cannot be read.", "file": "20261122T050000.000000_plan.xlsx"},
}
INTAKE: Json = {
    "catalogue_id": CATALOGUE_ID,
    "catalogue_name": "Main",
    "mode": "preview",
    "new": 12,
    "changed": 240,
    "unchanged": 5,
    "gone": 3,
    "in_error": 0,
}


@pytest.fixture
def kept(api: FakeApi) -> FakeApi:
    """The API with a catalogue in it whose last run has ended."""
    at = f"GET /catalogues/{CATALOGUE_ID}"
    api.doors |= {
        "GET /catalogues": {"items": [CATALOGUE]},
        at: deepcopy(CATALOGUE),
        f"{at}/items?limit=100": {"items": [{"sku": "007", "on_hand": 4.0, "other": {}}], "next": None},
        f"{at}/feeds": {"items": [FEED, FAILED]},
        "GET /schedules": {"items": [deepcopy(SCHEDULE)]},
        f"GET /schedules/{SCHEDULE_ID}/runs?limit=10": {
            "items": [
                {"due_at": "2026-11-22T01:00:00+00:00", "job_id": None, "refused": "a run", "missed": 0},
                {"due_at": "2026-11-21T01:00:00+00:00", "job_id": JOB_ID, "refused": None, "missed": 3},
            ]
        },
        f"GET /jobs/{JOB_ID}/changes?limit=1": CHANGES,
        f"GET /jobs/{JOB_ID}/changes?limit=100": CHANGES,
    }
    api.job_list = [job(file=None, name="Main", kind="recalculation", catalogue_id=CATALOGUE_ID)]
    return api


def section(desk: Open, name: str) -> AppTest:
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID)
    assert not at.exception
    chosen: AppTest = at.button_group(key="catalogue_section").set_value(name).run()
    return chosen


def test_catalogues_are_listed_and_made(desk: Open, kept: FakeApi) -> None:
    at = desk("views/catalogues.py")
    assert not at.exception
    assert "Demand until" in text(at)
    assert "Done, some rows refused" in text(at)
    assert "not scheduled" in text(at)
    at.text_input[0].set_value("North")
    next(one for one in at.button if one.label == "Make the catalogue").click().run()
    assert kept.done == [("POST", "/catalogues", {"name": "North"})]


def test_what_changed_is_told_with_why(desk: Open, kept: FakeApi) -> None:
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID)
    assert not at.exception
    assert "another reorder point" in text(at)
    row = at.dataframe[0].value.iloc[0]
    assert (row["Was"], row["Is"], row["By"], row["Why"]) == ("60", "69", "+15 %", "demand rose 18 %")


def test_names_of_others_are_no_links(desk: Open, kept: FakeApi) -> None:
    assert "](http" not in text(desk("views/catalogue.py", catalogue=CATALOGUE_ID))


def test_a_run_is_begun_by_a_click(desk: Open, kept: FakeApi) -> None:
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID)
    next(one for one in at.button if one.label == "Run now").click().run()
    assert kept.done == [("POST", f"/catalogues/{CATALOGUE_ID}/runs", {})]


def test_a_run_under_way_is_watched_and_refuses_another(desk: Open, kept: FakeApi) -> None:
    kept.job_list = [job("computing", file=None, name="Main", catalogue_id=CATALOGUE_ID)]
    at = desk("views/catalogue.py", catalogue=CATALOGUE_ID)
    assert not at.exception
    assert next(one for one in at.button if one.label == "Run now").disabled


def test_whoever_may_only_look_is_offered_nothing_to_do(desk: Open, kept: FakeApi) -> None:
    kept.scopes = ["jobs:read"]
    for name in ("What changed", "Schedules", "Settings"):
        at = section(desk, name)
        assert not at.exception
        assert [one.label for one in at.button if not one.disabled] == ["Sign out"]


def test_items_feeds_and_schedules_are_shown(desk: Open, kept: FakeApi) -> None:
    at = section(desk, "Items")
    assert at.dataframe[0].value["On hand"].tolist() == [4.0]
    at = section(desk, "What came in")
    told = ["12 changed, 3 of unknown items", "failed: The file cannot be read."]
    assert at.dataframe[0].value["Outcome"].tolist() == told
    shown = text(section(desk, "Schedules"))
    assert "Next: 23" in shown
    assert "refused" in shown


def test_a_schedule_is_made_and_paused(desk: Open, kept: FakeApi) -> None:
    at = section(desk, "Schedules")
    next(one for one in at.selectbox if one.label == "On").set_value("Monday to Friday").run()
    next(one for one in at.selectbox if one.label == "Time zone").set_value("America/New_York").run()
    next(one for one in at.button if one.label == "Make the schedule").click().run()
    said = {"catalogue_id": CATALOGUE_ID, "cron": "0 2 * * 1-5", "time_zone": "America/New_York"}
    assert kept.done == [("POST", "/schedules", said)]
    next(one for one in at.button if one.label == "Pause").click().run()
    assert kept.done[1] == ("PATCH", f"/schedules/{SCHEDULE_ID}", {"paused": True})


def test_settings_are_saved(desk: Open, kept: FakeApi) -> None:
    at = section(desk, "Settings")
    next(one for one in at.number_input if one.label == "Months looked back").set_value(12)
    assert "`default-00000000/main-7a2c1c2e`" in text(at)
    next(one for one in at.selectbox if "inbox" in one.label).set_value("replace")
    next(one for one in at.button if one.label == "Save").click().run()
    method, path, said = kept.done[0]
    assert (method, path) == ("PATCH", f"/catalogues/{CATALOGUE_ID}")
    assert said is not None
    assert (said["settings"]["window_months"], said["settings"]["inbox_mode"]) == (12, "replace")


def test_a_sheet_goes_into_a_catalogue(desk: Open, kept: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    next(one for one in at.selectbox if one.label == "Catalogue").set_value(CATALOGUE_ID).run()
    at.radio[0].set_value("replace").run()
    send(at)
    assert kept.uploads[0][1]["intake"] == {"catalogue_id": CATALOGUE_ID, "mode": "replace"}


def test_a_catalogue_is_made_for_a_sheet(desk: Open, kept: FakeApi) -> None:
    kept.doors["POST /catalogues"] = {"id": "new", "name": "skus"}
    at = with_file(desk("views/upload.py"))
    next(one for one in at.selectbox if one.label == "Catalogue").set_value("a new catalogue").run()
    send(at)
    assert kept.done == [("POST", "/catalogues", {"name": "skus"})]
    assert kept.uploads[0][1]["intake"] == {"catalogue_id": "new", "mode": "merge"}


def test_after_a_preview_the_sheet_is_put_in(desk: Open, api: FakeApi) -> None:
    api.job_list = [job(summary=SUMMARY | {"intake": INTAKE})]
    at = desk("views/job.py", job=JOB_ID)
    assert not at.exception
    assert "12 items would be new, 240 would change" in text(at)
    next(one for one in at.button if one.label == "Merge it into the catalogue").click().run()
    assert api.retries == [{"intake": {"catalogue_id": CATALOGUE_ID, "mode": "merge"}}]


def test_a_run_has_no_sheet(desk: Open, kept: FakeApi) -> None:
    at = desk("views/job.py", job=JOB_ID)
    assert not at.exception
    links = "".join(element.proto.body for element in at.get("html"))
    assert f"jobs/{JOB_ID}/file" not in links
    assert "demand rose" in str(at.dataframe[0].value["Why"].tolist())
    assert not desk("views/jobs.py").exception
