"""`./lotwise drill`: break a Lotwise of real processes in every way known, and show that nothing is lost."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from ops.refusal import Refusal

if TYPE_CHECKING:
    from ops.drills.scenario import Result, Scenario

_WIDE = 190
_COLUMNS = ("scenario", "fault", "landed", "recovered", "rows", "equal", "attempts", "verdict")


def drill(
    only: Annotated[list[str] | None, typer.Option(help="scenarios by name, or by how names begin")] = None,
    listed: Annotated[bool, typer.Option("--list", help="only say which scenarios there are")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the results as JSON")] = False,
    alerts: Annotated[
        bool, typer.Option("--alerts", help="instead: faults that Prometheus and Alertmanager must tell of")
    ] = False,
) -> None:
    """Break things on purpose: each fault lands at a named point in real processes, on servers of its own.

    After each, every job must have ended with the rows of a single-process run, bit for bit. Nothing of your
    installation is touched. Status 0 if every promise was kept, 1 if not.
    """
    if alerts:
        from ops.drills.alerts.command import drill_alerts

        drill_alerts(only or [], listed=listed, as_json=as_json)
        return
    chosen = _chosen(only or [])
    if listed:
        _list(chosen, as_json=as_json)
        return
    results = []
    console = Console(stderr=True)
    for result in _performed(chosen):
        results.append(result)
        console.print(_line(result), highlight=False)
    if as_json:
        typer.echo(json.dumps([_json(result) for result in results], indent=1))
    else:
        # In a file or a pipe there is no edge to wrap at.
        Console(width=None if sys.stdout.isatty() else _WIDE).print(_table(results))
    if not all(result.is_good for result in results):
        raise typer.Exit(1)


def _chosen(names: list[str]) -> "list[Scenario]":
    from ops.drills.table import SCENARIOS

    def is_meant(one: "Scenario", name: str) -> bool:
        return one.name == name if name in SCENARIOS else one.name.startswith(name)

    unknown = [name for name in names if not any(is_meant(one, name) for one in SCENARIOS.values())]
    if unknown:
        raise Refusal(
            f"No scenario is called {', '.join(unknown)}.", remedy="See them all by: ./lotwise drill --list"
        )
    return [one for one in SCENARIOS.values() if not names or any(is_meant(one, name) for name in names)]


def _performed(chosen: "list[Scenario]") -> "Iterator[Result]":
    """Those that need the same settings share a Lotwise."""
    from ops.drills.scenario import perform
    from ops.drills.site import opened, scratch

    for settings, scenarios in groupby(chosen, key=lambda scenario: scenario.settings):
        with scratch() as folder, opened(folder, changes=dict(settings)) as site:
            for scenario in scenarios:
                yield perform(site, scenario)


def _line(result: "Result") -> str:
    seconds = "" if result.recovered_seconds is None else f" after {result.recovered_seconds} s"
    colour = "yellow" if result.skipped else "green" if result.is_good else "red"
    why = "".join(f"\n    {words}" for words in (*result.complaints, result.skipped) if words)
    return f"[{colour}]{result.verdict:>8}[/] {result.name}{seconds}{why}"


def _table(results: "list[Result]") -> Table:
    table = Table(*_COLUMNS, title="Faults, and what became of the jobs")
    for result in results:
        seconds = "" if result.recovered_seconds is None else f"{result.recovered_seconds:.1f} s"
        table.add_row(
            result.name,
            result.fault,
            result.where or result.skipped,
            seconds,
            f"{result.rows:,}" if result.rows else "",
            "" if result.skipped else "yes" if result.is_good else "NO",
            str(result.attempts or ""),
            result.verdict,
        )
    return table


def _json(result: "Result") -> dict[str, object]:
    return {**asdict(result), "verdict": result.verdict}


def _list(chosen: "list[Scenario]", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([{"name": one.name, "fault": one.fault} for one in chosen], indent=1))
        return
    width = max(len(one.name) for one in chosen)
    for one in chosen:
        typer.echo(f"{one.name:{width}}  {one.fault}")
