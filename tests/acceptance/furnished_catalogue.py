"""A catalogue with something in every section: two runs, orders, an override, a scenario, a schedule."""

import json
from pathlib import Path
from typing import Any

from tests.acceptance.stack import Stack


def furnish_catalogue(desk: Stack, sheet: Path) -> str:
    """Made of the sheet by a worker that is at work; returns its number."""
    made = str(_asked(desk, "POST", "/catalogues", {"name": "Main warehouse"})["id"])
    at = f"/catalogues/{made}"
    options = json.dumps({"intake": {"catalogue_id": made, "mode": "replace"}})
    with sheet.open("rb") as file:
        answer = desk.client.post("/jobs", files={"file": (sheet.name, file)}, data={"options": options})
    desk.wait_for_end(answer.json()["id"])
    desk.wait_for_end(_asked(desk, "POST", f"{at}/runs", {})["id"])
    items = _asked(desk, "GET", f"{at}/items?limit=100")["items"]
    sold_out = [_key(one) | {"on_hand": 0} for one in items[:9]]
    _asked(desk, "POST", f"{at}/stock", {"rows": [*sold_out, {"sku": "no such item", "on_hand": 1}]})
    override = _key(items[20]) | {"reorder_point": 60, "expires_on": "2999-12-31", "reason": "promotion"}
    _asked(desk, "PATCH", f"{at}/overrides", {"rows": [override]})
    desk.wait_for_end(_asked(desk, "POST", f"{at}/runs", {})["id"])
    lines = _asked(desk, "GET", f"{at}/orders?limit=2")["items"]
    _asked(desk, "POST", f"{at}/orders", {"rows": [_key(one) | {"action": "place"} for one in lines]})
    _asked(
        desk, "POST", "/schedules", {"catalogue_id": made, "cron": "0 2 * * *", "time_zone": "Europe/Berlin"}
    )
    scenario = {"name": "More to sell", "assumptions": {"demand_percent": 10}}
    desk.wait_for_end(_asked(desk, "POST", f"{at}/scenarios", scenario)["id"])
    return made


def _key(one: dict[str, Any]) -> dict[str, Any]:
    return {"sku": one["sku"], "location": one["location"]}


def _asked(desk: Stack, method: str, path: str, said: object = None) -> dict[str, Any]:
    answer = desk.client.request(method, path, json=said)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found
