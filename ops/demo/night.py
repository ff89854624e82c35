"""`./lotwise demo --night`: a sheet kept as a catalogue, what flows in over a day, and what that changed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import typer

from ops.demo.calls import Calls
from ops.demo.morning import run_morning
from ops.running.up import Lotwise

CATALOGUE: Final = "Demo warehouse"
_MONTHS: Final = 12
_SOLD_MORE: Final = 10  # items whose order lines tell of more demand than the sheet
_MORE: Final = 1.3
_SEASON: Final = (0.7, 1.1, 0.9, 1.3, 0.8, 1.2)
_SOLD_OUT: Final = 5
_SHOWN: Final = 12
_CRON: Final = "0 2 * * *"
_ZONE: Final = "Europe/Berlin"


def run_night(lotwise: Lotwise, key: str, sheet: Path, say: Callable[[str], None]) -> str:
    """Tell each step as it is done; returns the number of the catalogue. Raises `Refusal`."""
    with httpx.Client(
        base_url=lotwise.wishes.api_url, headers={"x-api-key": key}, timeout=60, trust_env=False
    ) as client:
        return _Night(Calls(client=client, lotwise=lotwise), say).pass_(sheet)


class _Night:
    def __init__(self, calls: Calls, say: Callable[[str], None]) -> None:
        self._calls, self._ask, self._say = calls, calls.ask, say

    def pass_(self, sheet: Path) -> str:
        catalogue = self._catalogue()
        at = f"/catalogues/{catalogue}"
        with sheet.open("rb") as file:
            options = f'{{"intake": {{"catalogue_id": "{catalogue}", "mode": "replace"}}}}'
            job = self._ask("POST", "/jobs", files={"file": (sheet.name, file)}, data={"options": options})
        taken = self._calls.ended(job)["summary"]["intake"]
        self._say(f"upload:     {taken['new']} items new, {taken['changed']} changed, {taken['gone']} gone")
        self._run(catalogue, "first run")
        items = self._ask("GET", f"{at}/items", params={"limit": 1_000})["items"]
        lines = order_lines(
            [one for one in items if one["demand"]][:_SOLD_MORE], dt.datetime.now(dt.UTC).date()
        )
        told = self._ask("POST", f"{at}/demand", json={"rows": lines})
        self._say(
            f"demand:     {told['taken']:,} order lines of {_MONTHS} months taken, {told['known']} known"
        )
        stock = [_key(one) | {"on_hand": 0} for one in items if one["on_hand"]][-_SOLD_OUT:]
        told = self._ask(
            "POST", f"{at}/stock", json={"rows": [*stock, {"sku": "no such item", "on_hand": 1}]}
        )
        unknown = ", ".join(one["sku"] for one in told["unknown"])
        self._say(f"stock:      {told['taken']} figures taken; not in the catalogue: {unknown}")
        run = self._run(catalogue, "second run")
        self._changes(run["id"])
        due = self._ask(
            "POST", "/schedules", json={"catalogue_id": catalogue, "cron": _CRON, "time_zone": _ZONE}
        )
        self._say(f"schedule:   {due['in_words']}, {_ZONE}; next {due['next_due']}")
        run_morning(self._calls, catalogue, self._say)
        return catalogue

    def _catalogue(self) -> str:
        """A fresh one: an earlier demo's goes first."""
        for one in self._ask("GET", "/catalogues")["items"]:
            if one["name"] == CATALOGUE:
                self._ask("DELETE", f"/catalogues/{one['id']}")
        return str(self._ask("POST", "/catalogues", json={"name": CATALOGUE})["id"])

    def _run(self, catalogue: str, name: str) -> dict[str, Any]:
        job = self._calls.run(catalogue)
        self._say(f"{name + ':':<12}{job['progress']['rows_done']} items decided on")
        return job

    def _changes(self, run: str) -> None:
        found = self._ask("GET", f"/jobs/{run}/changes", params={"limit": _SHOWN})
        typer.echo()
        for words in found["words"]:
            typer.echo(f"  {words}")
        typer.echo()
        for one in found["items"]:
            moved = f"{one['old'] or '-'} -> {one['new'] or '-'}"
            typer.echo(f"  {one['sku']:<10} {one['kind'].replace('_', ' '):<16} {moved:<18} {one['why']}")
        typer.echo()


def order_lines(items: list[dict[str, Any]], today: dt.date) -> list[dict[str, Any]]:
    """A line a month of each item for the past year, more than the sheet says; by its id each counts once."""
    month = today.year * 12 + today.month - 1
    return [
        _key(one)
        | {
            "date": dt.date(number // 12, number % 12 + 1, 15).isoformat(),
            "quantity": round(one["demand"] / 12 * _MORE * _SEASON[number % len(_SEASON)]),
            "line_id": f"{one['sku']}/{number}",
        }
        for one in items
        for number in range(month - _MONTHS, month)
    ]


def _key(one: dict[str, Any]) -> dict[str, Any]:
    return {"sku": one["sku"], "location": one["location"]}
