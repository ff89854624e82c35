"""Schedules over HTTP; what makes them due is tested by a controlled clock, in `catalogues`."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api


@pytest.fixture
def schedule(api: Api) -> dict[str, Any]:
    """Every night at two in Berlin."""
    catalogue = api.client.post("/catalogues", json={"name": f"c {uuid4()}"}).json()["id"]
    body = {"catalogue_id": catalogue, "cron": "0 2 * * *", "time_zone": "Europe/Berlin"}
    answer = api.client.post("/schedules", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/schedules/{made['id']}"
    return made


def test_a_schedule_says_when_it_is_due_and_can_be_paused(api: Api, schedule: dict[str, Any]) -> None:
    here = f"/schedules/{schedule['id']}"
    assert schedule["in_words"] == "At 02:00 every day"
    assert len(schedule["next_times"]) == 5
    assert schedule["next_times"][0] == schedule["next_due"]
    assert (
        api.client.get(f"/catalogues/{schedule['catalogue_id']}").json()["next_run"] == schedule["next_due"]
    )
    assert schedule["last"] is None
    paused = api.client.patch(here, json={"paused": True}).json()
    assert paused["paused_at"] is not None
    assert (paused["next_due"], paused["next_times"]) == (None, [])
    assert api.client.get(f"/catalogues/{schedule['catalogue_id']}").json()["next_run"] is None
    assert api.client.get(here).json() == paused
    going = api.client.patch(here, json={"paused": False, "cron": "30 5 * * 1-5"}).json()
    assert (going["paused_at"], going["in_words"]) == (None, "At 05:30 on Monday through Friday")
    assert [one["id"] for one in api.client.get("/schedules").json()["items"]].count(schedule["id"]) == 1
    assert api.client.get(f"{here}/runs").json() == {"items": []}
    assert api.client.delete(here).status_code == 204
    assert api.client.get(here).status_code == 404
    actions = api.client.get("/admin-actions", params={"target": f"schedule:{schedule['id']}"}).json()
    assert [one["action"] for one in actions["items"]] == [
        "schedule_deleted",
        "schedule_changed",
        "schedule_changed",
        "schedule_created",
    ]


@pytest.mark.parametrize(
    ("changed", "field"), [({"cron": "0 25 * * *"}, "/cron"), ({"time_zone": "Mars"}, "/time_zone")]
)
def test_a_wrong_schedule_is_refused_by_field(
    api: Api, schedule: dict[str, Any], changed: dict[str, str], field: str
) -> None:
    body = {name: schedule[name] for name in ("catalogue_id", "cron", "time_zone")} | changed
    for answer in (
        api.client.post("/schedules", json=body),
        api.client.patch(f"/schedules/{schedule['id']}", json=changed),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_schedule")
        assert [error["pointer"] for error in answer.json()["errors"]] == [field]
    assert api.client.get(f"/schedules/{schedule['id']}").json() == schedule


def test_a_schedule_of_no_catalogue_is_refused(api: Api) -> None:
    body = {"catalogue_id": str(uuid4()), "cron": "0 2 * * *", "time_zone": "UTC"}
    answer = api.client.post("/schedules", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "catalogue_not_found")
