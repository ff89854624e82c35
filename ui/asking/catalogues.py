"""Catalogues over the API, their runs, scenarios and schedules: one a route, each raises `ApiError`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ui.asking.client import Client, Json


def every(client: Client) -> list[Json]:
    """All catalogues of the workspace, by name."""
    return _items(client.ask("GET", "/catalogues"))


def one(client: Client, catalogue_id: str) -> Json:
    """A catalogue as it stands."""
    return client.ask("GET", f"/catalogues/{catalogue_id}")


def make(client: Client, name: str) -> Json:
    """A new, empty catalogue."""
    return client.ask("POST", "/catalogues", json={"name": name})


def change(client: Client, catalogue_id: str, changes: Mapping[str, Any]) -> Json:
    """Another name, other settings."""
    return client.ask("PATCH", f"/catalogues/{catalogue_id}", json=dict(changes))


def delete(client: Client, catalogue_id: str) -> None:
    """Delete a catalogue; its runs stay as jobs."""
    client.ask("DELETE", f"/catalogues/{catalogue_id}")


def run(client: Client, catalogue_id: str) -> Json:
    """The job of a run begun now."""
    return client.ask("POST", f"/catalogues/{catalogue_id}/runs", json={})


def items(client: Client, catalogue_id: str, **asked: object) -> Json:
    """A page of items, by `limit`, `cursor` and `search`."""
    return client.ask("GET", f"/catalogues/{catalogue_id}/items{_query(asked)}")


def overrides(client: Client, catalogue_id: str, **asked: object) -> Json:
    """A page of overrides, by `limit`, `cursor`, `sku` and `state`."""
    return client.ask("GET", f"/catalogues/{catalogue_id}/overrides{_query(asked)}")


def set_override(client: Client, catalogue_id: str, row: Mapping[str, Any]) -> Json:
    """Set the override of one item; the answer tells what was refused."""
    return client.ask("PATCH", f"/catalogues/{catalogue_id}/overrides", json={"rows": [dict(row)]})


def end_override(client: Client, catalogue_id: str, sku: str, location: str | None) -> None:
    """End what is set of an item."""
    client.ask("DELETE", f"/catalogues/{catalogue_id}/overrides{_query({'sku': sku, 'location': location})}")


def feeds(client: Client, catalogue_id: str) -> list[Json]:
    """What came in, the newest first."""
    return _items(client.ask("GET", f"/catalogues/{catalogue_id}/feeds"))


def changes(client: Client, job_id: str, **asked: object) -> Json:
    """A page of what changed in a run, by `limit`, `cursor` and `kind`."""
    return client.ask("GET", f"/jobs/{job_id}/changes{_query(asked)}")


def scenarios(client: Client, catalogue_id: str, **asked: object) -> Json:
    """A page of scenarios, the newest first, by `limit` and `cursor`."""
    return client.ask("GET", f"/catalogues/{catalogue_id}/scenarios{_query(asked)}")


def begin_scenario(client: Client, catalogue_id: str, name: str, assumptions: Mapping[str, float]) -> Json:
    """The job of a scenario begun now."""
    said = {"name": name, "assumptions": dict(assumptions)}
    return client.ask("POST", f"/catalogues/{catalogue_id}/scenarios", json=said)


def scenario(client: Client, scenario_id: str) -> Json:
    """A scenario and, once it has ended, its totals beside the real ones."""
    return client.ask("GET", f"/scenarios/{scenario_id}")


def scenario_rows(client: Client, scenario_id: str, **asked: object) -> Json:
    """A page of items that are decided otherwise, by `limit` and `cursor`."""
    return client.ask("GET", f"/scenarios/{scenario_id}/rows{_query(asked)}")


def delete_job(client: Client, job_id: str) -> None:
    """Delete a job that has ended, such as a scenario."""
    client.ask("DELETE", f"/jobs/{job_id}")


def schedules(client: Client, catalogue_id: str) -> list[Json]:
    """When the catalogue is computed by itself."""
    found = _items(client.ask("GET", "/schedules"))
    return [schedule for schedule in found if schedule["catalogue_id"] == catalogue_id]


def make_schedule(client: Client, catalogue_id: str, cron: str, time_zone: str) -> Json:
    """A new schedule."""
    said = {"catalogue_id": catalogue_id, "cron": cron, "time_zone": time_zone}
    return client.ask("POST", "/schedules", json=said)


def change_schedule(client: Client, schedule_id: str, **changes: object) -> Json:
    """Another `cron` or `time_zone`, or `paused`."""
    return client.ask("PATCH", f"/schedules/{schedule_id}", json=changes)


def delete_schedule(client: Client, schedule_id: str) -> None:
    """End a schedule."""
    client.ask("DELETE", f"/schedules/{schedule_id}")


def due_runs(client: Client, schedule_id: str) -> list[Json]:
    """What came of the times it was due, the last first."""
    return _items(client.ask("GET", f"/schedules/{schedule_id}/runs?limit=10"))


def _query(asked: Mapping[str, object]) -> str:
    given = {name: value for name, value in asked.items() if value is not None and value != ""}
    return f"?{urlencode(given)}" if given else ""


def _items(page: Json) -> list[Json]:
    found: list[Json] = page["items"]
    return found
