"""`./lotwise demo --night`, the morning after: orders placed, a number set by hand, and what if."""

from collections.abc import Callable
from typing import Any, Final

import typer

from ops.demo.calls import Calls

_PLACED: Final = 3
_ASSUMED: Final = {"demand_percent": 10}
_COUNTED: Final = frozenset({"orders_per_year"})  # no money


def run_morning(calls: Calls, catalogue: str, say: Callable[[str], None]) -> None:
    """Do what a planner does, and tell what the next run makes of it. Raises `Refusal`."""
    at = f"/catalogues/{catalogue}"
    lines = calls.ask("GET", f"{at}/orders", params={"state": "proposed", "limit": _PLACED + 1})["items"]
    *ordered, held = lines
    rows = [_key(one) | {"action": "place"} for one in ordered]
    told = calls.ask("POST", f"{at}/orders", json={"rows": rows})
    named = ", ".join(f"{one['suggested_quantity']:g} of {one['sku']}" for one in ordered)
    say(f"placed:     {told['taken']} orders: {named}")
    override = _key(held) | {"do_not_order": True, "reason": "the supplier is on strike"}
    calls.ask("PATCH", f"{at}/overrides", json={"rows": [override]})
    say(f"override:   nothing of {held['sku']} is ordered: {override['reason']}")
    run = calls.run(catalogue)
    say(
        f"next run:   {run['progress']['rows_done']} items decided on; what was placed is not suggested again"
    )
    found = calls.ask("GET", f"/jobs/{run['id']}/changes", params={"kind": "no_longer"})["items"]
    typer.echo()
    for one in found:
        typer.echo(f"  {one['sku']:<10} no longer to order  {one['why']}")
    typer.echo()
    _scenario(calls, at, say)


def _scenario(calls: Calls, at: str, say: Callable[[str], None]) -> None:
    begun = calls.ask("POST", f"{at}/scenarios", json={"name": "more demand", "assumptions": _ASSUMED})
    calls.ended(begun)
    found = calls.ask("GET", f"/scenarios/{begun['id']}")
    say(f"what if:    {', '.join(found['in_words'])}")
    for currency, amounts in found["comparison"]["totals"].items():
        for name, one in amounts.items():
            if one["difference"]:
                unit = "" if name in _COUNTED else f" {currency}"
                say(f"{'':<12}{_words(name)}: {_moved(one)}{unit}")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _moved(one: dict[str, Any]) -> str:
    share = "" if one["percent"] is None else f" ({one['percent']:+.1f} %)"
    return f"{one['baseline']:,.0f} -> {one['scenario']:,.0f}{share}"


def _key(one: dict[str, Any]) -> dict[str, Any]:
    return {"sku": one["sku"], "location": one["location"]}
