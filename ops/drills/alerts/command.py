"""`./lotwise drill --alerts`: what it prints and returns."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from ops.drills.alerts.faults import FAULTS
from ops.drills.alerts.performing import Course, Outcome, perform, see_off
from ops.drills.alerts.scene import Fault
from ops.drills.alerts.shortening import FACTOR
from ops.drills.alerts.watching import require_programs, watching
from ops.drills.site import opened, scratch
from ops.refusal import Refusal

_WIDE = 150
_COLUMNS = ("fault", "alert", "fired after", "at Alertmanager", "cleared after", "inhibited by")


def drill_alerts(names: list[str], *, listed: bool, as_json: bool) -> None:
    """Each fault must fire its alerts, and they must clear; status 1 if not. Raises `Refusal`."""
    chosen = _chosen(names)
    if listed:
        _list(chosen, as_json=as_json)
        return
    outcomes = []
    console = Console(stderr=True)
    for outcome in performed(chosen, console):
        outcomes.append(outcome)
        console.print(_line(outcome), highlight=False, soft_wrap=True)
    if as_json:
        typer.echo(json.dumps([_json(one) for one in outcomes], indent=1))
    else:
        Console(width=None if sys.stdout.isatty() else _WIDE).print(_table(outcomes))
    if not all(one.is_good for one in outcomes):
        raise typer.Exit(1)


def _chosen(names: list[str]) -> list[Fault]:
    if unknown := [name for name in names if name not in FAULTS]:
        raise Refusal(
            f"No fault of the drill of alerts is called {', '.join(unknown)}.",
            remedy=f"There are: {', '.join(FAULTS)}",
        )
    return [fault for fault in FAULTS.values() if not names or fault.name in names]


def performed(chosen: list[Fault], console: Console) -> Iterator[Outcome]:
    """One after the other, on one Lotwise, Prometheus and Alertmanager; raises `Refusal` without these."""
    require_programs()
    with scratch() as folder, opened(folder) as site, watching(site) as (scene, monitors):
        left_out = ", ".join(monitors.left_out)
        console.print(
            f"Every time of the rules is divided by {FACTOR}. Left out, since it is not here: {left_out}",
            highlight=False,
            soft_wrap=True,
        )
        outcomes = []
        for number, fault in enumerate(chosen):
            outcomes.append(perform(scene, monitors, fault, at_first=number == 0))
            yield outcomes[-1]
        for course in see_off(monitors, outcomes):
            words = f"[green]{'seen':>8}[/]" if course.is_good else f"[red]{'NOT SEEN':>8}[/]"
            console.print(f"{words} the end of {course.alert}, of {course.fault}", highlight=False)


def _line(outcome: Outcome) -> str:
    is_good = outcome.is_good_so_far
    head = f"[{'green' if is_good else 'red'}]{'seen' if is_good else 'NOT SEEN':>8}[/]"
    if reasons := {course.skipped for course in outcome.courses if course.skipped}:
        head = f"[yellow]{'left out':>8}[/]"
        return f"{head} {outcome.fault}: {'; '.join(reasons)}"
    beside = f"; fired as well: {', '.join(outcome.beside)}" if outcome.beside else ""
    return f"{head} {outcome.fault}{beside}" + "".join(f"\n    {words}" for words in outcome.complaints)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(*_COLUMNS, title="Faults, and the alerts that told of them")
    for course in (course for outcome in outcomes for course in outcome.courses):
        table.add_row(
            course.words,
            course.alert,
            course.skipped or _seconds(course.fired),
            _seconds(course.arrived) if not course.skipped else "",
            _seconds(course.cleared) if not course.skipped else "",
            ", ".join(sorted(course.inhibited_by)),
        )
    return table


def _seconds(after: float | None) -> str:
    return "NEVER" if after is None else f"{after:.1f} s"


def _json(outcome: Outcome) -> dict[str, Any]:
    return {
        "fault": outcome.fault,
        "is_good": outcome.is_good,
        "alerts": [_of_course(course) for course in outcome.courses],
        "beside": outcome.beside,
        "complaints": outcome.complaints,
    }


def _of_course(course: Course) -> dict[str, Any]:
    return {**asdict(course), "inhibited_by": sorted(course.inhibited_by)}


def _list(chosen: list[Fault], *, as_json: bool) -> None:
    if as_json:
        told = [{"name": one.name, "fault": one.words, "alerts": one.every} for one in chosen]
        typer.echo(json.dumps(told, indent=1))
        return
    width = max(len(one.name) for one in chosen)
    for one in chosen:
        typer.echo(f"{one.name:{width}}  {one.words}: {', '.join(one.every)}")
